import { randomUUID } from "node:crypto";
import { Problem } from "@slipway/kit/problem";
import { Type } from "@slipway/kit/schema";
import type { App, Request } from "@slipway/kit/server";
import { addSelling } from "./selling.ts";
import { known, type Line, type Sold, type Stub, userOf } from "./stub.ts";

const owners: Readonly<Record<string, string>> = {
  auth: "user",
  users: "user",
  products: "product",
  shops: "business",
  checkout: "order",
  orders: "order",
  currencies: "currency",
  shipments: "shipping",
  recommendations: "recommendation",
  notifications: "notification",
  cart: "cart",
  ads: "ads",
};

export function stubGateway(words: (text: string) => string = (text) => text): Stub {
  const seed = [
    ["Sextant", "navigation", 189, 1000],
    ["Ship's bell", "deck", 74.5, 40],
    ["Signal flags", "signals", 39.99, 3],
    ["Deck lantern", "deck", 59, 35],
    ["Chart of the Baltic", "navigation", 24.5, 80],
    ["Hemp rope, 20 m", "deck", 31.2, 0],
  ] as const;
  const stub: Stub = {
    calls: [],
    down: new Set(),
    torn: new Set(),
    hanging: new Set(),
    refused: new Set(),
    tokenSeconds: 600,
    goods: seed.map(([name, category, price, stock], index) => ({
      id: index + 1,
      name: words(name),
      category: words(category),
      price,
      stock,
      currency: "EUR",
      description: words(`A good ${name}, as it should be.`),
      shopId: 0,
    })),
    definition: {
      name: "api-gateway",
      settings: {},
      setup({ app }) {
        app.addHook("preHandler", async (request, reply) => {
          stub.calls.push({ line: `${request.method} ${request.url}`, headers: request.headers });
          const owner = owners[request.url.split(/[/?]/)[2] ?? ""] ?? "";
          if (stub.hanging.has(owner)) await new Promise((resolve) => request.raw.once("close", resolve));
          if (stub.torn.has(owner)) {
            reply.hijack();
            reply.raw.writeHead(200, { "content-type": "application/json", "content-length": "999" });
            reply.raw.write('[{"text":');
            setImmediate(() => reply.raw.destroy());
          }
          if (stub.down.has(owner))
            throw new Problem(503, `${owner} cannot be reached.`, { retryAfterSeconds: 1 });
          const token = request.headers.authorization?.slice("Bearer ".length);
          if (token !== undefined && stub.refused.has(token))
            throw new Problem(401, "The token has expired.");
        });
        const sold: Sold[] = [];
        addPeople(app, stub, words);
        addCatalog(app, stub, words);
        addBuying(app, stub, words, sold);
        addSelling(app, stub, words, sold);
      },
    },
  };
  return stub;
}

type Words = (text: string) => string;
type Body = Readonly<Record<string, string>>;

function addPeople(app: App, stub: Stub, words: Words): void {
  const people = new Map<string, { id: number; password: string }>();
  const refreshTokens = new Map<string, string>();
  const tokens = (username: string) => {
    const claims = { sub: String(people.get(username)?.id), name: words(username), jti: randomUUID() };
    const accessToken = `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
    const refreshToken = randomUUID();
    refreshTokens.set(refreshToken, username);
    return { accessToken, refreshToken, expiresIn: stub.tokenSeconds };
  };
  app.post("/api/users", async (request, reply) => {
    const { username = "", email, password = "" } = request.body as Body;
    const errors = [{ pointer: "/username", in: "body", message: "must NOT have spaces" }];
    if (/\s/.test(username)) throw new Problem(400, "The body of the request is not valid.", { errors });
    if (people.has(username)) throw new Problem(409, "The name belongs to an account already.");
    people.set(username, { id: people.size + 7, password });
    return reply.code(201).send({ id: people.size + 6, username, email });
  });
  app.get("/api/users/me", (request) => ({
    id: userOf(request),
    username: words("ada"),
    email: words("a@b.c"),
  }));
  app.post("/api/auth/login", async (request) => {
    const { username = "", password } = request.body as Body;
    if (people.get(username)?.password !== password)
      throw new Problem(401, "The name or the password is not right.");
    return tokens(username);
  });
  app.post("/api/auth/refresh", async (request) => {
    const { refreshToken = "" } = request.body as Body;
    const username = refreshTokens.get(refreshToken);
    refreshTokens.delete(refreshToken);
    if (username === undefined) throw new Problem(401, "The session has ended. Log in again.");
    return tokens(username);
  });
  app.post("/api/auth/logout", (_request, reply) => reply.code(204).send());
  app.get("/api/notifications", () => [
    {
      id: 1,
      subject: words("Welcome aboard"),
      mail: words("Ahoy,\nfair winds."),
      createdAt: "2026-11-20T10:00:00Z",
    },
  ]);
}

function addCatalog(app: App, { goods }: Stub, words: Words): void {
  app.get("/api/products", (request, reply) => {
    const { q = "", category = "", cursor = "0", limit = "20" } = request.query as Body;
    const found = goods.filter(
      (one) =>
        one.name.toLowerCase().includes(q.toLowerCase()) && (category === "" || one.category === category),
    );
    const rest = found.filter(({ id }) => id > Number(cursor));
    const page = rest.slice(0, Number(limit));
    if (rest.length > page.length)
      reply.header("link", `</api/products?cursor=${page.at(-1)?.id}>; rel="next"`);
    return page;
  });
  app.get("/api/products/categories", () => [...new Set(goods.map(({ category }) => category))]);
  app.get("/api/products/:id", (request) => known(goods, Number((request.params as Body).id)));
  app.get("/api/recommendations", () => goods.slice(2, 6));
  app.get("/api/ads", () => [
    { text: words("Heard for two miles."), path: "//evil.example/x", category: "deck" },
  ]);
  app.get("/api/currencies", () => ({ currencies: ["EUR", "USD", "JPY"], asOf: "2026-11-20" }));
  app.get("/api/currencies/convert", (request) => {
    const { amount, to } = request.query as Body;
    return { amount: Math.round(Number(amount) * 200) / 100, currency: to, asOf: "2026-11-20" };
  });
}

const Quantity = Type.Object({ quantity: Type.Integer({ minimum: 0, maximum: 1000 }) });

function addBuying(app: App, { goods, down }: Stub, words: Words, sold: Sold[]): void {
  const carts = new Map<string, Line[]>();
  const orders = new Map<string, Readonly<Record<string, unknown>>>();
  const ownerOf = ({ headers }: Request) =>
    headers.authorization === undefined ? `session:${headers["x-session-id"]}` : `user`;
  const view = (owner: string) => {
    const items = (carts.get(owner) ?? []).map((line) => {
      const { name, category, price, currency, stock } = known(goods, line.productId);
      return { ...line, name, category, price, currency, stock, subtotal: cents(price * line.quantity) };
    });
    if (items.length === 0) return { items };
    return { items, total: cents(items.reduce((sum, { subtotal }) => sum + subtotal, 0)), currency: "EUR" };
  };
  const put = (owner: string, line: Line) => {
    const others = (carts.get(owner) ?? []).filter(({ productId }) => productId !== line.productId);
    carts.set(owner, line.quantity === 0 ? others : [...others, line]);
  };
  app.get("/api/cart", (request) => {
    const cart = view(ownerOf(request));
    if (!down.has("product")) return cart;
    return { items: cart.items.map(({ productId, quantity }) => ({ productId, quantity })) };
  });
  app.put("/api/cart/items/:productId", { schema: { body: Quantity } }, (request) => {
    const { quantity } = request.body;
    put(ownerOf(request), {
      productId: known(goods, Number((request.params as Body).productId)).id,
      quantity,
    });
    return view(ownerOf(request));
  });
  app.post("/api/cart/merge", (request) => {
    const from = `session:${(request.body as Body).sessionId}`;
    for (const line of carts.get(from) ?? []) put("user", line);
    carts.delete(from);
    return view("user");
  });
  app.get("/api/shipments/quote", () => ({ cost: 4.9, currency: "EUR", days: 2 }));
  app.get("/api/shipments/:id", () => ({
    trackingCode: words("SL-1"),
    state: "label_created",
    country: "DE",
  }));
  const byKey = new Map<string, string>();
  app.post("/api/checkout", (request, reply) => {
    const { country, paymentToken, currency } = request.body as Body;
    const key = String(request.headers["idempotency-key"]);
    const cart = view("user");
    if (!byKey.has(key) && paymentToken === "tok_declined")
      throw new Problem(402, "The payment was declined, and nothing was charged.");
    if (!byKey.has(key)) {
      const id = randomUUID();
      byKey.set(key, id);
      const lines = cart.items.map(({ price, ...item }) => ({ ...item, unitPrice: price }));
      for (const { productId, quantity, subtotal } of cart.items)
        sold.push({ productId, quantity, revenue: subtotal });
      const createdAt = "2026-11-20T10:00:00Z";
      const total = cents((cart.total ?? 0) + 4.9);
      orders.set(id, { id, status: "confirmed", lines, shipping: 4.9, total, currency, country, createdAt });
      carts.delete("user");
    }
    return reply.code(201).send(orders.get(byKey.get(key) ?? ""));
  });
  app.get("/api/orders", () => [...orders.values()]);
  const one = (request: Request) => {
    const order = orders.get((request.params as Body).id ?? "");
    if (order === undefined) throw new Problem(404, "There is no such order of yours.");
    return order;
  };
  app.get("/api/orders/:id", one);
  app.post("/api/orders/:id/cancel", (request) => {
    const order = { ...one(request), status: "cancelled", reason: words("cancelled by the buyer") };
    orders.set((request.params as Body).id ?? "", order);
    return order;
  });
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
