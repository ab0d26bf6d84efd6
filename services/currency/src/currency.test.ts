import { CurrencyService } from "@slipway/contracts/gen/shop/v1/currency_pb";
import { type StartedService, startService } from "@slipway/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { currency } from "./currency.ts";
import { currencyRpc } from "./rpc.ts";

describe("currency over HTTP", () => {
  let service: StartedService<typeof currency.settings>;
  beforeAll(async () => {
    service = await startService(currency, { GRPC_PORT: "0" });
  });
  afterAll(() => service.app.close());

  const get = async (path: string) => {
    const answer = await fetch(`${service.address}${path}`);
    return { status: answer.status, body: (await answer.json()) as { currencies?: string[] } };
  };

  it("lists its currencies and the day of the rates", async () => {
    const { body } = await get("/currencies");
    expect(body).toMatchObject({ asOf: "2026-11-20" });
    expect(body.currencies).toContain("JPY");
  });

  it("converts a decimal amount", async () => {
    expect((await get("/currencies/convert?amount=999.99&from=EUR&to=USD")).body).toEqual({
      amount: 1154.29,
      currency: "USD",
      asOf: "2026-11-20",
    });
  });

  it("refuses an invalid amount and an unknown currency", async () => {
    expect(await get("/currencies/convert?amount=1.5&from=JPY&to=EUR")).toMatchObject({ status: 400 });
    const unknown = await get("/currencies/convert?amount=1&from=EUR&to=XYZ");
    expect(unknown).toMatchObject({ status: 422, body: { detail: expect.stringContaining('"XYZ"') } });
  });
});

describe("currency over gRPC", () => {
  it("serves every method of its contract", () => {
    expect(Object.keys(currencyRpc).sort()).toEqual(
      CurrencyService.methods.map(({ localName }) => localName).sort(),
    );
  });
});
