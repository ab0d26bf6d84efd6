import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import { listenAnywhere, type StartedService, startService } from "@slipway/kit/testing";
import { afterEach, describe, expect, test } from "vitest";
import { product } from "../../product/src/product.ts";
import { order } from "./order.ts";

type Closing = { close(): unknown };
const opened: Closing[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function orderWith(productUrl: string, environment: Record<string, string> = {}) {
  const service = await startService(order, { PRODUCT_URL: productUrl, ...environment });
  opened.push(service.app);
  return service;
}

const place = (
  service: StartedService<typeof order.settings>,
  payload: object,
  headers: IncomingHttpHeaders = {},
) => service.app.inject({ method: "POST", url: "/orders", payload, headers });

const two = { userId: 1, productId: 1, quantity: 2 };

describe("with the real product service", () => {
  async function start(environment: Record<string, string> = {}) {
    const catalog = await startService(product, environment);
    opened.push(catalog.app);
    return { catalog, service: await orderWith(catalog.address) };
  }

  test("an order takes its price from the catalog, and can be read back", async () => {
    const { service } = await start();
    const answer = await place(service, two);
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ ...two, unitPrice: 189, total: 378 });
    const found = await service.app.inject(String(answer.headers.location));
    expect(found.json()).toEqual(answer.json());
    expect((await service.app.inject("/orders")).json()).toEqual([answer.json()]);
  });

  test("a caller cannot set the price", async () => {
    const { service } = await start();
    const answer = await place(service, { ...two, unitPrice: 0.01, total: 0.02 });
    expect(answer.json().total).toBe(378);
  });

  test("the request's id reaches the catalog", async () => {
    const { catalog, service } = await start();
    await place(service, two, { "x-request-id": "journey-7" });
    expect(catalog.log).toContainEqual(
      expect.objectContaining({ requestId: "journey-7", route: "/products/:id" }),
    );
  });

  test("a product that does not exist is the caller's mistake", async () => {
    const { service } = await start();
    const answer = await place(service, { ...two, productId: 999 });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toEqual([expect.objectContaining({ pointer: "/productId" })]);
    expect((await service.app.inject("/orders")).json()).toEqual([]);
  });

  test("a catalog that fails leaves no order behind, and says whose fault it is", async () => {
    const { service } = await start({ FAULT_ERROR_RATE: "1" });
    const answer = await place(service, two);
    expect(answer.statusCode).toBe(502);
    expect(answer.json().detail).toBe("product answered 500, so the price is not known.");
    expect((await service.app.inject("/orders")).json()).toEqual([]);
  });

  test("a catalog that is gone is told with Retry-After", async () => {
    const { catalog, service } = await start();
    await catalog.app.close();
    const answer = await place(service, two);
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "1"]);
    expect((await service.app.inject("/readyz")).statusCode).toBe(200);
  });

  test("a slow catalog costs no more than the caller's budget", async () => {
    const { service } = await start({ FAULT_LATENCY_MS: "2000" });
    const begun = performance.now();
    const answer = await place(service, two, { "x-request-budget-ms": "150" });
    expect(answer.statusCode).toBe(504);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

test.each(["{}", '{"price":"free"}', '{"price":0.001}', "null"])(
  "a catalog that answers %s has no price",
  async (body) => {
    const listener: RequestListener = (_request, response) => void response.end(body);
    const catalog: Server = createServer(listener);
    opened.push(catalog);
    const service = await orderWith(await listenAnywhere(catalog));
    expect((await place(service, two)).statusCode).toBe(502);
  },
);

test.each([
  [
    {},
    [
      "must have required property 'userId'",
      "must have required property 'productId'",
      "must have required property 'quantity'",
    ],
  ],
  [{ ...two, quantity: 0 }, ["/quantity"]],
  [{ ...two, quantity: 1.5, userId: "me" }, ["/userId", "/quantity"]],
])("refuses %j and names each field", async (payload, expected) => {
  const service = await orderWith("http://127.0.0.1:9");
  const answer = await place(service, payload);
  expect(answer.statusCode).toBe(400);
  const named = answer
    .json()
    .errors.map((error: { pointer: string; message: string }) => error.pointer || error.message);
  expect(named.toSorted()).toEqual(expected.toSorted());
});
