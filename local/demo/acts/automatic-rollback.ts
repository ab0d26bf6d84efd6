import { slipwayDone } from "../slipway.ts";
import { budgets, type Stage } from "../stage.ts";
import type { BadChange } from "./bad-change.ts";

/**
 * The abort has already protected the users; this act makes git correct again: the evidence of the abort
 * starts the workflow that reverts the release and holds it.
 */
export async function automaticRollback(
  { delivery, narrator, venue }: Stage,
  { commit, bad, good, goodHash, abortedAt }: BadChange,
): Promise<void> {
  await narrator.act("Automatic rollback: git reverts and holds the aborted release");
  const restored = await delivery.restored("dev", "product", good.id);
  narrator.note(
    "abort to rollback on main",
    (restored.at.getTime() - abortedAt) / 1000,
    budgets.abortToRestored,
  );
  for (const line of restored.message) narrator.tell(`  ${line}`);
  const rollout = await narrator.step(
    "healthy on the old version",
    () => delivery.healthy("dev", "product", good.id),
    budgets.revertToHealthy,
  );
  if (rollout.stableHash !== goodHash)
    throw new Error(`stable is ${rollout.stableHash}, but it was ${goodHash} before the bad change`);
  narrator.tell(
    `The pods of ${good.version} kept running: the same revision ${goodHash}, without a new canary.`,
  );
  const hold = await delivery.hold("dev", "product", bad.id);
  narrator.tell(`${bad.version} is held (${hold.cause}) until a newer release: ${hold.reason}`);
  await delivery.revert(commit);
  const why = await slipwayDone(venue, delivery.folder, "developer", "why", "product", "dev");
  for (const line of why.split("\n").filter(Boolean).slice(0, 6)) narrator.tell(`  ${line}`);
}
