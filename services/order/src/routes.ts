import { fromCents } from "@slipway/kit/money";
import { Problem } from "@slipway/kit/problem";
import { type Static, Type } from "@slipway/kit/schema";
import type { App } from "@slipway/kit/server";
import type { Order, Orders } from "./orders.ts";
import type { PriceList } from "./prices.ts";

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Quantity = Type.Integer({ minimum: 1, maximum: 1000 });

const NewOrder = Type.Object(
  { userId: Id, productId: Id, quantity: Quantity },
  { additionalProperties: false },
);

const OrderView = Type.Object({
  id: Type.String(),
  userId: Type.Integer(),
  productId: Type.Integer(),
  quantity: Type.Integer(),
  unitPrice: Type.Number(),
  total: Type.Number(),
  createdAt: Type.String(),
});

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Page = Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }) });

export function addRoutes(app: App, orders: Orders, prices: PriceList): void {
  app.get("/orders", { schema: { querystring: Page, response: { 200: Type.Array(OrderView) } } }, (request) =>
    orders.latest(request.query.limit).map(view),
  );

  app.get("/orders/:id", { schema: { params: ById, response: { 200: OrderView } } }, (request) => {
    const order = orders.find(request.params.id);
    if (order === undefined) throw new Problem(404, "There is no such order.");
    return view(order);
  });

  app.post(
    "/orders",
    { schema: { body: NewOrder, response: { 201: OrderView } } },
    async (request, reply) => {
      const { productId } = request.body;
      const unitPriceCents = await prices.priceOf(productId, request);
      if (unitPriceCents === undefined) throw unknownProduct(productId);
      const order = orders.add({ ...request.body, unitPriceCents });
      return reply.code(201).header("location", `/orders/${order.id}`).send(view(order));
    },
  );
}

function unknownProduct(productId: number): Problem {
  const errors = [{ pointer: "/productId", in: "body", message: "must be the id of a product" }];
  return new Problem(422, `There is no product ${productId}.`, { errors });
}

function view({ unitPriceCents, createdAt, ...order }: Order): Static<typeof OrderView> {
  return {
    ...order,
    unitPrice: fromCents(unitPriceCents),
    total: fromCents(unitPriceCents * order.quantity),
    createdAt: createdAt.toISOString(),
  };
}
