import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect } from "node:net";
import { listenAnywhere, type StartedService, startService } from "@slipway/kit/testing";
import { afterEach, describe, expect, test } from "vitest";
import { order } from "../../order/src/order.ts";
import { product } from "../../product/src/product.ts";
import { apiGateway } from "./api-gateway.ts";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

type Faults = Record<string, string>;

async function shop(faults: { product?: Faults; order?: Faults; gateway?: Faults } = {}) {
  const catalog = await startService(product, faults.product);
  const orders = await startService(order, { PRODUCT_URL: catalog.address, ...faults.order });
  const gateway = await startService(apiGateway, {
    PRODUCT_URL: catalog.address,
    ORDER_URL: orders.address,
    ...faults.gateway,
  });
  opened.push(catalog.app, orders.app, gateway.app);
  return { catalog, orders, gateway };
}

const json = { "content-type": "application/json" };
const post = (gateway: { address: string }, path: string, body: string) =>
  fetch(`${gateway.address}${path}`, { method: "POST", headers: json, body });

describe("the shop behind the gateway", () => {
  test("answers the known calls for products and orders", async () => {
    const { gateway } = await shop();
    const health = await fetch(`${gateway.address}/api/health`);
    expect([health.status, await health.json()]).toEqual([
      200,
      { status: "ok", services: { product: "ok", order: "ok" } },
    ]);

    const laptop = await post(gateway, "/api/products", '{"name":"Laptop","price":999.99,"stock":10}');
    expect(laptop.status).toBe(201);
    const added = (await laptop.json()) as { id: number };
    expect(laptop.headers.get("location")).toBe(`/api/products/${added.id}`);

    const placed = await post(gateway, "/api/orders", '{"userId":1,"productId":1,"quantity":2}');
    expect([placed.status, await placed.json()]).toEqual([201, expect.objectContaining({ total: 378 })]);
    const location = placed.headers.get("location") ?? "";
    expect((await fetch(`${gateway.address}${location}`)).status).toBe(200);

    const list = await (await fetch(`${gateway.address}/api/products`)).json();
    expect(list).toContainEqual(added);
    expect(await (await fetch(`${gateway.address}/api/orders?limit=1`)).json()).toHaveLength(1);
  });

  test("passes a service's own refusal on as it is", async () => {
    const { gateway } = await shop();
    const answer = await post(gateway, "/api/products", '{"name":"Laptop"}');
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
    expect(await answer.json()).toMatchObject({ errors: [{ in: "body" }, { in: "body" }] });
  });

  test("is degraded, and says where, when a service is down; the others still answer", async () => {
    const { gateway, orders } = await shop();
    await orders.app.close();
    const health = await fetch(`${gateway.address}/api/health`);
    expect([health.status, await health.json()]).toEqual([
      503,
      { status: "degraded", services: { product: "ok", order: "down" } },
    ]);
    const answer = await fetch(`${gateway.address}/api/orders`);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    expect((await fetch(`${gateway.address}/api/products`)).status).toBe(200);
    expect((await gateway.app.inject("/readyz")).statusCode).toBe(200);
  });

  test("a service that does not take traffic is down as well", async () => {
    const { gateway, catalog } = await shop();
    catalog.health.become("draining");
    expect(await (await fetch(`${gateway.address}/api/health`)).json()).toMatchObject({
      services: { product: "down" },
    });
  });

  test("shows 20 % errors of a service to the client and in its own metrics, no more and no less", async () => {
    const { gateway } = await shop({ product: { FAULT_ERROR_RATE: "0.2" } });
    const statuses: number[] = [];
    for (let sent = 0; sent < 50; sent += 1)
      statuses.push((await fetch(`${gateway.address}/api/products`)).status);
    expect(statuses.filter((status) => status === 500)).toHaveLength(10);
    expect((await gateway.app.inject("/metrics")).body).toContain(
      '_count{http_request_method="GET",http_route="/api/products",http_response_status_code="500"} 10',
    );
  });

  test("one deadline spans all hops", async () => {
    const { gateway } = await shop({
      product: { FAULT_LATENCY_MS: "5000" },
      gateway: { REQUEST_TIMEOUT_MS: "300" },
    });
    const begun = performance.now();
    const answer = await post(gateway, "/api/orders", '{"userId":1,"productId":1,"quantity":2}');
    expect(answer.status).toBe(504);
    expect(performance.now() - begun).toBeLessThan(1500);
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
    const gateway = await startService(apiGateway, { PRODUCT_URL: url, ORDER_URL: url });
    opened.push({ close: () => server.closeAllConnections() }, server, gateway.app);
    return { gateway, seen };
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
  ])("does not pass %s on", async (path) => {
    const { gateway, seen } = await edge();
    await rawGet(gateway, path);
    expect(seen.map((request) => request.url)).toEqual([]);
  });

  test("drops headers of the connection, and says who called", async () => {
    const { gateway, seen } = await edge();
    const headers = {
      ...json,
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

  test("refuses a body over the limit before any service sees it", async () => {
    const { gateway, seen } = await edge();
    const answer = await post(gateway, "/api/orders", "x".repeat(300_000));
    expect(answer.status).toBe(413);
    expect(seen).toHaveLength(0);
  });
});

/** fetch would clean the path first. */
function rawGet(gateway: StartedService<typeof apiGateway.settings>, path: string): Promise<string> {
  const { hostname, port } = new URL(gateway.address);
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
