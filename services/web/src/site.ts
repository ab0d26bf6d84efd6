import cookie from "@fastify/cookie";
import formbody from "@fastify/formbody";
import type { App } from "@slipway/kit/server";
import type { Scheme } from "@slipway/kit/transport";
import type { Api } from "./api.ts";
import { answerError, notFound } from "./errors.ts";
import { refuseOtherSites } from "./origin.ts";
import { addAccount } from "./pages/account.ts";
import { addBrowse } from "./pages/browse.ts";
import { addCart } from "./pages/cart.ts";
import { addCheckout } from "./pages/checkout.ts";
import { addListing } from "./pages/listing.ts";
import { addLogin } from "./pages/login.ts";
import { addOrder } from "./pages/order.ts";
import { addOrders } from "./pages/orders.ts";
import { addProduct } from "./pages/product.ts";
import { addRegister } from "./pages/register.ts";
import { addSell } from "./pages/sell.ts";
import { addShop } from "./pages/shop.ts";
import { createRenewal, recognise } from "./session.ts";

/** Nothing runs in a page, and nothing is loaded but its style: what somebody smuggles into a name stays without effect. */
const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const headers = {
  "content-security-policy": policy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

/** All pages. They have their own scope: probes and metrics have no cookies, and return no HTML. */
export function addSite(app: App, api: Api, scheme: Scheme): void {
  app.register(async (scope) => {
    const site = scope as unknown as App;
    await site.register(cookie);
    await site.register(formbody);
    const renew = createRenewal(api);
    site.decorate("isHttps", scheme === "https");
    site.decorateRequest("visitor");
    site.setErrorHandler(answerError);
    site.addHook("onRequest", async (request, reply) => {
      reply.headers(headers);
      request.visitor = { currency: "EUR", pieces: 0, isRenewed: false };
      refuseOtherSites(request);
      await recognise(request, reply, renew);
    });
    for (const addPage of pages) addPage(site, api);
    site.get("/*", notFound);
  });
}

const pages = [
  ...[addBrowse, addProduct, addShop, addCart, addCheckout, addOrders, addOrder],
  ...[addLogin, addRegister, addAccount, addSell, addListing],
] as const;
