import { type StartedService, startService } from "@slipway/kit/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stubGateway } from "../testing/gateway.ts";
import { patient } from "../testing/patient.ts";
import type { Stub } from "../testing/stub.ts";
import { Visitor } from "../testing/visitor.ts";
import { localPath } from "./origin.ts";
import { web } from "./web.ts";

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

const refreshes = () => stub.calls.filter(({ line }) => line === "POST /api/auth/refresh").length;

describe("a login", () => {
  test("is in cookies that scripts cannot read, other sites cannot send, and that need TLS, for any request header", async () => {
    const who = new Visitor(site.app);
    await who.register();
    const form = { username: "ada", password: "correct horse" };
    const headers = { "sec-fetch-site": "same-origin", "x-forwarded-proto": "http" };
    const { cookies } = await new Visitor(site.app).post("/login", form, headers);
    expect(cookies.map(({ name }) => name).toSorted()).toEqual(["access", "refresh"]);
    for (const cookie of cookies)
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", secure: true, path: "/" });
    const plain = await startService(web, {
      API_GATEWAY_URL: gateway.address,
      PUBLIC_SCHEME: "http",
      ...patient,
    });
    const claimed = { ...headers, "x-forwarded-proto": "https" };
    const answer = await new Visitor(plain.app).post("/login", form, claimed);
    await plain.app.close();
    expect(answer.cookies[0]).not.toHaveProperty("secure");
    expect(answer.headers).not.toHaveProperty("strict-transport-security");
  });

  test.each(["/", "/login", "/nowhere", "/assets/none.css"])(
    "browsers are told to use only HTTPS: %s",
    async (url) => {
      const { headers } = await site.app.inject({ url, headers: { "x-forwarded-proto": "http" } });
      expect(headers["strict-transport-security"]).toBe("max-age=31536000");
    },
  );

  test("continues when its token has expired, also for pages that are opened at once", async () => {
    const who = new Visitor(site.app);
    await who.register();
    who.cookies.delete("access");
    const answers = await Promise.all(["/account", "/orders", "/sell"].map((page) => who.get(page)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    expect(refreshes()).toBe(1);
    expect((await who.get("/account")).statusCode).toBe(200);
    expect(refreshes()).toBe(1);
  });

  test("continues when the gateway no longer accepts its token", async () => {
    const who = new Visitor(site.app);
    await who.register();
    stub.refused.add(who.cookies.get("access") ?? "");
    const answer = await who.get("/products/2?notice=added");
    expect([answer.statusCode, answer.headers.location]).toEqual([303, "/products/2?notice=added"]);
    expect((await who.get("/account")).statusCode).toBe(200);
  });

  test("is required again by a form whose token is no longer accepted", async () => {
    const who = new Visitor(site.app);
    await who.register();
    stub.refused.add(who.cookies.get("access") ?? "");
    const answer = await who.post("/sell", { name: "Loft" });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, "/login?next=%2F"]);
  });

  test("that has ended is removed: public pages work, others require a login", async () => {
    const who = new Visitor(site.app);
    who.cookies.set("refresh", "made up");
    const page = await who.get("/");
    expect([page.statusCode, who.cookies.size]).toEqual([200, 0]);
    who.cookies.set("access", "nonsense");
    expect((await who.get("/orders")).headers.location).toBe("/login?next=%2Forders");
  });

  test("is kept when it cannot be continued at the moment", async () => {
    const who = new Visitor(site.app);
    await who.register();
    who.cookies.delete("access");
    stub.down.add("user");
    expect((await who.get("/")).statusCode).toBe(200);
    expect(who.cookies.has("refresh")).toBe(true);
  });

  test("keeps the cart", async () => {
    const who = new Visitor(site.app);
    await who.post("/cart/items", { productId: "2", quantity: "2" });
    expect(who.cookies.get("session")).toMatch(/^[\w-]{32}$/);
    await who.register();
    expect(who.cookies.has("session")).toBe(false);
    expect((await who.get("/cart")).body).toContain("Ship&#39;s bell");
  });

  test("ends with the logout, even if the user service is down", async () => {
    const who = new Visitor(site.app);
    await who.register();
    stub.down.add("user");
    await who.post("/logout");
    expect([...who.cookies.keys()]).toEqual([]);
  });

  test("a wrong password is reported, and does not redirect to the login", async () => {
    const answer = await new Visitor(site.app).post("/login", { username: "ada", password: "wrong" });
    expect([answer.statusCode, answer.body.includes("The name or the password is not right.")]).toEqual([
      401,
      true,
    ]);
  });
});

describe("forms of other sites", () => {
  const forms = [
    "/cart/items",
    "/cart/items/2",
    "/checkout",
    "/login",
    "/logout",
    "/register",
    "/sell",
    "/currency",
  ];
  const strangers = [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
    {},
  ] as const;

  test.each(forms)("%s refuses them, without further calls", async (path) => {
    const who = new Visitor(site.app);
    for (const headers of strangers) {
      const answer = await who.post(path, { productId: "2", quantity: "1" }, headers);
      expect([headers, answer.statusCode]).toEqual([headers, 403]);
    }
    expect(stub.calls).toEqual([]);
  });

  test("a browser that sends only the origin is trusted", async () => {
    const headers = { origin: "http://shop.test:8080", host: "shop.test:8080" };
    const answer = await new Visitor(site.app).post("/currency", { currency: "USD" }, headers);
    expect(answer.statusCode).toBe(303);
  });
});

test.each([
  ["/cart?a=1", "/cart?a=1"],
  ["//evil.example/", "/"],
  ["/\\evil.example/", "/"],
  ["/\t/evil.example", "/"],
  ["/.//evil.example", "/"],
  ["https://evil.example/", "/"],
  ["javascript:alert(1)", "/"],
  ["cart", "/"],
  [undefined, "/"],
])("after the login, %j leads to %s", (wanted, path) => {
  expect(localPath(wanted)).toBe(path);
});

test("a form cannot link out of the shop", async () => {
  const who = new Visitor(site.app);
  const form = { username: "ada", email: "a@b.c", password: "correct horse", next: "//evil.example" };
  expect((await who.post("/register", form)).headers.location).toBe("/?notice=welcome");
  expect((await who.post("/login", form)).headers.location).toBe("/");
  expect(
    (await who.post("/currency", { currency: "USD", next: "https://evil.example" })).headers.location,
  ).toBe("/");
});

test("the gateway gets the caller's identity, and pages execute nothing", async () => {
  const headers = { "x-forwarded-for": "203.0.113.7" };
  const page = await site.app.inject({ url: "/", headers });
  expect(stub.calls[0]?.headers["x-forwarded-for"]).toBe("203.0.113.7, 127.0.0.1");
  expect(page.headers["content-security-policy"]).toContain("default-src 'none'; style-src 'self'");
  expect(page.body).not.toMatch(/<script|<style| style=| on\w+=/);
});

test("no token is logged", async () => {
  const who = new Visitor(site.app);
  await who.register();
  who.cookies.delete("access");
  stub.down.add("ads");
  await who.get("/account");
  await who.get("/");
  const log = JSON.stringify(site.log);
  for (const [name, value] of who.cookies)
    expect([name, log.includes(value)]).toEqual([name, name === "pieces"]);
  expect(log).not.toContain("correct horse");
});
