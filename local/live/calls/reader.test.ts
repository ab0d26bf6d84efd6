/** Series of the local mesh's proxies in a real Prometheus, read in the same way as the page reads them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitFor } from "../../wait/wait.ts";
import type { EnvironmentCalls } from "./document.ts";
import { CallsReader } from "./reader.ts";
import { type MeshScene, shopSources, startMeshScene } from "./testing/shop.ts";

let scene: MeshScene;
beforeAll(async () => {
  scene = await startMeshScene();
});
afterAll(async () => {
  await scene?.[Symbol.asyncDispose]();
});

const inProd = (reader: CallsReader): EnvironmentCalls | undefined =>
  reader.document(new Date()).environments.find(({ name }) => name === "prod");

/** Rates need two scrapes; all series are from the same scrapes. */
const measured = (reader: CallsReader): Promise<EnvironmentCalls> =>
  waitFor(
    async () => {
      await reader.measure();
      const prod = inProd(reader);
      return prod?.edges.length ? { value: prod } : { seen: JSON.stringify(reader.document(new Date())) };
    },
    { what: "edges of prod", seconds: 60 },
  );

const near = (value: number) => expect.closeTo(value, 3);

test("edges with requests, errors, latency and mTLS; planted: an undeclared edge, and one in plain text", async () => {
  const { state, edges, unseen } = await measured(new CallsReader(scene.sources));
  expect(state).toBe("counted");
  const all = edges.reduce((sum, { requestsPerSecond }) => sum + requestsPerSecond, 0);
  const shares = edges.map(({ requestsPerSecond, ...edge }) => ({ ...edge, share: requestsPerSecond / all }));
  const toGateway = { to: "api-gateway", mtls: "all", isDeclared: true };
  const toProduct = { to: "product", errorRatio: 0, isDeclared: false, p95Seconds: near(0.00475) };
  expect(shares).toEqual([
    // Called through the hosts of the stable and of the canary release: one edge.
    {
      ...toGateway,
      from: "istio-ingress (istio-ingress)",
      share: near(30 / 43),
      errorRatio: 0,
      p95Seconds: near(0.04875),
    },
    { ...toProduct, from: "stranger", share: near(2 / 43), mtls: "all" },
    { ...toProduct, from: "unknown", share: near(1 / 43), mtls: "none" },
    { ...toGateway, from: "web", share: near(10 / 43), errorRatio: near(0.2), p95Seconds: near(0.00975) },
  ]);
  expect(unseen).toEqual([
    { from: "api-gateway", to: "product" },
    { from: "order", to: "payment" },
  ]);
});

test("without counters of proxies, no call is reported as unused", async () => {
  const reader = new CallsReader(scene.sources);
  await measured(reader);
  const [dev] = reader.document(new Date()).environments;
  expect(dev).toEqual({ name: "dev", state: "not counted", edges: [], unseen: null });
});

test("planted: if policies cannot be read, it is unknown which calls are declared", async () => {
  const policies = async () => Promise.reject(new Error("forbidden"));
  const reader = new CallsReader(shopSources(scene.mesh.prometheus, { mesh: { policies } }));
  const { edges, unseen } = await measured(reader);
  expect(new Set(edges.map(({ isDeclared }) => isDeclared))).toEqual(new Set([null]));
  expect(unseen).toBeNull();
  expect(reader.document(new Date()).faults).toContain("policies of prod: forbidden");
});

test("the page says that Prometheus was not queried yet, or that there is no mesh", async () => {
  expect(inProd(new CallsReader(scene.sources))).toMatchObject({ state: "not asked", edges: [] });
  const nobody = async () => Promise.reject(new Error("nobody is to be asked"));
  const without = new CallsReader(shopSources(nobody, {}));
  await without.measure();
  expect(inProd(without)).toMatchObject({ state: "no mesh", unseen: null });
  expect(without.document(new Date()).faults).toEqual([]);
});

test("planted: a Prometheus that is down is a fault, and no earlier edge is shown", async () => {
  const reader = new CallsReader(scene.sources);
  await measured(reader);
  await scene.mesh.stopPrometheus();
  await reader.measure();
  expect(inProd(reader)).toEqual({ name: "prod", state: "unreadable", edges: [], unseen: null });
  expect(reader.document(new Date()).faults).toEqual([expect.stringMatching(/^Prometheus: /)]);
});
