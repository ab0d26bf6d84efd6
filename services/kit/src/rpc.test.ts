import { type AddressInfo, connect, createServer } from "node:net";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { InventoryService } from "@slipway/contracts/gen/shop/v1/inventory_pb";
import { afterEach, expect, test } from "vitest";
import { Deadline } from "./deadline.ts";
import { type Implementation, type RpcClient, RpcError } from "./rpc.ts";
import type { ServiceDefinition } from "./service.ts";
import { type StartedService, startService, until } from "./testing.ts";

type Inventory = Implementation<typeof InventoryService>;
type NoSettings = Record<never, never>;

const running: StartedService<NoSettings>[] = [];
afterEach(async () => {
  for (const service of running.splice(0).reverse()) await service.app.close();
});

const inventory: Inventory = {
  reserve: async ({ orderId }, { caller }) => ({ expiresAt: `${orderId} for ${caller.id}` }),
  commit: async () => ({}),
  release: async () => ({}),
  getStock: async ({ productIds }) => ({
    levels: productIds.map((productId) => ({ productId, onHand: 7n })),
  }),
  adjustStock: async () => ({}),
};

async function start(
  setup: ServiceDefinition<NoSettings>["setup"],
  environment: Readonly<Record<string, string>> = {},
): Promise<StartedService<NoSettings>> {
  const definition = { name: "sample", settings: {}, setup };
  const service = await startService(definition, { GRPC_PORT: "0", ...environment });
  running.push(service);
  return service;
}

/** A service that answers with `changes`, and a second one that calls it. */
async function pair(changes: Partial<Inventory> = {}, environment: Readonly<Record<string, string>> = {}) {
  const server = await start(
    ({ serve }) => serve(InventoryService, { ...inventory, ...changes }),
    environment,
  );
  const target = server.rpcAddress() ?? "";
  let client: RpcClient<typeof InventoryService> | undefined;
  const caller = await start(({ app, rpc }) => {
    const calls = rpc(InventoryService, "inventory", target);
    client = calls;
    app.get("/reserve", (request) => calls.reserve(request, { orderId: "o1" }));
  });
  return { server, caller, client: client as unknown as RpcClient<typeof InventoryService> };
}

const within = (milliseconds: number) => ({ id: "r1", deadline: Deadline.after(milliseconds) });

async function errorOf(call: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RpcError)) throw new Error(`Not an RpcError: ${error}`);
  return { code: error.code, message: error.message };
}

test("a call sends its request and its caller's id, and gets the answer", async () => {
  const { client } = await pair();
  expect((await client.reserve(within(10_000), { orderId: "o1" })).expiresAt).toBe("o1 for r1");
  const { levels } = await client.getStock(within(10_000), { productIds: [2n ** 40n] });
  expect(levels).toMatchObject([{ productId: 2n ** 40n, onHand: 7n }]);
});

test.each([
  ["NOT_FOUND", 404],
  ["FAILED_PRECONDITION", 409],
  ["INVALID_ARGUMENT", 400],
  ["PERMISSION_DENIED", 403],
  ["UNAVAILABLE", 503],
] as const)("%s reaches the caller, and its client as %i", async (code, status) => {
  const reserve = () => Promise.reject(new RpcError(code, "said by inventory"));
  const { client, caller } = await pair({ reserve });
  expect((await errorOf(client.reserve(within(10_000), {}))).code).toBe(code);
  const answer = await caller.app.inject("/reserve");
  expect(answer.statusCode).toBe(status);
  expect(answer.headers["content-type"]).toContain("application/problem+json");
  expect(answer.headers["retry-after"] !== undefined).toBe(status === 503);
});

test("SP-10: only a method that is idempotent by its contract is retried", async () => {
  const asked: string[] = [];
  const away = (method: string) => async () => {
    asked.push(method);
    throw new RpcError("UNAVAILABLE", "gone for a moment");
  };
  const server = await start(({ serve }) => {
    serve(InventoryService, { ...inventory, getStock: away("getStock"), reserve: away("reserve") });
  });
  // The same service with a contract that declares no idempotent methods.
  const silent = withoutPromises(InventoryService);
  const clients: RpcClient<typeof InventoryService>[] = [];
  await start(({ rpc }) => {
    for (const contract of [InventoryService, silent])
      clients.push(rpc(contract, "inventory", server.rpcAddress() ?? ""));
  });
  for (const client of clients) {
    await errorOf(client.getStock(within(10_000), {}));
    await errorOf(client.reserve(within(10_000), {}));
  }
  expect(asked).toEqual(["getStock", "getStock", "reserve", "reserve", "getStock", "reserve"]);
});

/** A copy of the contract without idempotency levels. */
function withoutPromises(service: typeof InventoryService): typeof InventoryService {
  const idempotency = MethodOptions_IdempotencyLevel.IDEMPOTENCY_UNKNOWN;
  return { ...service, methods: service.methods.map((method) => ({ ...method, idempotency })) } as never;
}

test("internal errors are logged and not returned", async () => {
  const reserve = () => Promise.reject(new Error("the password is swordfish"));
  const { client, server } = await pair({ reserve });
  const { code, message } = await errorOf(client.reserve(within(10_000), {}));
  expect(code).toBe("INTERNAL");
  expect(message).not.toContain("swordfish");
  expect(JSON.stringify(server.log)).toContain("swordfish");
});

test("the remaining time is passed on, and no caller waits longer", async () => {
  let given = Number.POSITIVE_INFINITY;
  const reserve: Inventory["reserve"] = (_request, { caller }) => {
    given = caller.deadline.remaining();
    return new Promise(() => {});
  };
  const { client } = await pair({ reserve }, { DRAIN_LIMIT_MS: "1000" });
  expect((await errorOf(client.reserve(within(1000), {}))).code).toBe("DEADLINE_EXCEEDED");
  expect(given).toBeLessThanOrEqual(1000);
  expect((await errorOf(client.reserve(within(0), {}))).code).toBe("DEADLINE_EXCEEDED");
});

test("calls are counted like requests on both sides, from zero on", async () => {
  const { client, server, caller } = await pair();
  const served = async () => {
    const { body } = await server.app.inject("/metrics");
    const lines = body
      .split("\n")
      .filter((line) => line.startsWith("http_server_request_duration_seconds_count"));
    const own = lines.filter((line) => line.includes('http_route="/shop.v1.InventoryService/Reserve"'));
    return own
      .filter((line) => line.includes('status_code="200"'))
      .map((line) => Number(line.split(" ").at(-1)));
  };
  const before = await served();
  await client.reserve(within(10_000), { orderId: "o1" });
  expect([before, await served()]).toEqual([[0], [1]]);
  const { body } = await caller.app.inject("/metrics");
  expect(body).toMatch(/http_client_request_duration_seconds_count\{.*Inventory/);
});

test("injected faults affect methods too", async () => {
  const { client } = await pair({}, { FAULT_ERROR_RATE: "1" });
  expect((await errorOf(client.commit(within(10_000), { orderId: "o1" }))).code).toBe("INTERNAL");
});

test("running calls are answered before the service ends", async () => {
  let arrived = () => {};
  let release = () => {};
  const inside = new Promise<void>((resolve) => (arrived = resolve));
  const gate = new Promise<void>((resolve) => (release = resolve));
  const reserve: Inventory["reserve"] = async () => {
    arrived();
    await gate;
    return { expiresAt: "late" };
  };
  const { client, server } = await pair({ reserve });
  const call = client.reserve(within(20_000), {});
  await inside;
  const closed = server.app.close();
  release();
  expect((await call).expiresAt).toBe("late");
  await closed;
  expect((await errorOf(client.reserve(within(2000), {}))).code).toBe("UNAVAILABLE");
});

test("SP-10: a new pod gets its share of the calls within seconds", async () => {
  const pods: { name: string; port: number }[] = [];
  const add = async (name: string) => {
    const reserve = async () => ({ expiresAt: name });
    const pod = await start(({ serve }) => serve(InventoryService, { ...inventory, reserve }));
    pods.push({ name, port: Number(pod.rpcAddress()?.split(":")[1]) });
  };
  await add("old");
  // Like a Kubernetes Service: it assigns a pod to each connection, independent of calls.
  let turn = 0;
  const balancer = createServer((inward) => {
    turn += 1;
    const outward = connect(pods[turn % pods.length]?.port ?? 0, "127.0.0.1");
    inward.pipe(outward).pipe(inward);
    for (const end of [inward, outward]) end.on("error", () => [inward, outward].map((one) => one.destroy()));
  });
  await new Promise<void>((resolve) => balancer.listen(0, "127.0.0.1", resolve));
  const { port } = balancer.address() as AddressInfo;
  let client: RpcClient<typeof InventoryService> | undefined;
  await start(({ rpc }) => {
    client = rpc(InventoryService, "inventory", `127.0.0.1:${port}`);
  });
  const answered: string[] = [];
  const ask = async () => {
    answered.push((await client?.reserve(within(10_000), {}))?.expiresAt ?? "");
  };
  for (let call = 0; call < 6; call += 1) await ask();
  expect(new Set(answered)).toEqual(new Set(["old"]));

  await add("new");
  await until(
    "a quarter of the last calls went to the new pod",
    async () => {
      await ask();
      return answered.slice(-40).filter((name) => name === "new").length >= 10;
    },
    30_000,
  );
  balancer.close();
}, 60_000);
