import { Delivery } from "../demo/delivery.ts";
import type { Narrator } from "../demo/narrator.ts";
import type { Venue } from "../demo/sight.ts";
import { runSlipway } from "../demo/slipway.ts";
import type { Stage } from "../demo/stage.ts";
import type { Embedded } from "./embedded.ts";
import { repositoryName, token } from "./forge.ts";
import { scrapeSeconds } from "./servers.ts";

/** The stage of the same acts on embedded parts. */
export function openEmbeddedStage({ cluster, forge, layout, clone }: Embedded, narrator: Narrator): Stage {
  const surroundings = {
    ...{ serverUrl: forge.gitUrl, apiUrl: forge.apiUrl, repository: repositoryName, token },
    path: process.env.PATH ?? "",
  };
  const venue: Venue = {
    ...{ cluster, forge, scrapeSeconds, forgeAddress: forge.repositoryUrl },
    shop: (environment) => {
      const edge = layout.places.find(
        (one) => one.environment === environment && one.service === "api-gateway",
      );
      return `http://127.0.0.1:${edge?.proxy.port}`;
    },
    token: async () => undefined,
    slipway: (folder, account, ...args) => runSlipway(surroundings, folder, account, args),
  };
  return { venue, narrator, delivery: new Delivery(venue, clone) };
}
