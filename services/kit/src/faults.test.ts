import { afterEach, expect, test } from "vitest";
import type { ServiceDefinition } from "./service.ts";
import { type StartedService, startService } from "./testing.ts";

const sample: ServiceDefinition<Record<never, never>> = {
  name: "sample",
  settings: {},
  setup: ({ app }) => {
    app.get("/things", () => []);
  },
};

let service: StartedService<Record<never, never>>;
afterEach(() => service.app.close());

async function statuses(path: string, count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let sent = 0; sent < count; sent += 1) seen.push((await service.app.inject(path)).statusCode);
  return seen;
}

test("a rate of 0.2 answers every fifth request with 500, and counts it", async () => {
  service = await startService(sample, { FAULT_ERROR_RATE: "0.2" });
  for (let sent = 0; sent < 50; sent += 1) await (await fetch(`${service.address}/things`)).arrayBuffer();
  const { body } = await service.app.inject("/metrics");
  const count = (status: number) =>
    Number(body.match(new RegExp(`_count{.*route="/things",.*code="${status}"} (\\d+)`))?.[1]);
  expect([count(200), count(500)]).toEqual([40, 10]);
});

test.each([
  ["0", 0],
  ["1", 20],
  ["0.5", 10],
])("at a rate of %s, %i of 20 requests fail", async (rate, expected) => {
  service = await startService(sample, { FAULT_ERROR_RATE: rate });
  expect((await statuses("/things", 20)).filter((status) => status === 500)).toHaveLength(expected);
});

test("probes, metrics and unknown paths never fail, at any rate", async () => {
  service = await startService(sample, { FAULT_ERROR_RATE: "1" });
  for (const path of ["/livez", "/readyz", "/metrics"])
    expect(await statuses(path, 3)).toEqual([200, 200, 200]);
  expect(await statuses("/nowhere", 3)).toEqual([404, 404, 404]);
});

test("latency delays API routes only", async () => {
  service = await startService(sample, { FAULT_LATENCY_MS: "120" });
  const took = async (path: string) => {
    const started = performance.now();
    await service.app.inject(path);
    return performance.now() - started;
  };
  expect(await took("/things")).toBeGreaterThanOrEqual(115);
  expect(await took("/readyz")).toBeLessThan(100);
});
