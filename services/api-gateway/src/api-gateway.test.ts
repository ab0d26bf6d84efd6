import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect } from "node:net";
import { listenAnywhere, startService, testBus, testDatabase, testKv } from "@slipway/kit/testing";
import { afterEach, describe, expect, test } from "vitest";
import { product } from "../../product/src/product.ts";
import { user } from "../../user/src/user.ts";
import { Opened, post, startEcho, startGateway } from "../testing/neighbours.ts";

const opened = new Opened();
afterEach(() => opened.close());

type Environment = Record<string, string>;

/** Real accounts and a real catalog; the other services answer with the request that they received. */
async function shop({ catalog = {}, gateway = {} }: { catalog?: Environment; gateway?: Environment } = {}) {
  const broker = await testBus();
  const products = await startService(product, {
    DATABASE_URL: await testDatabase(),
    NATS_URL: broker,
    REDIS_URL: await testKv(),
    GRPC_PORT: "0",
    ...catalog,
  });
  const users = await startService(user, { DATABASE_URL: await testDatabase(), NATS_URL: broker });
  opened.add(products.app);
  opened.add(users.app);
  const orders = await startEcho(opened, "order", ({ app }) =>
    app.post("/orders", (request, reply) =>
      reply
        .code(201)
        .header("location", "/orders/77")
        .send({ id: "77", ...(request.body as object) }),
    ),
  );
  const ads = await startEcho(opened, "ads");
  const others = await startEcho(opened, "others");
  const addresses = { user: users.address, product: products.address, order: orders.address };
  const edge = await startGateway(
    opened,
    others.address,
    { ...addresses, ads: ads.address },
    { ENVIRONMENT: "dev", DEMO_MODE: "on", ...gateway },
  );
  return { products, orders, ads, gateway: edge };
}

/** Waits for the answer: on a busy machine a service may be slow to report that it is healthy. */
function healthOf(gateway: { readonly address: string }) {
  const ask = async () => {
    const answer = await fetch(`${gateway.address}/api/health`);
    return [answer.status, await answer.json()];
  };
  return expect.poll(ask, { timeout: 20_000 });
}

describe("the shop behind the gateway", () => {
  test("SP-2: answers the documented calls for users, products and orders", async () => {
    const { gateway } = await shop();
    await healthOf(gateway).toMatchObject([200, { status: "ok" }]);

    const person = await post(gateway, "/api/users", '{"username":"john_doe","email":"john@example.com"}');
    expect([person.status, await person.json()]).toMatchObject([201, { username: "john_doe" }]);

    const laptop = await post(gateway, "/api/products", '{"name":"Laptop","price":999.99,"stock":10}');
    expect(laptop.status).toBe(201);
    const added = (await laptop.json()) as { id: number };
    expect(laptop.headers.get("location")).toBe(`/api/products/${added.id}`);

    const placed = await post(gateway, "/api/orders", '{"userId":1,"productId":1,"quantity":2}');
    expect([placed.status, await placed.json()]).toMatchObject([201, { userId: 1, quantity: 2 }]);
    const location = placed.headers.get("location") ?? "";
    expect(location).toBe("/api/orders/77");
    expect((await fetch(`${gateway.address}${location}`)).status).toBe(200);

    const list = await (await fetch(`${gateway.address}/api/products`)).json();
    expect(list).toContainEqual(added);
    const page = await fetch(`${gateway.address}/api/products?limit=2`);
    expect(page.headers.get("link")).toMatch(/^<\/api\/products\?/);
  });

  test("passes a service's own refusal on unchanged", async () => {
    const { gateway } = await shop();
    const answer = await post(gateway, "/api/products", '{"name":"Laptop"}');
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
    expect(await answer.json()).toMatchObject({ errors: [{ in: "body" }, { in: "body" }] });
  });

  test("is degraded and names the service when one is down; the others still answer", async () => {
    const { gateway, orders } = await shop();
    await orders.app.close();
    await healthOf(gateway).toMatchObject([
      503,
      { status: "degraded", services: { product: "ok", order: "down" } },
    ]);
    const answer = await fetch(`${gateway.address}/api/orders`);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    expect((await fetch(`${gateway.address}/api/products`)).status).toBe(200);
    expect((await gateway.app.inject("/readyz")).statusCode).toBe(200);
  });

  test("reports the shop as available while only non-essential services are down", async () => {
    const { gateway, ads } = await shop();
    await ads.app.close();
    await healthOf(gateway).toMatchObject([
      200,
      { status: "degraded", services: { ads: "down", order: "ok" } },
    ]);
  });

  test("a service that is not ready counts as down", async () => {
    const { gateway, products } = await shop();
    products.health.become("draining");
    await healthOf(gateway).toMatchObject([503, { services: { product: "down" } }]);
  });

  test("shows 20 % errors of a service to the client and in its own metrics, no more and no less", async () => {
    const { gateway } = await shop({ catalog: { FAULT_ERROR_RATE: "0.2" } });
    const statuses: number[] = [];
    for (let sent = 0; sent < 50; sent += 1)
      statuses.push((await fetch(`${gateway.address}/api/products`)).status);
    expect(statuses.filter((status) => status === 500)).toHaveLength(10);
    expect((await gateway.app.inject("/metrics")).body).toContain(
      '_count{http_request_method="GET",http_route="/api/products",http_response_status_code="500"} 10',
    );
  });

  test("a slow service takes no longer than the gateway's time limit", async () => {
    const { gateway } = await shop({
      catalog: { FAULT_LATENCY_MS: "20000" },
      gateway: { REQUEST_TIMEOUT_MS: "300" },
    });
    const begun = performance.now();
    expect((await fetch(`${gateway.address}/api/products`)).status).toBe(504);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

describe("the edge", () => {
  async function edge() {
    const seen: IncomingMessage[] = [];
    const server: Server = createServer((request, response) => {
      seen.push(request);
      request.resume().on("end", () => response.end("{}"));
    });
    const url = await listenAnywhere(server);
    opened.add(server);
    opened.add({ close: () => server.closeAllConnections() });
    return { gateway: await startGateway(opened, url), seen };
  }

  test.each([
    "/metrics",
    "/livez",
    "/api/../metrics",
    "/api/products/..",
    "/api/products/../../metrics",
    "/api/products/..%2f..%2fmetrics",
    "/api/products/1/stock",
    "/products",
    "/api/users",
    "/api/.well-known/jwks.json",
    "/api/shipments/..",
  ])("does not pass %s on", async (path) => {
    const { gateway, seen } = await edge();
    await rawGet(gateway.address, path);
    expect(seen.map((request) => request.url)).toEqual([]);
  });

  test("removes hop-by-hop headers, and adds the caller's address", async () => {
    const { gateway, seen } = await edge();
    const headers = {
      "content-type": "application/json",
      "x-forwarded-for": "203.0.113.7",
      te: "trailers",
      "x-secret-hop": "1",
      connection: "x-secret-hop",
    };
    await gateway.app.inject({ method: "POST", url: "/api/orders", payload: "{}", headers });
    expect(seen[0]?.headers).toMatchObject({
      "content-type": "application/json",
      "x-forwarded-for": "203.0.113.7, 127.0.0.1",
    });
    expect(seen[0]?.headers).not.toHaveProperty("te");
    expect(seen[0]?.headers).not.toHaveProperty("x-secret-hop");
  });

  test("refuses a body over the limit before it reaches a service", async () => {
    const { gateway, seen } = await edge();
    const answer = await post(gateway, "/api/orders", "x".repeat(300_000));
    expect(answer.status).toBe(413);
    expect(seen).toHaveLength(0);
  });
});

/** fetch would normalise the path first. */
function rawGet(address: string, path: string): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n`),
    );
    socket.on("data", (chunk) => {
      answer += chunk.toString();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}
