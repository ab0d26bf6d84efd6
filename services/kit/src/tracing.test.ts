import { InventoryService } from "@slipway/contracts/gen/shop/v1/inventory_pb";
import { afterEach, expect, test } from "vitest";
import { Collector } from "../../journeys/observe/collector.ts";
import { freePorts } from "../shop/ports.ts";
import type { ServiceDefinition } from "./service.ts";
import { startService, testBus, testDatabase, until } from "./testing.ts";

type NoSettings = Record<never, never>;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function start(definition: ServiceDefinition<NoSettings>, environment: Record<string, string>) {
  const service = await startService(definition, { GRPC_PORT: "0", ...environment });
  ends.push(() => service.app.close());
  return service;
}

/** Four services: an edge, one behind it over HTTP, one over gRPC, and one that only consumes an event. */
async function chain(environment: Record<string, string>) {
  const stores = { DATABASE_URL: await testDatabase(), NATS_URL: await testBus() };
  const listenerStores = { ...stores, DATABASE_URL: await testDatabase() };
  const heard: string[] = [];
  await start(
    {
      name: "listener",
      settings: {},
      stores: ["postgres", "nats"],
      setup: ({ sql, consume }) =>
        consume(sql([]), { "order.created": async ({ key }) => void heard.push(key) }),
    },
    { ...environment, ...listenerStores },
  );
  const last = await start(
    {
      name: "last",
      settings: {},
      stores: ["postgres", "nats"],
      setup(context) {
        const sql = context.sql([]);
        const outbox = context.outbox(sql);
        const empty = async () => ({});
        context.serve(InventoryService, {
          commit: empty,
          release: empty,
          getStock: empty,
          adjustStock: empty,
          reserve: async ({ orderId }) => {
            await sql.transaction((tx) => outbox.add(tx, "order.created", orderId, { orderId, userId: 1 }));
            return { expiresAt: "soon" };
          },
        });
      },
    },
    { ...environment, ...stores },
  );
  const middle = await start(
    {
      name: "middle",
      settings: {},
      setup({ app, rpc }) {
        const inventory = rpc(InventoryService, "last", last.rpcAddress() ?? "");
        app.get("/reserve/:order", async (request) => {
          const { order } = request.params as { order: string };
          return inventory.reserve(request, { orderId: order });
        });
      },
    },
    environment,
  );
  const edge = await start(
    {
      name: "edge",
      settings: {},
      setup({ app, upstream }) {
        const next = upstream("middle", middle.address);
        app.get("/buy", async (request) => {
          const { body } = await next.call(request, { method: "GET", path: "/reserve/order-4711" });
          return body.json();
        });
      },
    },
    environment,
  );
  return { edge, heard };
}

test("SP-13: one trace contains the path over HTTP and gRPC to the event's consumer, and no personal data", async () => {
  const collector = await Collector.listen();
  ends.push(() => collector.close());
  const { edge } = await chain({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, TRACE_RATIO: "1" });
  expect((await fetch(`${edge.address}/buy?email=ann@example.org`)).status).toBe(200);
  const told = () => collector.spans.filter(({ name }) => !name.startsWith("GET /metrics"));
  await until("the consumer's span arrives", () => told().some(({ kind }) => kind === "consumer"), 30_000);
  await until("the edge's span arrives", () => told().some(({ name }) => name === "GET /buy"), 30_000);
  await until("all six have arrived", () => told().length >= 6, 30_000);

  const spans = told();
  const way: string[] = [];
  for (let id: string | undefined = ""; id !== undefined; ) {
    const span = spans.find(({ parentId }) => parentId === id);
    if (span !== undefined) way.push(`${span.service} ${span.kind}: ${span.name}`);
    id = span?.spanId;
  }
  expect(way).toEqual([
    "edge server: GET /buy",
    "edge client: GET middle",
    "middle server: GET /reserve/:order",
    "middle client: shop.v1.InventoryService/Reserve",
    "last server: shop.v1.InventoryService/Reserve",
    "listener consumer: process order.created",
  ]);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  const sent = Buffer.concat(collector.payloads).toString("latin1");
  for (const personal of ["ann@example.org", "order-4711"]) expect(sent).not.toContain(personal);
  const logged = edge.log.find(({ msg }) => msg === "request");
  expect(logged).toMatchObject({ trace_id: spans[0]?.traceId });
}, 120_000);

test("a collector that is down fails no request and delays no shutdown", async () => {
  const [nobody = 0] = await freePorts(44_000, 1);
  const definition: ServiceDefinition<NoSettings> = {
    name: "sample",
    settings: {},
    setup: ({ app }) => void app.get("/", () => ({ ok: true })),
  };
  const service = await startService(definition, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${nobody}`,
    TRACE_RATIO: "1",
  });
  expect((await fetch(service.address)).status).toBe(200);
  await service.app.close();
});
