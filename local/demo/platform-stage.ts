import { accountToken } from "../forge/accounts.ts";
import { type Home, slipwayHome } from "../forge/repository.ts";
import type { Platform } from "../platform/platform.ts";
import { Cluster } from "./cluster.ts";
import { Delivery } from "./delivery.ts";
import { ForgeView } from "./forge-view.ts";
import type { Narrator } from "./narrator.ts";
import type { Venue } from "./sight.ts";
import { runSlipway } from "./slipway.ts";
import type { Stage } from "./stage.ts";

/** A stage on the real platform: it shows more than the demo needs. */
export interface PlatformStage extends Stage {
  readonly platform: Platform;
  readonly venue: Venue<Cluster, ForgeView>;
  readonly delivery: Delivery<Cluster, ForgeView>;
}

/**
 * @param folder the developer's clone
 * @param home the delivered repository, if it is not this repository's own shop
 */
export function openPlatformStage(
  platform: Platform,
  folder: string,
  narrator: Narrator,
  home: Home = slipwayHome,
): PlatformStage {
  const venue = platformVenue(platform, home);
  return { platform, venue, narrator, delivery: new Delivery(venue, folder) };
}

function platformVenue(platform: Platform, home: Home): Venue<Cluster, ForgeView> {
  const { owner, repository, product } = home;
  const forge = `http://127.0.0.1:${platform.ports.forge}`;
  return {
    cluster: new Cluster(platform, product),
    forge: new ForgeView(platform, home),
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
