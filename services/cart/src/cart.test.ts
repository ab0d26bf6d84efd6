import { randomUUID } from "node:crypto";
import { CartService } from "@slipway/contracts/gen/shop/v1/cart_pb";
import { natsBus } from "@slipway/kit/bus";
import { Deadline } from "@slipway/kit/deadline";
import type { RpcClient } from "@slipway/kit/rpc";
import type { ServiceDefinition } from "@slipway/kit/service";
import {
  type StartedService,
  startService,
  testBus,
  testDatabase,
  testKv,
  until,
} from "@slipway/kit/testing";
import type { InjectOptions, LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { product } from "../../product/src/product.ts";
import { cart } from "./cart.ts";

type Carts = StartedService<typeof cart.settings>;
let catalog: StartedService<typeof product.settings>;
let service: Carts;
let broker: string;

beforeAll(async () => {
  broker = await testBus();
  catalog = await startService(product, {
    DATABASE_URL: await testDatabase(),
    NATS_URL: broker,
    REDIS_URL: await testKv(),
    GRPC_PORT: "0",
  });
  service = await startService(cart, {
    NATS_URL: broker,
    REDIS_URL: await testKv(),
    GRPC_PORT: "0",
    PRODUCT_RPC: catalog.rpcAddress() ?? "",
  });
});
afterAll(async () => {
  await service.app.close();
  await catalog.app.close();
});

type Whose = Record<string, string>;
const session = (): Whose => ({ "x-session-id": randomUUID() });

/** Retries when asked to, like callers do: on a busy machine Redis is sometimes too slow. */
async function call(request: InjectOptions, at: Carts = service): Promise<LightMyRequestResponse> {
  let answer = await at.app.inject(request);
  await until(`an answer to ${request.method ?? "GET"} ${request.url}`, async () => {
    if (answer.statusCode === 503) answer = await at.app.inject(request);
    return answer.statusCode !== 503;
  });
  return answer;
}
const put = (whose: Whose, productId: number, quantity: number) =>
  call({ method: "PUT", url: `/cart/items/${productId}`, payload: { quantity }, headers: whose });
const get = async (whose: Whose, at: Carts = service) =>
  (await call({ url: "/cart", headers: whose }, at)).json();

describe("a cart", () => {
  test("shows names, prices and the total of the catalog", async () => {
    const me = session();
    await put(me, 1, 2);
    const answer = await put(me, 3, 1);
    expect([answer.statusCode, answer.json()]).toMatchObject([
      200,
      {
        items: [
          { productId: 1, quantity: 2, name: "Sextant", price: 189, subtotal: 378 },
          { productId: 3, quantity: 1, price: 39.99 },
        ],
        total: 417.99,
        currency: "EUR",
      },
    ]);
  });

  test("belongs to one person", async () => {
    await put({ "x-user-id": "7" }, 1, 1);
    expect((await get({ "x-user-id": "8" })).items).toEqual([]);
    expect((await service.app.inject("/cart")).statusCode).toBe(401);
    expect(
      (await service.app.inject({ url: "/cart", headers: { "x-session-id": "user:7" } })).statusCode,
    ).toBe(401);
  });

  test("refuses unknown products and invalid quantities", async () => {
    const me = session();
    expect((await put(me, 999, 1)).statusCode).toBe(422);
    for (const quantity of [-1, 1.5, 1001]) expect((await put(me, 1, quantity)).statusCode).toBe(400);
    expect((await get(me)).items).toEqual([]);
  });

  test("is emptied product by product, or completely", async () => {
    const me = session();
    await put(me, 1, 2);
    await put(me, 2, 2);
    expect((await put(me, 1, 0)).json().items).toMatchObject([{ productId: 2 }]);
    await call({ method: "DELETE", url: "/cart", headers: me });
    expect((await get(me)).items).toEqual([]);
  });

  test("is merged when its owner logs in, and a second merge changes nothing", async () => {
    const before = session();
    const owner = { "x-user-id": "21" };
    await put(before, 1, 3);
    await put(before, 2, 1);
    await put(owner, 2, 5);
    const merge = () =>
      call({
        method: "POST",
        url: "/cart/merge",
        payload: { sessionId: before["x-session-id"] },
        headers: owner,
      });
    await merge();
    expect((await merge()).json().items).toMatchObject([
      { productId: 1, quantity: 3 },
      { productId: 2, quantity: 5 },
    ]);
    expect((await get(before)).items).toEqual([]);
  });
});

test("the order's event removes the bought products from the cart", async () => {
  const owner = { "x-user-id": "42" };
  await put(owner, 1, 1);
  await put(owner, 2, 1);
  const bus = natsBus(broker, { debug() {}, info() {}, warn() {}, error() {} });
  const lines = [{ productId: 1, name: "Sextant", quantity: 1, unitPrice: 18_900, shopId: 0 }];
  const data = { orderId: randomUUID(), userId: 42, cartOwner: "user:42", lines, total: 18_900 };
  await bus.publish(
    {
      id: randomUUID(),
      name: "order.confirmed",
      key: data.orderId,
      occurredAt: new Date().toISOString(),
      data: { ...data, currency: "EUR", country: "DE" },
    },
    {},
  );
  await until("the bought product is out", async () => (await get(owner)).items.length === 1);
  expect((await get(owner)).items).toMatchObject([{ productId: 2 }]);
  await bus.close();
});

test("order reads it by the contract", async () => {
  await put({ "x-user-id": "43" }, 6, 4);
  const asked = Promise.withResolvers<RpcClient<typeof CartService>>();
  const asking: ServiceDefinition<Record<never, never>> = {
    name: "asking",
    settings: {},
    setup: ({ rpc }) => asked.resolve(rpc(CartService, "cart", service.rpcAddress() ?? "")),
  };
  const { app } = await startService(asking);
  const client = await asked.promise;
  const ask = (owner: string) => client.getCart({ id: "test", deadline: Deadline.after(5000) }, { owner });
  const asks = expect.poll(() => ask("user:43").catch(() => undefined), { timeout: 10_000 });
  await asks.toMatchObject({ items: [{ productId: 6n, quantity: 4 }] });
  await expect(ask("everybody")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  await app.close();
});

describe("without its neighbours", () => {
  test("a cart is shown without prices while the catalog is down", async () => {
    const me = session();
    await put(me, 1, 2);
    const { REDIS_URL } = service.config as unknown as { REDIS_URL: string };
    const alone = await startService(cart, {
      NATS_URL: broker,
      REDIS_URL,
      GRPC_PORT: "0",
      PRODUCT_RPC: "127.0.0.1:9",
    });
    expect(await get(me, alone)).toEqual({ items: [{ productId: 1, quantity: 2 }] });
    await alone.app.close();
  });

  test("an unavailable cart is reported in time", async () => {
    const alone = await startService(cart, {
      NATS_URL: broker,
      REDIS_URL: "redis://127.0.0.1:9",
      GRPC_PORT: "0",
      PRODUCT_RPC: "127.0.0.1:9",
    });
    const answer = await alone.app.inject({ url: "/cart", headers: session() });
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "1"]);
    expect((await alone.app.inject("/readyz")).statusCode).toBe(200);
    await alone.app.close();
  });
});
