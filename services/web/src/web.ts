import { originSetting } from "@slipway/kit/config";
import { Type } from "@slipway/kit/schema";
import type { ServiceDefinition } from "@slipway/kit/service";
import { schemeSetting, useHsts } from "@slipway/kit/transport";
import { createApi, extras } from "./api.ts";
import { addAssets } from "./assets.ts";
import { addSite } from "./site.ts";

const settings = {
  PUBLIC_SCHEME: schemeSetting,
  API_GATEWAY_URL: originSetting("http://api-gateway"),
  BLOCK_PATIENCE_MS: Type.Integer({
    default: 500,
    minimum: 1,
    maximum: 60_000,
    description: "milliseconds from 1 to 60000 that a page waits for what it can do without",
  }),
};

/** The shop's pages, rendered here from the gateway's answers. It stores nothing. */
export const web: ServiceDefinition<typeof settings> = {
  name: "web",
  settings,
  setup({ app, config, upstream }) {
    const patience = config.BLOCK_PATIENCE_MS;
    // A block is never waited for longer than `patienceMs`, so most of that is a fair time.
    const block = (extra: string) =>
      upstream(`api-gateway/${extra}`, config.API_GATEWAY_URL, { fairMs: patience / 2 });
    const api = createApi(
      upstream("api-gateway", config.API_GATEWAY_URL),
      new Map(extras.map((extra) => [extra, block(extra)])),
      patience,
    );
    useHsts(app, config.PUBLIC_SCHEME);
    addAssets(app);
    addSite(app, api, config.PUBLIC_SCHEME);
  },
};
