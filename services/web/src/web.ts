import { originSetting } from "@slipway/kit/config";
import type { ServiceDefinition } from "@slipway/kit/service";
import { createApi, extras } from "./api.ts";
import { addAssets } from "./assets.ts";
import { addSite } from "./site.ts";

const settings = {
  API_GATEWAY_URL: originSetting("http://api-gateway"),
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
    );
    addAssets(app);
    addSite(app, api);
  },
};
