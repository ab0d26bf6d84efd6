import { afterEach, expect, test } from "vitest";
import { Problem } from "./problem.ts";
import { Type } from "./schema.ts";
import type { ServiceDefinition } from "./service.ts";
import { type StartedService, startService, until } from "./testing.ts";

const sample: ServiceDefinition<Record<never, never>> = {
  name: "sample",
  settings: {},
  setup({ app }) {
    const params = Type.Object({ id: Type.Integer() });
    app.get("/things/:id", { schema: { params } }, (request) => ({ id: request.params.id }));
    app.post("/things", () => ({ ok: true }));
    app.get("/broken", () => {
      throw new Error("the password is swordfish");
    });
    app.get("/closed", () => {
      throw new Problem(503, "Not now.", { retryAfterSeconds: 5 });
    });
    app.get("/slow", () => new Promise(() => {}));
    app.get("/careless", (request) => {
      request.log.info({ password: "p1", user: { token: "t1", name: "ann" } }, "careless");
      return {};
    });
  },
};

let service: StartedService<Record<never, never>>;
afterEach(() => service.app.close());

async function metric(route: string): Promise<number> {
  const { body } = await service.app.inject("/metrics");
  const lines = body
    .split("\n")
    .filter((line) => line.startsWith("http_server_request_duration_seconds_count"));
  return lines
    .filter((line) => line.includes(`http_route="${route}"`))
    .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

test("is alive before it is ready, and alive while it drains", async () => {
  service = await startService(sample);
  const states = [];
  for (const readiness of ["starting", "ready", "draining"] as const) {
    service.health.become(readiness);
    const [livez, readyz] = [await service.app.inject("/livez"), await service.app.inject("/readyz")];
    states.push([readiness, livez.statusCode, readyz.statusCode]);
  }
  expect(states).toEqual([
    ["starting", 200, 503],
    ["ready", 200, 200],
    ["draining", 200, 503],
  ]);
});

test("closes each connection after its answer while it drains", async () => {
  service = await startService(sample);
  expect((await fetch(`${service.address}/things/1`)).headers.get("connection")).toBe("keep-alive");
  service.health.become("draining");
  expect((await fetch(`${service.address}/things/1`)).headers.get("connection")).toBe("close");
});

test("counts requests by route template, without probes and without names of unknown paths", async () => {
  service = await startService(sample);
  for (const path of ["/things/1", "/things/2", "/nowhere/1", "/nowhere/2", "/livez", "/readyz", "/metrics"])
    await fetch(`${service.address}${path}`);
  expect(await metric("/things/:id")).toBe(2);
  expect(await metric("unmatched")).toBe(2);
  const { body } = await service.app.inject("/metrics");
  expect(body).toContain(
    'http_request_method="GET",http_route="/things/:id",http_response_status_code="200"',
  );
  expect(body).not.toMatch(/http_route="\/(livez|readyz|metrics|nowhere)/);
});

test("has every route's series at zero before there is traffic", async () => {
  service = await startService(sample);
  const { body } = await service.app.inject("/metrics");
  const zeros = body.match(/_count{.*} 0$/gm)?.filter((line) => line.includes("/things"));
  expect(
    zeros
      ?.map((line) =>
        line
          .match(/method="(\w+)",http_route="(.*)",.*="(\d+)"/)
          ?.slice(1)
          .join(" "),
      )
      .toSorted(),
  ).toEqual(["GET /things/:id 200", "GET /things/:id 500", "POST /things 201", "POST /things 500"]);
});

test("counts a request whose client went away as 499", async () => {
  service = await startService(sample);
  await expect(fetch(`${service.address}/slow`, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
  await until("the aborted request is counted", async () => (await metric("/slow")) === 1);
  expect((await service.app.inject("/metrics")).body).toContain(
    'http_route="/slow",http_response_status_code="499"',
  );
});

test("answers 504 when a handler does not finish within the request's time", async () => {
  service = await startService(sample, { REQUEST_TIMEOUT_MS: "50" });
  const answer = await service.app.inject("/slow");
  expect(answer.statusCode).toBe(504);
  expect(answer.headers["content-type"]).toBe("application/problem+json");
});

test.each([
  ["GET", "/things/one", 400],
  ["GET", "/nowhere", 404],
  ["GET", "/broken", 500],
  ["GET", "/closed", 503],
] as const)("answers %s %s with a problem %i that names the request", async (method, url, status) => {
  service = await startService(sample);
  const answer = await service.app.inject({ method, url, headers: { "x-request-id": "req-1" } });
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  expect(answer.json()).toMatchObject({ type: "about:blank", status, requestId: "req-1" });
});

test("logs internals, but does not return them to the client", async () => {
  service = await startService(sample);
  expect((await service.app.inject("/broken")).body).not.toContain("swordfish");
  expect(JSON.stringify(service.log)).toContain("swordfish");
});

test("returns Retry-After", async () => {
  service = await startService(sample);
  expect((await service.app.inject("/closed")).headers["retry-after"]).toBe("5");
});

test("refuses a body over the limit, and one that is not JSON", async () => {
  service = await startService(sample);
  const post = (payload: string) =>
    service.app.inject({
      method: "POST",
      url: "/things",
      payload,
      headers: { "content-type": "application/json" },
    });
  expect((await post(JSON.stringify("x".repeat(300_000)))).statusCode).toBe(413);
  expect((await post("{")).statusCode).toBe(400);
});

test("logs one line for each request with its route, and none for probes", async () => {
  service = await startService(sample);
  for (const path of ["/things/7", "/livez", "/metrics"]) await fetch(`${service.address}${path}`);
  const lines = () => service.log.filter((line) => line.msg === "request");
  await until("the request is logged", () => lines().length > 0);
  expect(lines()).toEqual([
    expect.objectContaining({
      service: "sample",
      level: "info",
      method: "GET",
      route: "/things/:id",
      status: 200,
    }),
  ]);
});

test("redacts secrets in its log", async () => {
  service = await startService(sample);
  await service.app.inject("/careless");
  const line = service.log.find((entry) => entry.msg === "careless");
  expect(line).toMatchObject({ password: "[redacted]", user: { token: "[redacted]", name: "ann" } });
});

test.each(["authorization", "cookie", "card", "cvv", "email", "accessToken", "refreshToken", "paymentToken"])(
  "redacts %s in its log, one level deep too",
  async (name) => {
    service = await startService(sample);
    service.app.log.warn({ [name]: "swordfish", payment: { [name]: "swordfish", amount: 3 } }, "careless");
    const line = service.log.find(({ msg }) => msg === "careless");
    expect(line).toMatchObject({ [name]: "[redacted]", payment: { [name]: "[redacted]", amount: 3 } });
    expect(JSON.stringify(service.log)).not.toContain("swordfish");
  },
);

test("refuses a request id that could forge a log line", async () => {
  service = await startService(sample);
  const answer = await service.app.inject({ url: "/nowhere", headers: { "x-request-id": 'a" b' } });
  expect(answer.json().requestId).toMatch(/^[0-9a-f-]{36}$/);
});
