import type { ReleaseView } from "../delivery.ts";
import type { Stage } from "../stage.ts";

/** `git revert`, by a person who knows nothing but git: it works, and slipway takes notice of it. */
export async function revert({ delivery, narrator }: Stage, before: ReleaseView): Promise<void> {
  await narrator.act("Plain revert: a person runs git revert");
  const promotion = await delivery.lastCommit("environments/staging/product/release");
  const target = await narrator.step("git revert to pinned in staging", async () => {
    await delivery.revert(promotion);
    return delivery.pinned("staging", "product", before.id);
  });
  await narrator.step("pinned to healthy on the version before", () =>
    delivery.healthy("staging", "product", target.id),
  );
  await delivery.forge.dispatch("rollback.yml");
  const hold = await narrator.step("slipway detects the revert and holds the release", () =>
    delivery.hold("staging", "product", before.id),
  );
  narrator.tell(`${before.version} is held (${hold.cause}): ${hold.reason}`);
}
