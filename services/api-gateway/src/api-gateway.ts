import { originSetting } from "@slipway/kit/config";
import { environmentSetting, requireNoDemo } from "@slipway/kit/environment";
import { Type } from "@slipway/kit/schema";
import type { ServiceDefinition } from "@slipway/kit/service";
import { schemeSetting, useHsts } from "@slipway/kit/transport";
import type { Upstream } from "@slipway/kit/upstream";
import { limitAttempts, useAdmission } from "./admission.ts";
import { trustedProxies } from "./client-address.ts";
import { addHealth } from "./health.ts";
import { createLimiter } from "./limits.ts";
import { addProxy } from "./proxy.ts";
import type { Owner } from "./routes.ts";
import { identifyBy } from "./tokens.ts";

const settings = {
  USER_URL: originSetting("http://user"),
  PRODUCT_URL: originSetting("http://product"),
  BUSINESS_URL: originSetting("http://business"),
  CART_URL: originSetting("http://cart"),
  ORDER_URL: originSetting("http://order"),
  INVENTORY_URL: originSetting("http://inventory"),
  SHIPPING_URL: originSetting("http://shipping"),
  CURRENCY_URL: originSetting("http://currency"),
  NOTIFICATION_URL: originSetting("http://notification"),
  RECOMMENDATION_URL: originSetting("http://recommendation"),
  ADS_URL: originSetting("http://ads"),
  ENVIRONMENT: environmentSetting,
  DEMO_MODE: Type.Enum(["on", "off"], { default: "off", description: "on or off" }),
  PUBLIC_SCHEME: schemeSetting,
  RATE_PER_SECOND: limitSetting(50, "requests a second, for one user or one address"),
  RATE_BURST: limitSetting(100, "requests at once, for one user or one address"),
  ATTEMPTS_PER_MINUTE: limitSetting(10, "logins a minute, for one name; six times as many for one address"),
  TRUSTED_PROXIES: Type.String({
    default: "",
    pattern: "^[0-9a-fA-F:./, ]*$",
    description: "a list of addresses or networks, separated by commas, whose x-forwarded-for is believed",
  }),
};

function limitSetting(standard: number, what: string) {
  return Type.Integer({
    default: standard,
    minimum: 1,
    maximum: 100_000,
    description: `a number from 1 to 100000 of ${what}`,
  });
}

/** Without one of these, buying is impossible. Payment is called by order, and not visible from here. */
const essential: ReadonlySet<Owner> = new Set(["user", "product", "cart", "order", "inventory"]);

/** The edge: all requests from outside enter below `/api`; no other part of the services is reachable. */
export const apiGateway: ServiceDefinition<typeof settings> = {
  name: "api-gateway",
  settings,
  stores: ["redis"],
  setup({ app, config, upstream, kv }) {
    requireNoDemo(config.DEMO_MODE, config.ENVIRONMENT);
    useHsts(app, config.PUBLIC_SCHEME);
    const owners: Readonly<Record<Owner, Upstream>> = {
      user: upstream("user", config.USER_URL),
      product: upstream("product", config.PRODUCT_URL),
      business: upstream("business", config.BUSINESS_URL),
      cart: upstream("cart", config.CART_URL),
      order: upstream("order", config.ORDER_URL),
      inventory: upstream("inventory", config.INVENTORY_URL),
      shipping: upstream("shipping", config.SHIPPING_URL),
      currency: upstream("currency", config.CURRENCY_URL),
      notification: upstream("notification", config.NOTIFICATION_URL),
      recommendation: upstream("recommendation", config.RECOMMENDATION_URL),
      ads: upstream("ads", config.ADS_URL),
    };
    const limiter = createLimiter(kv());
    const isTrusted = trustedProxies(config.TRUSTED_PROXIES);
    useAdmission(app, {
      identify: identifyBy(owners.user),
      limiter,
      limit: { burst: config.RATE_BURST, perSecond: config.RATE_PER_SECOND },
      isTrusted,
      isDemo: config.DEMO_MODE === "on",
    });
    addHealth(app, Object.values(owners), essential);
    addProxy(app, owners, limitAttempts(limiter, config.ATTEMPTS_PER_MINUTE, isTrusted));
  },
};
