import { Delivery } from "../demo/delivery.ts";
import type { Narrator } from "../demo/narrator.ts";
import type { Venue } from "../demo/sight.ts";
import { runSlipway } from "../demo/slipway.ts";
import type { Stage } from "../demo/stage.ts";
import type { Embedded } from "./embedded.ts";
import { repositoryName, token } from "./forge.ts";
import { scrapeSeconds } from "./servers.ts";

/** The stage of the same acts on embedded parts. */
export function openEmbeddedStage({ addressOf, cluster, forge, clone }: Embedded, narrator: Narrator): Stage {
  const surroundings = {
    serverUrl: forge.gitUrl,
    apiUrl: forge.apiUrl,
    repository: repositoryName,
    token,
    path: process.env.PATH ?? "",
  };
  const venue: Venue = {
    cluster,
    forge,
    scrapeSeconds,
    forgeAddress: forge.repositoryUrl,
    shop: (environment) => addressOf(environment, "api-gateway") ?? "",
    token: async () => undefined,
    slipway: (folder, account, ...args) => runSlipway(surroundings, folder, account, args),
  };
  return { venue, narrator, delivery: new Delivery(venue, clone) };
}
