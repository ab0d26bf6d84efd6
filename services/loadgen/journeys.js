import { sleep } from "k6";
import exec from "k6/execution";
import { Rate } from "k6/metrics";
import { nextJourney } from "./mix.ts";
import { ShopClient } from "./shop-client.js";
import { thresholds } from "./thresholds.js";

export { handleSummary } from "./summary.js";

/**
 * Customers of the shop, for k6: each iteration is a new person with one journey. Settings: GATEWAY,
 * DURATION, and CUSTOMERS (this many at once, one journey after the other) or JOURNEYS_PER_SECOND (a constant
 * rate, however slow the shop is); P95_MS and P99_MS are the limits; SUMMARY_FILE receives the figures as
 * JSON.
 */

const gateway = __ENV.GATEWAY ?? "http://127.0.0.1:8080";
const duration = __ENV.DURATION ?? "1m";
const perSecond = Number(__ENV.JOURNEYS_PER_SECOND ?? 0);
const customers = Number(__ENV.CUSTOMERS ?? 8);

export const options = {
  scenarios: {
    customers:
      perSecond > 0
        ? {
            executor: "constant-arrival-rate",
            ...{ rate: perSecond, timeUnit: "1s", duration },
            ...{ preAllocatedVUs: customers, maxVUs: customers * 10 },
          }
        : { executor: "constant-vus", vus: customers, duration },
  },
  thresholds,
  summaryTrendStats: ["count", "med", "p(95)", "p(99)"],
  // Each journey is another person's and uses new connections.
  noVUConnectionReuse: true,
};

const failed = new Rate("journeys_failed");

/** Products of the seed data; there is enough stock for any load. */
const goods = [1, 2, 3, 4, 5, 6];
const countries = ["DE", "FR", "US"];

const journeys = {
  browse(shop) {
    shop.get("/api/products", "/api/products");
    const id = oneOf(goods);
    const { category } = product(shop, id);
    shop.getAll([
      ["/api/recommendations", `/api/recommendations?productId=${id}&count=3`],
      ["/api/ads", `/api/ads?category=${encodeURIComponent(category)}&count=2`],
    ]);
  },

  search(shop) {
    const [first] = shop.get("/api/products", "/api/products?q=lantern");
    if (first === undefined) throw new Error("GET /api/products?q=lantern: the seed's lantern was not found");
    product(shop, first.id);
    shop.get("/api/products", `/api/products?category=${encodeURIComponent(first.category)}`);
  },

  "buy one"(shop, isDemo) {
    const userId = isDemo ? 1 : shop.logInAsNew();
    shop.buy("/api/orders", { userId, productId: 1, quantity: 2 });
  },

  "buy as guest"(shop, isDemo) {
    if (isDemo) shop.beAnonymous();
    else shop.logInAsNew();
    product(shop, oneOf(goods));
    fillAndPay(shop);
  },

  "buy with account"(shop) {
    shop.logInAsNew();
    shop.get("/api/shipments/quote", `/api/shipments/quote?country=${oneOf(countries)}&items=2`);
    shop.get("/api/currencies/convert", "/api/currencies/convert?amount=189&from=EUR&to=USD");
    fillAndPay(shop);
    shop.get("/api/orders", "/api/orders?limit=20");
    shop.get("/api/notifications", "/api/notifications");
  },

  sell(shop) {
    shop.logInAsNew("seller");
    const own = shop.create("/api/shops", "/api/shops", {
      name: `Chandlery ${crypto.randomUUID().slice(0, 8)}`,
    });
    const listing = { name: "Used compass", price: 49.5, stock: 3, category: "second hand" };
    const { id } = shop.create("/api/shops/:id/listings", `/api/shops/${own.id}/listings`, listing);
    product(shop, id);
    shop.get("/api/shops/:id/sales", `/api/shops/${own.id}/sales`);
  },
};

/** What every customer is told. */
export function setup() {
  return { isDemo: new ShopClient(gateway, addressOf(0)).isDemo() };
}

export default function customer({ isDemo }) {
  const journey = nextJourney(Math.random());
  const shop = new ShopClient(gateway, addressOf(exec.scenario.iterationInTest));
  try {
    journeys[journey](shop, isDemo);
    failed.add(false, { journey });
  } catch (error) {
    failed.add(true, { journey });
    console.error(`${journey}: ${error.message}`);
    // Without this pause, a shop that does not answer would be called as fast as the processor can.
    sleep(1);
  }
}

function product(shop, id) {
  return shop.get("/api/products/:id", `/api/products/${id}`);
}

function fillAndPay(shop) {
  for (const quantity of [1, 2]) {
    const id = oneOf(goods);
    shop.put("/api/cart/items/:id", `/api/cart/items/${id}`, { quantity });
  }
  shop.get("/api/cart", "/api/cart");
  shop.buy("/api/checkout", { paymentToken: "tok_visa", country: oneOf(countries) });
}

/** An address of the network that RFC 2544 reserves for measurements. */
function addressOf(customer) {
  return `198.18.${Math.floor(customer / 250) % 250}.${1 + (customer % 250)}`;
}

function oneOf(values) {
  return values[Math.floor(Math.random() * values.length)];
}
