/** What is public, by the service that owns it: nothing else of the services can be reached from outside. Paths stand below `/api`. */
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

/** Where the owner serves it, if not under the same path. */
export const servedAt: Readonly<Record<string, string>> = { "/auth/jwks": "/.well-known/jwks.json" };

/** Each costs the owner a slow hash, and may be somebody's guess: they are limited much lower than the rest. */
export const attempts: ReadonlySet<string> = new Set(["POST /auth/login", "POST /users"]);
