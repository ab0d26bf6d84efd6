import type { ReleaseView } from "../delivery.ts";
import { budgets, freshFor, productCode, promoteByBot, promoteByReview, type Stage } from "../stage.ts";

/** A change of code reaches dev through a canary that Prometheus judges. @returns the release */
export async function goodChange({ delivery, narrator }: Stage): Promise<ReleaseView> {
  await narrator.act("Good change: a commit to product reaches dev through a canary");
  const before = await delivery.release("dev", "product");
  const started = Date.now();
  await delivery.push("feat(product): lists are fresh for three seconds", { [productCode]: freshFor(3000) });
  const release = await narrator.step("push to pin", () => delivery.pinned("dev", "product", before?.id));
  await delivery.canaryServes("dev", "product", release.id);
  narrator.note(
    "push to the new version serving canary traffic",
    (Date.now() - started) / 1000,
    budgets.pushToCanary,
  );
  const rollout = await narrator.step("canary judged good, all traffic on the new version", () =>
    delivery.healthy("dev", "product", release.id),
  );
  for (const line of await delivery.cluster.measurements("dev", rollout.currentHash))
    narrator.tell(`  ${line}`);
  return release;
}

/** Pull requests promote the same release. */
export async function promotion(stage: Stage, release: ReleaseView): Promise<void> {
  await stage.narrator.act("Promotion: to staging by the bot, to prod by a reviewer");
  await promoteByBot(stage, "staging", new Map([["product", release]]));
  await promoteByReview(stage, "prod", new Map([["product", release]]));
}
