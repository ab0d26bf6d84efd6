import type { ReleaseView } from "../delivery.ts";
import { planPromotion } from "../explain.ts";
import { slipwayDone } from "../slipway.ts";
import type { Stage } from "../stage.ts";

/** One command at 3 a.m.: prod returns to the last healthy release, and the bad one is not promoted again. */
export async function rollback({ delivery, narrator, venue }: Stage, before: ReleaseView): Promise<void> {
  await narrator.act("Manual rollback: one command rolls prod back");
  await delivery.pull();
  const reason = "orders fail since the last release";
  const args = ["rollback", "--env", "prod", "--service", "product", "--reason", reason];
  narrator.tell(`slipway ${args.map((word) => (word.includes(" ") ? `"${word}"` : word)).join(" ")}`);
  const target = await narrator.step("command to pinned on main", async () => {
    await slipwayDone(venue, delivery.folder, "developer", ...args);
    return delivery.pinned("prod", "product", before.id);
  });
  await narrator.step("pinned to healthy on the version before, through its short canary", () =>
    delivery.healthy("prod", "product", target.id),
  );
  narrator.tell(`prod runs ${target.version} again instead of ${before.version}.`);
  const results = await planPromotion(venue, delivery.folder);
  const stays = results.find(({ environment, service }) => environment === "prod" && service === "product");
  if (!/hold|held/i.test(stays?.reason ?? ""))
    throw new Error(`the promotion to prod is not stopped by the hold: ${JSON.stringify(stays)}`);
  narrator.tell(`Promoted again: ${stays?.reason.split("\n")[0]}`);
}
