/** The calls of the shop's description: verbatim in dev, with a token in environments with accounts. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databaseAt } from "../order/testing/databases.ts";
import { Fleet } from "./fleet/fleet.ts";

/** The machine may be busy. */
const patient = { REQUEST_TIMEOUT_MS: "30000", REDIS_TIMEOUT_MS: "5000" };

const calls = [
  ["GET", "/api/health", undefined],
  ["POST", "/api/users", '{"username":"john","email":"john@example.com"}'],
  ["POST", "/api/products", '{"name":"Laptop","price":999.99,"stock":10}'],
  ["POST", "/api/orders", '{"userId":1,"productId":1,"quantity":2}'],
  ["GET", "/api/products", undefined],
] as const;

function asking(fleet: () => Fleet) {
  return async (method: string, path: string, body?: string, token?: string) => {
    const headers = {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const init = { method, headers, ...(body !== undefined && { body }) };
    const answer = await fetch(`${fleet().gateway}${path}`, init);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
}

describe("in dev", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.start({ settings: patient });
  }, 180_000);
  afterAll(() => fleet?.close());
  const ask = asking(() => fleet);

  test("every call is answered without a login", async () => {
    const statuses = [];
    for (const [method, path, body] of calls) statuses.push((await ask(method, path, body)).status);
    expect(statuses.with(3, 201)).toEqual([200, 201, 201, 201, 200]);
    expect([201, 202]).toContain(statuses[3]);
  });
});

describe.each(["staging", "prod"])("in %s", (environment) => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.start({ settings: { ...patient, ENVIRONMENT: environment, DEMO_MODE: "off" } });
  }, 180_000);
  afterAll(() => fleet?.close());
  const ask = asking(() => fleet);

  async function account(username: string) {
    const password = "correct horse battery";
    const registration = { username, email: `${username}@example.com`, password };
    const { body } = await ask("POST", "/api/users", JSON.stringify(registration));
    const login = async () =>
      String((await ask("POST", "/api/auth/login", JSON.stringify(registration))).body.accessToken);
    return { id: Number(body.id), login };
  }

  test("anonymous callers see the catalog; their other calls are refused", async () => {
    const statuses = [];
    for (const [method, path, body] of calls) statuses.push((await ask(method, path, body)).status);
    expect(statuses).toEqual([200, 400, 401, 401, 200]);
  });

  test("anonymous callers cannot read or cancel orders, read messages, or turn on demo mode", async () => {
    const buyer = await account("buyer");
    const order = { userId: buyer.id, productId: 1, quantity: 1 };
    const placed = await ask("POST", "/api/orders", JSON.stringify(order), await buyer.login());
    const id = String(placed.body.id);
    const other = await (await account("other")).login();
    const forged = { "x-demo": "on", "x-user-id": String(buyer.id), "x-user-roles": "admin" };
    for (const [method, path] of [
      ["GET", "/api/orders"],
      ["GET", `/api/orders/${id}`],
      ["POST", `/api/orders/${id}/cancel`],
      ["GET", `/api/notifications?userId=${buyer.id}`],
    ] as const) {
      const answer = await fetch(`${fleet.gateway}${path}`, { method, headers: forged });
      expect([path, answer.status]).toEqual([path, 401]);
    }
    expect((await ask("GET", `/api/orders/${id}`, undefined, other)).status).toBe(404);
    expect((await ask("POST", `/api/orders/${id}/cancel`, undefined, other)).status).toBe(404);
    expect((await ask("POST", "/api/orders", JSON.stringify(order), other)).status).toBe(403);
    expect((await ask("GET", "/api/orders", undefined, other)).body).toEqual([]);
  });

  test("with a token, every call is answered", async () => {
    const ada = await account("ada");
    const sql = databaseAt(fleet.stores.settingsOf("user").DATABASE_URL ?? "");
    await sql`update users set roles = 'buyer,admin' where id = ${ada.id}`;
    await sql.close();
    const token = await ada.login();
    const laptop = await ask("POST", "/api/products", calls[2][2], token);
    const order = calls[3][2].replace('"userId":1', `"userId":${ada.id}`);
    const bought = await ask("POST", "/api/orders", order, token);
    expect(laptop.status).toBe(201);
    expect([201, 202]).toContain(bought.status);
    expect((await ask("GET", "/api/products", undefined, token)).status).toBe(200);
    expect((await ask("GET", "/api/health", undefined, token)).status).toBe(200);
  });
});
