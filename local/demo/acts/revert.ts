import { budgets, type Stage } from "../stage.ts";
import type { BadChange } from "./bad-change.ts";

/** `git revert` of the bump and of the change behind it: the old version again, without a single canary step. */
export async function revert(
  { delivery, narrator }: Stage,
  { commit, good, goodHash }: BadChange,
): Promise<void> {
  await narrator.act("git revert");
  const bump = await delivery.lastCommit("environments/dev/product/release");
  const rollout = await narrator.step(
    "git revert to healthy on the old version",
    async () => {
      await delivery.revert(bump, commit);
      return delivery.healthy("dev", "product", good.id, 90);
    },
    budgets.revertToHealthy,
  );
  if (rollout.stableHash !== goodHash)
    throw new Error(`stable is ${rollout.stableHash}, but it was ${goodHash} before the bad change`);
  narrator.tell(
    `The pods of ${good.version} never went away: the same revision ${goodHash}, no step was run.`,
  );
}
