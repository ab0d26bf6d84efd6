import { repositoryRoot } from "../build/paths.ts";
import { wantedServices } from "../forge/services.ts";
import { Client } from "./client.ts";
import type { Delivery, ReleaseView } from "./delivery.ts";
import type { Narrator } from "./narrator.ts";
import type { PullView, Venue } from "./sight.ts";

/** Every service that is delivered here. */
export const services = (): readonly string[] => wantedServices(repositoryRoot);

/** A line of code whose change affects only the image of product. */
export const productCode = "services/product/src/cache.ts";

export function freshFor(milliseconds: number): (content: string) => string {
  return (content) => content.replace(/(?<=const freshMs = )[\d_]+/, String(milliseconds));
}

/** What an act works with. */
export interface Stage {
  readonly venue: Venue;
  readonly delivery: Delivery;
  readonly narrator: Narrator;
}

/** Limits of the reference machine (2 cores, 24 GiB), in seconds. */
export const budgets = {
  pushToCanary: 45,
  trafficToAbort: 60,
  abortToRestored: 30,
  revertToHealthy: 20,
} as const;

export const shopper = ({ shop }: Pick<Venue, "shop">, environment: string): Client =>
  new Client(`${shop(environment)}/api/products`, 20);

/** Waits until the bot has merged the promotion of each release, and until all of them are healthy there. */
export async function promoteByBot(
  { delivery, narrator }: Stage,
  environment: string,
  releases: ReadonlyMap<string, ReleaseView>,
): Promise<void> {
  await narrator.step(`${environment}: promoted by the bot, its gates evaluated`, async () => {
    for (const [service, { id }] of releases) await delivery.promoted(environment, service, id);
  });
  await healthyEverywhere({ delivery, narrator }, environment, releases);
}

/**
 * Approves and merges the promotion of each release as a reviewer would, and waits until all of them are
 * healthy there.
 */
export async function promoteByReview(
  { delivery, narrator }: Stage,
  environment: string,
  releases: ReadonlyMap<string, ReleaseView>,
): Promise<void> {
  await narrator.step(`${environment}: pull requests opened, reviewed, merged`, async () => {
    const pulls: PullView[] = [];
    for (const [service, { id }] of releases) {
      const pull = await delivery.promotion(environment, service, id);
      await delivery.forge.approve(pull);
      pulls.push(pull);
    }
    // The approval opens a gate; on GitHub approved.yml reports it to the bot.
    await delivery.forge.dispatch("promote.yml");
    await delivery.forge.mergeAll(pulls);
  });
  await healthyEverywhere({ delivery, narrator }, environment, releases);
}

async function healthyEverywhere(
  { delivery, narrator }: Pick<Stage, "delivery" | "narrator">,
  environment: string,
  releases: ReadonlyMap<string, ReleaseView>,
): Promise<void> {
  await narrator.step(`${environment}: healthy as exactly these releases`, async () => {
    for (const [service, { id }] of releases) await delivery.healthy(environment, service, id);
  });
}
