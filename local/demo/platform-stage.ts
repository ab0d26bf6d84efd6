import { accountToken } from "../forge/accounts.ts";
import { owner, repository } from "../forge/repository.ts";
import type { Platform } from "../platform/platform.ts";
import { Cluster } from "./cluster.ts";
import { Delivery } from "./delivery.ts";
import { ForgeView } from "./forge-view.ts";
import type { Narrator } from "./narrator.ts";
import type { Venue } from "./sight.ts";
import { runSlipway } from "./slipway.ts";
import type { Stage } from "./stage.ts";

/** A stage on the real platform: it shows more than the story needs. */
export interface PlatformStage extends Stage {
  readonly platform: Platform;
  readonly venue: Venue<Cluster, ForgeView>;
  readonly delivery: Delivery<Cluster, ForgeView>;
}

/** @param folder the developer's clone */
export function openPlatformStage(platform: Platform, folder: string, narrator: Narrator): PlatformStage {
  const venue = platformVenue(platform);
  return { platform, venue, narrator, delivery: new Delivery(venue, folder) };
}

function platformVenue(platform: Platform): Venue<Cluster, ForgeView> {
  const forge = `http://127.0.0.1:${platform.ports.forge}`;
  return {
    cluster: new Cluster(platform),
    forge: new ForgeView(platform),
    forgeAddress: `${forge}/${owner}/${repository}`,
    scrapeSeconds: 2,
    shop: (environment) => `http://127.0.0.1:${platform.ports.shop[environment]}`,
    token: (account) => accountToken(platform, account),
    slipway: async (folder, account, ...args) => {
      const surroundings = {
        serverUrl: forge,
        apiUrl: `${forge}/api/v1`,
        repository: `${owner}/${repository}`,
        token: await accountToken(platform, account),
        path: platform.toolPath(),
      };
      return runSlipway(surroundings, folder, account, args);
    },
  };
}
