import { randomUUID } from "node:crypto";
import { CatalogService } from "@slipway/contracts/gen/shop/v1/catalog_pb";
import { InventoryService } from "@slipway/contracts/gen/shop/v1/inventory_pb";
import { natsBus } from "@slipway/kit/bus";
import { RpcError } from "@slipway/kit/rpc";
import type { ServiceDefinition } from "@slipway/kit/service";
import { type StartedService, startService, testBus, testDatabase, until } from "@slipway/kit/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { business } from "./business.ts";

interface Kept {
  readonly id: bigint;
  readonly name: string;
  readonly shopId: bigint;
  readonly price: { currency: string; minorUnits: bigint };
  stock: bigint;
}

/** The contracts of catalog and inventory, in memory: only the calls that business makes. */
function neighbours(): ServiceDefinition<Record<never, never>> {
  const products = new Map<bigint, Kept>();
  const keys = new Map<string, bigint>();
  return {
    name: "neighbours",
    settings: {},
    setup({ serve }) {
      serve(CatalogService, {
        getProduct: () => Promise.reject(new RpcError("UNIMPLEMENTED", "not asked here")),
        batchGetProducts: () => Promise.reject(new RpcError("UNIMPLEMENTED", "not asked here")),
        listProducts: async ({ shopId }) => ({
          products: [...products.values()].filter((product) => product.shopId === shopId),
        }),
        async upsertProduct({ id, idempotencyKey, shopId, name, price, initialStock }) {
          const known = id === 0n ? keys.get(idempotencyKey) : id;
          const before = known === undefined ? undefined : products.get(known);
          if (before !== undefined && before.shopId !== shopId)
            throw new RpcError("PERMISSION_DENIED", "This product is another shop's.");
          const product = {
            id: known ?? BigInt(1001 + products.size),
            name,
            shopId,
            price: price ?? { currency: "EUR", minorUnits: 0n },
            stock: before?.stock ?? initialStock,
          };
          products.set(product.id, product);
          keys.set(idempotencyKey, product.id);
          return { product };
        },
      });
      const notAsked = () => Promise.reject(new RpcError("UNIMPLEMENTED", "not asked here"));
      serve(InventoryService, {
        reserve: notAsked,
        commit: notAsked,
        release: notAsked,
        getStock: notAsked,
        async adjustStock({ productId, delta }) {
          const product = products.get(productId);
          if (product === undefined) throw new RpcError("NOT_FOUND", "no such product");
          product.stock += delta;
          return { level: { productId, onHand: product.stock, reserved: 0n } };
        },
      });
    },
  };
}

let beside: StartedService<Record<never, never>>;
let service: StartedService<typeof business.settings>;
let natsUrl: string;
beforeAll(async () => {
  beside = await startService(neighbours(), { GRPC_PORT: "0" });
  natsUrl = await testBus();
  service = await startService(business, {
    DATABASE_URL: await testDatabase(),
    NATS_URL: natsUrl,
    PRODUCT_RPC: beside.rpcAddress() ?? "",
    INVENTORY_RPC: beside.rpcAddress() ?? "",
  });
});
afterAll(async () => {
  await service.app.close();
  await beside.app.close();
});

type Headers = Record<string, string>;
const seller = { "x-user-id": "7", "x-user-roles": "buyer" };
const other = { "x-user-id": "8", "x-user-roles": "buyer" };

async function call(method: "GET" | "POST" | "PUT", url: string, headers: Headers = {}, payload?: object) {
  const answer = await service.app.inject({ method, url, headers, ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.json() };
}

async function newShop(): Promise<number> {
  const { body } = await call("POST", "/shops", seller, { name: `Shop ${randomUUID()}` });
  return body.id;
}

describe("shops", () => {
  test("belong to the user who opened them, and have unique names", async () => {
    const name = `Knots ${randomUUID()}`;
    const opened = await call("POST", "/shops", seller, { name });
    expect(opened).toMatchObject({ status: 201, body: { ownerId: 7, name } });
    expect(await call("POST", "/shops", other, { name })).toMatchObject({ status: 409 });
    expect(await call("POST", "/shops", {}, { name: "Nobody's" })).toMatchObject({ status: 401 });
    expect((await call("GET", "/shops?owner=7")).body).toContainEqual(opened.body);
    expect(await call("GET", "/shops/999999")).toMatchObject({ status: 404 });
  });
});

describe("S3: listings, by gRPC to the catalog", () => {
  const knot = { name: "Monkey's fist", price: 12.5, stock: 3 };

  test("are added to the catalog with shop, price and stock", async () => {
    const shop = await newShop();
    const listed = await call("POST", `/shops/${shop}/listings`, seller, knot);
    expect(listed).toMatchObject({ status: 201, body: { ...knot, shopId: shop, currency: "EUR" } });
    expect((await call("GET", `/shops/${shop}`)).body.listings).toEqual([
      expect.objectContaining({ id: listed.body.id, name: knot.name }),
    ]);
  });

  test("sent twice with one key create one product", async () => {
    const shop = await newShop();
    const keyed = { ...seller, "idempotency-key": randomUUID() };
    const first = await call("POST", `/shops/${shop}/listings`, keyed, knot);
    expect((await call("POST", `/shops/${shop}/listings`, keyed, knot)).body.id).toBe(first.body.id);
  });

  test("are changed and restocked only by their owner", async () => {
    const shop = await newShop();
    const { body } = await call("POST", `/shops/${shop}/listings`, seller, knot);
    const path = `/shops/${shop}/listings/${body.id}`;
    const { stock: _, ...words } = { ...knot, price: 10 };
    expect(await call("PUT", path, seller, { ...words, restock: 5 })).toMatchObject({
      status: 200,
      body: { price: 10, stock: 8 },
    });
    expect(await call("PUT", path, other, words)).toMatchObject({ status: 403 });
    const elsewhere = await newShop();
    expect(await call("PUT", `/shops/${elsewhere}/listings/${body.id}`, seller, words)).toMatchObject({
      status: 403,
    });
    expect(await call("POST", `/shops/${shop}/listings`, seller, { ...knot, price: 0.001 })).toMatchObject({
      status: 400,
    });
  });
});

describe("sales", () => {
  test("count each confirmed order once, however often its event is delivered", async () => {
    const shop = await newShop();
    const orderId = randomUUID();
    const event = {
      id: randomUUID(),
      name: "order.confirmed" as const,
      key: orderId,
      occurredAt: new Date().toISOString(),
      data: {
        orderId,
        userId: 1,
        total: 5000,
        currency: "EUR",
        country: "DE",
        lines: [
          { productId: 2001, name: "Fid", quantity: 2, unitPrice: 1500, shopId: shop },
          { productId: 1, name: "Sextant", quantity: 1, unitPrice: 2000, shopId: 0 },
        ],
      },
    };
    const bus = natsBus(natsUrl, service.app.log);
    // With other ids: the same sale in three events, as if the publisher had lost its outbox.
    for (const id of [event.id, randomUUID(), randomUUID()]) await bus.publish({ ...event, id }, {});
    await bus.close();
    const sales = async () => (await call("GET", `/shops/${shop}/sales`, seller)).body;
    await until("the sale is reported", async () => (await sales()).length > 0);
    expect(await sales()).toEqual([
      { productId: 2001, name: "Fid", quantity: 2, revenue: 30, currency: "EUR" },
    ]);
    expect(await call("GET", `/shops/${shop}/sales`, other)).toMatchObject({ status: 403 });
  });
});
