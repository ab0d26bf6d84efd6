import { originSetting } from "@slipway/kit/config";
import { Type } from "@slipway/kit/schema";
import type { ServiceDefinition } from "@slipway/kit/service";
import { createApi, extras } from "./api.ts";
import { addAssets } from "./assets.ts";
import { addSite } from "./site.ts";

const settings = {
  API_GATEWAY_URL: originSetting("http://api-gateway"),
  BLOCK_PATIENCE_MS: Type.Integer({
    default: 500,
    minimum: 1,
    maximum: 60_000,
    description: "milliseconds from 1 to 60000 that a page waits for what it can do without",
  }),
};

/** The shop as people see it: pages made here, of what the gateway answers. It keeps nothing. */
export const web: ServiceDefinition<typeof settings> = {
  name: "web",
  settings,
  setup({ app, config, upstream }) {
    const gateway = (name: string) => upstream(name, config.API_GATEWAY_URL);
    const api = createApi(
      gateway("api-gateway"),
      new Map(extras.map((extra) => [extra, gateway(`api-gateway/${extra}`)])),
      config.BLOCK_PATIENCE_MS,
    );
    addAssets(app);
    addSite(app, api);
  },
};
