import { createHash } from "node:crypto";
import { isDemo, requireRole } from "@slipway/kit/identity";
import type { Outbox } from "@slipway/kit/outbox";
import { priceOf } from "@slipway/kit/price";
import { Problem } from "@slipway/kit/problem";
import { Type } from "@slipway/kit/schema";
import type { App } from "@slipway/kit/server";
import type { Sql } from "@slipway/kit/sql";
import type { Cache } from "./cache.ts";
import { categories, find, search } from "./catalog.ts";
import { add } from "./changes.ts";
import { ProductView, view } from "./view.ts";

const Word = Type.String({ maxLength: 100 });
const Cursor = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const Page = Type.Object({
  q: Type.Optional(Word),
  category: Type.Optional(Word),
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  cursor: Type.Optional(Cursor),
});

const NewProduct = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    price: Type.Number({ minimum: 0, maximum: 1_000_000 }),
    stock: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    description: Type.Optional(Type.String({ maxLength: 2000 })),
    category: Type.Optional(Word),
  },
  { additionalProperties: false },
);

const ById = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });

export function addRoutes(app: App, sql: Sql, cache: Cache, outbox: Outbox): void {
  app.get(
    "/products",
    { schema: { querystring: Page, response: { 200: Type.Array(ProductView) } } },
    async (request, reply) => {
      const { q = "", category, limit, cursor } = request.query;
      const words = q.trim() || undefined;
      const page = await cache.through(listKey(words, category, limit, cursor), () =>
        search(sql, { words, category, limit, after: cursor }),
      );
      const last = page.at(-1);
      if (page.length === limit && last !== undefined)
        reply.header("link", `</products?${nextPage(request.query, last.id)}>; rel="next"`);
      return page.map(view);
    },
  );

  app.get("/products/categories", { schema: { response: { 200: Type.Array(Type.String()) } } }, () =>
    cache.through("categories", () => categories(sql)),
  );

  app.get("/products/:id", { schema: { params: ById, response: { 200: ProductView } } }, async (request) => {
    const { id } = request.params;
    const [product] = await cache.through(`one:${id}`, () => find(sql, [id]));
    if (product === undefined) throw new Problem(404, `There is no product ${id}.`);
    return view(product);
  });

  app.post(
    "/products",
    { schema: { body: NewProduct, response: { 201: ProductView } } },
    async (request, reply) => {
      if (!isDemo(request)) requireRole(request, "admin");
      const { name, stock, price, description = "", category = "" } = request.body;
      const details = { name, description, category, currency: "EUR", shopId: 0 };
      const product = await add(sql, outbox, { ...details, stock, price: priceOf(price, "EUR") }, null);
      // A user who adds a product looks at the first page next; the other pages follow within seconds.
      await cache.forget(`one:${product.id}`, listKey(undefined, undefined, 20, undefined));
      return reply.code(201).header("location", `/products/${product.id}`).send(view(product));
    },
  );
}

function listKey(...search: readonly (string | number | undefined)[]): string {
  // A digest, because searches may contain anything, and cache keys are visible.
  return `list:${createHash("sha256").update(JSON.stringify(search)).digest("base64url")}`;
}

function nextPage(query: Readonly<Record<string, string | number | undefined>>, cursor: number): string {
  const next = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...query, cursor }))
    if (value !== undefined) next.set(key, String(value));
  return next.toString();
}
