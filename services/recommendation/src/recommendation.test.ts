import { randomUUID } from "node:crypto";
import { CatalogService } from "@slipway/contracts/gen/shop/v1/catalog_pb";
import { natsBus } from "@slipway/kit/bus";
import { RpcError } from "@slipway/kit/rpc";
import type { ServiceDefinition } from "@slipway/kit/service";
import { type StartedService, startService, testBus, testKv, until } from "@slipway/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recommendation } from "./recommendation.ts";

const product = (id: bigint) => ({
  id,
  name: `Product ${id}`,
  category: "deck",
  stock: 1n,
  price: { currency: "EUR", minorUnits: id * 100n },
});

/** A catalog of ten products. */
const catalog: ServiceDefinition<Record<never, never>> = {
  name: "catalog",
  settings: {},
  setup({ serve }) {
    const notAsked = () => Promise.reject(new RpcError("UNIMPLEMENTED", "not asked here"));
    const all = Array.from({ length: 10 }, (_, index) => product(BigInt(index + 1)));
    serve(CatalogService, {
      getProduct: notAsked,
      upsertProduct: notAsked,
      batchGetProducts: async ({ ids }) => ({
        products: ids.flatMap((id) => all.filter((one) => one.id === id)),
      }),
      listProducts: async ({ pageSize }) => ({ products: all.slice(0, pageSize) }),
    });
  },
};

let beside: StartedService<Record<never, never>>;
let service: StartedService<typeof recommendation.settings>;
let natsUrl: string;
beforeAll(async () => {
  beside = await startService(catalog, { GRPC_PORT: "0" });
  natsUrl = await testBus();
  service = await startService(recommendation, {
    NATS_URL: natsUrl,
    REDIS_URL: await testKv(),
    PRODUCT_RPC: beside.rpcAddress() ?? "",
  });
});
afterAll(async () => {
  await service.app.close();
  await beside.app.close();
});

const ids = async (query: string) => {
  const answer = await service.app.inject(`/recommendations?${query}`);
  return answer.json().map(({ id }: { id: number }) => id);
};

test("recommends products of the catalog while nothing was sold, never the shown product", async () => {
  expect(await ids("productId=2&count=3")).toEqual([1, 3, 4]);
});

test("learns which products are bought together; an event that is delivered three times counts once", async () => {
  const bought = (...products: number[]) => ({
    id: randomUUID(),
    name: "order.confirmed" as const,
    key: randomUUID(),
    occurredAt: new Date().toISOString(),
    data: {
      orderId: randomUUID(),
      userId: 1,
      total: 1,
      currency: "EUR",
      country: "DE",
      lines: products.map((productId) => ({
        productId,
        name: "x",
        quantity: 1,
        unitPrice: 1,
        shopId: 0,
      })),
    },
  });
  const bus = natsBus(natsUrl, service.app.log);
  const repeated = bought(5, 8);
  for (let times = 0; times < 3; times += 1) await bus.publish(repeated, {});
  await bus.publish(bought(5, 9), {});
  await bus.publish(bought(5, 9), {});
  await bus.close();
  await until("the orders are known", async () => (await ids("productId=5&count=2"))[0] === 9);
  expect(await ids("productId=5&count=2")).toEqual([9, 8]);
});

test("recommends from the catalog only when Redis is down", async () => {
  const without = await startService(recommendation, {
    NATS_URL: natsUrl,
    REDIS_URL: "redis://127.0.0.1:1",
    PRODUCT_RPC: beside.rpcAddress() ?? "",
  });
  const answer = await without.app.inject("/recommendations?count=2");
  expect(answer.json()).toMatchObject([{ id: 1, price: 1, currency: "EUR" }, { id: 2 }]);
  await without.app.close();
});
