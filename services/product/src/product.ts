import { Type } from "@slipway/kit/schema";
import type { ServiceDefinition } from "@slipway/kit/service";
import { noCache, redisCache } from "./cache.ts";
import { createCatalog } from "./catalog.ts";
import { addRoutes } from "./routes.ts";

const settings = {
  REDIS_URL: Type.Optional(
    Type.String({
      pattern: "^rediss?://",
      // It may carry a password.
      writeOnly: true,
      description: "a redis:// or rediss:// address",
    }),
  ),
};

/** The catalog. Redis only makes it faster: without it, or with it down, every answer is the same. */
export const product: ServiceDefinition<typeof settings> = {
  name: "product",
  settings,
  routes({ app, config, metrics }) {
    const cache = config.REDIS_URL ? redisCache(config.REDIS_URL, app.log, metrics) : noCache;
    app.addHook("onClose", () => cache.close());
    addRoutes(app, createCatalog(), cache);
  },
};
