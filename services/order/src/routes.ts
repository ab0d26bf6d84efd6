import type { ShippingService } from "@slipway/contracts/gen/shop/v1/shipping_pb";
import { cartOwnerOf, identityOf, isDemo, requireUser } from "@slipway/kit/identity";
import { Problem } from "@slipway/kit/problem";
import { type RpcClient, RpcError } from "@slipway/kit/rpc";
import { Type } from "@slipway/kit/schema";
import type { App, Reply, Request } from "@slipway/kit/server";
import type { Sql } from "@slipway/kit/sql";
import { buyCart, buyOne, type CheckoutParts, digestOf } from "./checkout.ts";
import { demoToken } from "./demo-token.ts";
import type { Order } from "./orders.ts";
import { UnknownProduct } from "./prices.ts";
import { OrderView, refusal, view } from "./views.ts";

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Quantity = Type.Integer({ minimum: 1, maximum: 1000 });
const Token = Type.String({ pattern: "^tok_[A-Za-z0-9_]{1,60}$" });
const Country = Type.String({ pattern: "^[A-Z]{2}$" });

const NewOrder = Type.Object(
  {
    userId: Id,
    productId: Id,
    quantity: Quantity,
    paymentToken: Type.Optional(Token),
    country: Type.Optional(Country),
  },
  { additionalProperties: false },
);
const Checkout = Type.Object(
  {
    paymentToken: Token,
    country: Country,
    currency: Type.String({ pattern: "^[A-Z]{3}$", default: "EUR" }),
  },
  { additionalProperties: false },
);
const Keyed = Type.Object({
  "idempotency-key": Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
});
const Key = Type.Object({ "idempotency-key": Type.String({ minLength: 1, maxLength: 128 }) });
const ById = Type.Object({ id: Type.String({ format: "uuid" }) });
const Page = Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }) });

/** The user of the seed data, who buys for anonymous callers in demo mode. */
const demoUser = 1;
const homeCountry = "DE";

export interface RouteParts extends CheckoutParts {
  readonly sql: Sql;
  readonly shipping: RpcClient<typeof ShippingService>;
}

export function addRoutes(app: App, parts: RouteParts): void {
  const { orders } = parts;

  app.get(
    "/orders",
    { schema: { querystring: Page, response: { 200: Type.Array(OrderView) } } },
    async (request) => {
      const userId = isDemo(request) ? identityOf(request)?.userId : requireUser(request).userId;
      return (await orders.latest(request.query.limit, userId)).map(view);
    },
  );

  app.get("/orders/:id", { schema: { params: ById, response: { 200: OrderView } } }, async (request) =>
    view(await own(request, request.params.id)),
  );

  app.post(
    "/orders",
    { schema: { body: NewOrder, headers: Keyed, response: { 201: OrderView, 202: OrderView } } },
    async (request, reply) => {
      const { userId, productId, quantity } = request.body;
      allow(request, userId);
      // Known users may leave the choice of a card to the provider, which is simulated.
      const paymentToken = request.body.paymentToken ?? demoToken;
      const country = request.body.country ?? homeCountry;
      const buyer = { userId, country, paymentToken, isDemo: paymentToken === demoToken };
      const key = request.headers["idempotency-key"] ?? null;
      const digest = digestOf({ one: request.body });
      const asked = { scope: `user:${userId}`, key, digest };
      return answer(reply, await buying(() => buyOne(parts, request, buyer, { productId, quantity }, asked)));
    },
  );

  app.post(
    "/checkout",
    { schema: { body: Checkout, headers: Key, response: { 201: OrderView, 202: OrderView } } },
    async (request, reply) => {
      const { paymentToken, country, currency } = request.body;
      const userId = isDemo(request)
        ? (identityOf(request)?.userId ?? demoUser)
        : requireUser(request).userId;
      const owner = cartOwnerOf(request);
      if (owner === undefined)
        throw new Problem(401, "Log in first: this needs a user, or a cart's session.");
      const buyer = { userId, country, paymentToken, isDemo: paymentToken === demoToken };
      const asked = {
        scope: owner,
        key: request.headers["idempotency-key"],
        digest: digestOf({ cart: request.body }),
      };
      return answer(reply, await buying(() => buyCart(parts, request, buyer, { owner, currency }, asked)));
    },
  );

  app.post(
    "/orders/:id/cancel",
    { schema: { params: ById, response: { 200: OrderView } } },
    async (request) => {
      const { id, stage } = await own(request, request.params.id);
      if (stage === "confirmed" && (await isOnItsWay(request, id)))
        throw new Problem(409, "The goods are on their way, so the order cannot be cancelled any more.");
      await parts.sql.transaction((tx) => orders.takeBack(tx, id, "cancelled by the buyer"));
      return view(await own(request, id));
    },
  );

  async function own(request: Request, id: string): Promise<Order> {
    const userId = isDemo(request) ? undefined : requireUser(request).userId;
    const order = await orders.find(id);
    if (order === undefined || (userId !== undefined && order.userId !== userId))
      throw new Problem(404, "There is no such order of yours.");
    return order;
  }

  async function isOnItsWay(request: Request, orderId: string): Promise<boolean> {
    try {
      const { state } = await parts.shipping.getShipment(request, { orderId });
      return state === "dispatched" || state === "delivered";
    } catch (error) {
      if (error instanceof RpcError && error.code === "NOT_FOUND") return false;
      throw error;
    }
  }
}

/** In demo mode a caller may buy for any user; otherwise only for themselves. */
function allow(request: Request, userId: number): void {
  if (!isDemo(request) && requireUser(request).userId !== userId)
    throw new Problem(403, "userId: must be your own.");
}

async function buying(buy: () => Promise<Order>): Promise<Order> {
  try {
    return await buy();
  } catch (error) {
    if (!(error instanceof UnknownProduct)) throw error;
    const errors = [{ pointer: "/productId", in: "body", message: "must be the id of a product" }];
    throw new Problem(422, error.message, { errors, cause: error });
  }
}

/** 201 confirmed, 202 not yet decided; a `Problem` when it was refused. */
function answer(reply: Reply, order: Order) {
  reply.header("location", `/orders/${order.id}`);
  const shown = view(order);
  if (shown.status === "cancelled") throw refusal(order.reason);
  return reply.code(shown.status === "confirmed" ? 201 : 202).send(shown);
}
