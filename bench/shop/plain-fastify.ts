import fastify from "fastify";
import { ready } from "./bare.ts";

/** One product, from memory, with its schema and nothing else: what the framework itself can do. */
const product = {
  id: 1,
  name: "Sextant",
  description: "Brass, with seven shades and a case of oak.",
  category: "navigation",
  price: 189,
  currency: "EUR",
  stock: 1_000_000,
  shopId: 0,
};
const properties = Object.fromEntries(
  Object.entries(product).map(([name, value]) => [name, { type: typeof value }]),
);
const app = fastify();
app.get("/products/:id", { schema: { response: { 200: { type: "object", properties } } } }, () => product);
ready(await app.listen({ host: "127.0.0.1", port: 0 }));
