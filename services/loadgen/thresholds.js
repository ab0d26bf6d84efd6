/** Every request of the journeys, by method and route. */
export const routes = [
  "GET /api/products",
  "GET /api/products/:id",
  "GET /api/recommendations",
  "GET /api/ads",
  "GET /api/shipments/quote",
  "GET /api/currencies/convert",
  "GET /api/cart",
  "PUT /api/cart/items/:id",
  "POST /api/checkout",
  "POST /api/orders",
  "GET /api/orders",
  "GET /api/notifications",
  "POST /api/users",
  "POST /api/auth/login",
  "POST /api/shops",
  "POST /api/shops/:id/listings",
  "GET /api/shops/:id/sales",
];

const p95 = Number(__ENV.P95_MS ?? 500);
const p99 = Number(__ENV.P99_MS ?? 1500);

/** Limits after which k6 ends with an error. k6 reports figures of a route only if the route has a limit. */
export const thresholds = {
  journeys_failed: ["rate<0.01"],
  http_req_failed: ["rate<0.01"],
  http_req_duration: [`p(95)<${p95}`, `p(99)<${p99}`],
  ...Object.fromEntries(routes.map((route) => [`http_req_duration{name:${route}}`, [`p(99)<${p99 * 2}`]])),
  ...Object.fromEntries(routes.map((route) => [`http_req_failed{name:${route}}`, ["rate<0.05"]])),
};
