import { fromCents, toCents } from "@slipway/kit/money";
import { Problem } from "@slipway/kit/problem";
import { type Static, Type } from "@slipway/kit/schema";
import type { App } from "@slipway/kit/server";
import type { Cache } from "./cache.ts";
import type { Catalog, Product } from "./catalog.ts";

const ProductView = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  price: Type.Number(),
  stock: Type.Integer(),
});
type ProductView = Static<typeof ProductView>;

const NewProduct = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    price: Type.Number({ minimum: 0, maximum: 1_000_000 }),
    stock: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  },
  { additionalProperties: false },
);

const ById = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });

export function addRoutes(app: App, catalog: Catalog, cache: Cache): void {
  app.get("/products", { schema: { response: { 200: Type.Array(ProductView) } } }, () =>
    catalog.list().map(view),
  );

  app.get("/products/:id", { schema: { params: ById, response: { 200: ProductView } } }, async (request) => {
    const { id } = request.params;
    const cached = parse(await cache.get(cacheKey(id)));
    if (cached !== undefined) return cached;
    const product = catalog.find(id);
    if (product === undefined) throw new Problem(404, `There is no product ${id}.`);
    await cache.set(cacheKey(id), JSON.stringify(view(product)));
    return view(product);
  });

  app.post(
    "/products",
    { schema: { body: NewProduct, response: { 201: ProductView } } },
    async (request, reply) => {
      const { name, stock } = request.body;
      const product = catalog.add({ name, stock, priceCents: cents(request.body.price) });
      // Written through, so that the other replicas find it as long as it is cached.
      await cache.set(cacheKey(product.id), JSON.stringify(view(product)));
      return reply.code(201).header("location", `/products/${product.id}`).send(view(product));
    },
  );
}

/** The number is the form of what is cached: two versions of the service may run side by side. */
function cacheKey(id: number): string {
  return `product:1:${id}`;
}

function view({ id, name, priceCents, stock }: Product): ProductView {
  return { id, name, price: fromCents(priceCents), stock };
}

function parse(cached: string | undefined): ProductView | undefined {
  if (cached === undefined) return undefined;
  try {
    return JSON.parse(cached) as ProductView;
  } catch {
    return undefined;
  }
}

function cents(price: number): number {
  const amount = toCents(price);
  if (amount === undefined) {
    const errors = [{ pointer: "/price", in: "body", message: "must have at most two decimals" }];
    throw new Problem(400, `The price ${price} has fractions of a cent.`, { errors });
  }
  return amount;
}
