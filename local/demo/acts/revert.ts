import type { ReleaseView } from "../delivery.ts";
import type { Stage } from "../stage.ts";

/** A person who knows only git uses `git revert`: it works, and Slipway adds the hold. */
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
