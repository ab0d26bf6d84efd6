import { setTimeout as delay } from "node:timers/promises";
import { Type } from "@slipway/kit/schema";
import type { ServiceDefinition } from "@slipway/kit/service";
import { addAccountRoutes } from "./account-routes.ts";
import { createSigningKeys, renewKeys } from "./keys.ts";
import { migrations } from "./migrations.ts";
import { addSessionRoutes } from "./session-routes.ts";
import { forgetExpired } from "./sessions.ts";

const settings = {
  ACCESS_TOKEN_SECONDS: Type.Integer({
    default: 600,
    minimum: 1,
    maximum: 3600,
    description: "seconds from 1 to 3600 that an access token is good for",
  }),
  SESSION_DAYS: Type.Integer({
    default: 30,
    minimum: 1,
    maximum: 365,
    description: "days from 1 to 365 after which people log in again",
  }),
  REFRESH_GRACE_SECONDS: Type.Integer({
    default: 10,
    minimum: 0,
    maximum: 60,
    description: "seconds from 0 to 60 in which a used refresh token may come again, from a second tab",
  }),
  NEW_KEY_AFTER_DAYS: Type.Integer({
    default: 30,
    minimum: 1,
    maximum: 365,
    description: "days from 1 to 365 after which tokens are signed with a new key",
  }),
};

const hourMs = 3_600_000;

/** Users: accounts, logins, and the keys with which other services verify tokens. */
export const user: ServiceDefinition<typeof settings> = {
  name: "user",
  settings,
  stores: ["postgres", "nats"],
  setup({ app, config, log, ...context }) {
    const sql = context.sql(migrations);
    const keys = createSigningKeys(sql, config.NEW_KEY_AFTER_DAYS);
    addAccountRoutes(app, sql, context.outbox(sql));
    addSessionRoutes(app, sql, keys, {
      accessTokenSeconds: config.ACCESS_TOKEN_SECONDS,
      sessionDays: config.SESSION_DAYS,
      refreshGraceSeconds: config.REFRESH_GRACE_SECONDS,
    });
    context.prepare("the signing keys", () => keys.refresh());
    context.background("renewal of signing keys", (signal) => renewKeys(keys, log, signal));
    context.background("forgetting expired sessions", async (signal) => {
      while (!signal.aborted) {
        await forgetExpired(sql);
        await delay(hourMs, undefined, { signal, ref: false }).catch(() => {});
      }
    });
  },
};
