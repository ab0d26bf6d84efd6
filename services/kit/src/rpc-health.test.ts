import { create } from "@bufbuild/protobuf";
import { Client, credentials, type MethodDefinition } from "@grpc/grpc-js";
import {
  Health,
  HealthCheckRequestSchema,
  type HealthCheckResponse,
} from "@slipway/contracts/gen/grpc/health/v1/health_pb";
import { CurrencyService } from "@slipway/contracts/gen/shop/v1/currency_pb";
import { afterEach, expect, test } from "vitest";
import { definitionOf } from "./rpc.ts";
import { type StartedService, startService } from "./testing.ts";

const check = definitionOf(Health).check as MethodDefinition<object, object>;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function start(environment: Readonly<Record<string, string>> = {}) {
  const service = await startService(
    {
      name: "sample",
      settings: {},
      setup({ app, serve }) {
        app.get("/things", () => ({}));
        serve(CurrencyService, { convert: async () => ({}), listCurrencies: async () => ({}) });
      },
    },
    { GRPC_PORT: "0", ...environment },
  );
  ends.push(() => service.app.close());
  return service;
}

/** As any probe calls it: by the protocol, without the kit's own client. */
function healthOf(service: StartedService<Record<never, never>>) {
  const client = new Client(service.rpcAddress() ?? "", credentials.createInsecure());
  ends.push(() => client.close());
  const { path, requestSerialize, responseDeserialize } = check;
  return (name = ""): Promise<unknown> =>
    new Promise((resolve) => {
      const request = create(HealthCheckRequestSchema, { service: name });
      const options = { deadline: Date.now() + 20_000 };
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        options,
        (error, answer) => resolve(error?.details ?? (answer as HealthCheckResponse).status),
      );
    });
}

const [serving, notServing] = [1, 2];

test("returns the result of /readyz, for the server and for each of its services", async () => {
  const service = await start();
  const health = healthOf(service);
  expect([await health(), await health("shop.v1.CurrencyService")]).toEqual([serving, serving]);
  expect(await health("shop.v1.Nothing")).toBe("shop.v1.Nothing is not served here.");

  service.health.become("draining");
  expect((await service.app.inject("/readyz")).statusCode).toBe(503);
  expect([await health(), await health("shop.v1.CurrencyService")]).toEqual([notServing, notServing]);
});

test("is neither counted nor logged, and injected faults do not affect it", async () => {
  const service = await start({ FAULT_ERROR_RATE: "1" });
  expect((await service.app.inject("/things")).statusCode).toBe(500);
  expect(await healthOf(service)()).toBe(serving);
  const { body } = await service.app.inject("/metrics");
  expect(body).toContain("/shop.v1.CurrencyService/Convert");
  expect(body).not.toContain("grpc.health");
  expect(JSON.stringify(service.log)).not.toContain("grpc.health");
});
