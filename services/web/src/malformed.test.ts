/** Requests that no browser of this shop sends: they are the sender's fault, without effects on others. */
import { type StartedService, startService } from "@slipway/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stubGateway } from "../testing/gateway.ts";
import { patient } from "../testing/patient.ts";
import type { Stub } from "../testing/stub.ts";
import { Visitor } from "../testing/visitor.ts";
import { web } from "./web.ts";

/** More than a circuit breaker's threshold. */
const often = 12;

let stub: Stub;
let site: StartedService<typeof web.settings>;
let gateway: StartedService<Record<never, never>>;
beforeEach(async () => {
  stub = stubGateway();
  gateway = await startService(stub.definition, { REQUEST_TIMEOUT_MS: patient.REQUEST_TIMEOUT_MS });
  site = await startService(web, { API_GATEWAY_URL: gateway.address, ...patient });
});
afterEach(async () => {
  await site.app.close();
  await gateway.app.close();
});

const claims = Buffer.from('{"sub":"7","name":"eve"}').toString("base64url");

async function isOpenForOthers(): Promise<boolean> {
  return (await new Visitor(site.app).get("/products/2")).statusCode === 200;
}

test.each([
  ["a line end", `access=a.${claims}.%0A`],
  ["a line end and a header", `access=a.${claims}.x%0D%0Ax-user-id: 1`],
  ["a character of more than a byte", `access=a.${claims}.%C4%80`],
  ["a control character", `refresh=%01`],
  ["a zero", "session=abcdefgh%00"],
  ["much too much", `access=a.${claims}.${"x".repeat(5000)}`],
])("a cookie with %s is refused and removed, and the shop stays available", async (_what, cookie) => {
  for (let sent = 0; sent < often; sent += 1) {
    const answer = await site.app.inject({ url: "/account", headers: { cookie } });
    expect(answer.statusCode).toBe(400);
    const name = cookie.split("=")[0];
    expect(answer.cookies).toEqual([expect.objectContaining({ name, value: "" })]);
  }
  expect(stub.calls).toEqual([]);
  expect(await isOpenForOthers()).toBe(true);
});

test("a form key that is not a valid header is refused, and the shop stays available", async () => {
  const who = new Visitor(site.app);
  await who.post("/cart/items", { productId: "2", quantity: "1" });
  await who.register();
  const form = { key: "one\ntwo", country: "DE", currency: "EUR", paymentToken: "tok_visa" };
  const statuses: number[] = [];
  for (let sent = 0; sent < often; sent += 1) statuses.push((await who.post("/checkout", form)).statusCode);
  expect(new Set(statuses)).toEqual(new Set([400]));
  expect(stub.calls.filter(({ line }) => line === "POST /api/checkout")).toEqual([]);
  expect(await isOpenForOthers()).toBe(true);
});

test("a time that the sender sets too short opens no circuit breaker for others", async () => {
  const headers = { "x-request-budget-ms": "1" };
  for (let sent = 0; sent < often; sent += 1) await site.app.inject({ url: "/products/2", headers });
  expect(await isOpenForOthers()).toBe(true);
});
