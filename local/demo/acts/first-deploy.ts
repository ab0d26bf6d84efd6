import { waitFor } from "../../wait/wait.ts";
import type { ReleaseView } from "../delivery.ts";
import { promoteByBot, promoteByReview, type Stage, services } from "../stage.ts";

/** The first push builds every service into dev; normal promotions bring them to staging and prod. */
export async function firstDeploy(stage: Stage): Promise<void> {
  const { delivery, narrator, venue } = stage;
  await narrator.act(`First deploy: ${services().length} services into three environments`);
  narrator.tell(`The repository was pushed to ${venue.forgeAddress}; its own workflows run.`);
  const releases = new Map<string, ReleaseView>();
  await narrator.step("dev: built, versioned and pinned in one commit", async () => {
    for (const service of services()) releases.set(service, await delivery.pinned("dev", service, undefined));
  });
  await narrator.step("dev: synced with git and healthy", async () => {
    for (const [service, { id }] of releases) await delivery.healthy("dev", service, id);
  });
  await promoteByBot(stage, "staging", releases);
  await promoteByReview(stage, "prod", releases);
  const products = await narrator.step("prod: the shop answers", () => askShop(venue.shop("prod")));
  narrator.tell(`GET /api/products in prod: ${products} products.`);
}

/** Number of products in the shop. */
export function askShop(shop: string): Promise<number> {
  return waitFor(
    async () => {
      const response = await fetch(`${shop}/api/products`, {
        signal: AbortSignal.timeout(3000),
      });
      const body: unknown = await response.json();
      return Array.isArray(body)
        ? { value: body.length }
        : { seen: `${response.status} ${JSON.stringify(body).slice(0, 200)}` };
    },
    { what: "the shop to list its products" },
  );
}
