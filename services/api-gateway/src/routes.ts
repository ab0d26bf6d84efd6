/**
 * Public routes, by the service that owns them: no other route is reachable from outside. Paths are below
 * `/api`.
 */
export const routes = {
  user: [
    "POST /users",
    "GET /users/me",
    "PUT /users/:id/roles",
    "POST /auth/login",
    "POST /auth/refresh",
    "POST /auth/logout",
    "GET /auth/jwks",
  ],
  product: ["GET /products", "POST /products", "GET /products/categories", "GET /products/:id"],
  business: [
    "GET /shops",
    "POST /shops",
    "GET /shops/:id",
    "POST /shops/:id/listings",
    "PUT /shops/:id/listings/:productId",
    "GET /shops/:id/sales",
  ],
  cart: ["GET /cart", "DELETE /cart", "PUT /cart/items/:productId", "POST /cart/merge"],
  order: ["GET /orders", "POST /orders", "GET /orders/:id", "POST /orders/:id/cancel", "POST /checkout"],
  inventory: ["GET /stock/:productId"],
  shipping: ["GET /shipments/quote", "GET /shipments/:orderId"],
  currency: ["GET /currencies", "GET /currencies/convert"],
  notification: ["GET /notifications"],
  recommendation: ["GET /recommendations"],
  ads: ["GET /ads"],
} as const satisfies Record<string, readonly `${"GET" | "POST" | "PUT" | "DELETE"} /${string}`[]>;

export type Owner = keyof typeof routes;

/** The owner's path, if it differs. */
export const servedAt: Readonly<Record<string, string>> = { "/auth/jwks": "/.well-known/jwks.json" };

/** Each costs the owner a slow hash and may be a guess, so the limits are much lower than for other routes. */
export const attempts: ReadonlySet<string> = new Set(["POST /auth/login", "POST /users"]);
