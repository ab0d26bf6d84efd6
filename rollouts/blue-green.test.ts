import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { mesh } from "../argocd/lint/mesh.ts";
import { pluginLint } from "./testing/plugin-lint.ts";
import { find, type Manifest, manifests, metricsOf, render, type Values } from "./testing/render.ts";

const strategy = "rollouts/strategies/blue-green.yaml";
const values = [strategy, "services/product/values.yaml"];
const rendered = render("product", values);
const all = async (): Promise<readonly Manifest[]> => manifests(await rendered);
const plugin = (process.env.PATH ?? "")
  .split(delimiter)
  .some((folder) => existsSync(join(folder, "kubectl-argo-rollouts")));

test("the Service is switched at once, and the gate judges afterwards", async () => {
  expect(find(await all(), "Rollout", "product").spec).toMatchObject({
    strategy: {
      blueGreen: {
        activeService: "product",
        previewService: "product-preview",
        autoPromotionEnabled: true,
        postPromotionAnalysis: { templates: [{ templateName: "product-gate" }] },
      },
    },
  });
  const services = (await all())
    .filter(({ kind }) => kind === "Service")
    .map(({ metadata }) => metadata.name);
  expect(services).toEqual(["product", "product-preview"]);
});

test("the previous release's pods outlive the gate", async () => {
  const gate = metricsOf(find(await all(), "AnalysisTemplate", "product-gate"));
  expect(gate.map(({ name }) => name)).toEqual(["traffic-floor", "error-ratio", "latency-p95", "restarts"]);
  const [first] = gate;
  const seconds = (text = "0s") => Number.parseInt(text, 10);
  const lasts = seconds(first?.initialDelay) + ((first?.count ?? 0) - 1) * seconds(first?.interval);
  expect(lasts).toBe(240);
  expect(find(await all(), "Rollout", "product").spec).toMatchObject({
    strategy: { blueGreen: { scaleDownDelaySeconds: 600 } },
  });
});

test("in a mesh it has the same policies, and one route without weights", async () => {
  expect(find(await all(), "VirtualService", "product-mesh").spec).toMatchObject({
    hosts: ["product"],
    http: [{ route: [{ destination: { host: "product" } }], retries: { attempts: 0 } }],
  });
  expect((await all()).filter(({ kind }) => kind === "VirtualService")).toHaveLength(1);
  expect(find(await all(), "DestinationRule", "product").spec).not.toHaveProperty(
    "trafficPolicy.outlierDetection",
  );
  const release = "environments/dev/product/release/manifests.yaml";
  expect(mesh(new Map([[release, await rendered]]))).toEqual([]);
});

test("without a mesh the switch is the same", async () => {
  const plain = manifests(await render("product", [...values, { yaml: "routing: replicas" }]));
  expect(plain.filter(({ apiVersion }) => apiVersion.includes("istio"))).toEqual([]);
  expect(find(plain, "Rollout", "product").spec).toMatchObject({
    strategy: { blueGreen: { activeService: "product" } },
  });
});

test.for<[string, Values, RegExp]>([
  [
    "a guard",
    { yaml: "analysis: { guard: { interval: 30s, failureLimit: 1, consecutiveErrorLimit: 30 } }" },
    /analysis\.guard/,
  ],
  ["no word how long pods stay", { yaml: "blueGreen: null" }, /at '\/blueGreen'/],
])("refused: %s", async ([, change, words]) => {
  await expect(render("product", [...values, change])).rejects.toMatchObject({
    stderr: expect.stringMatching(words),
  });
});

test.skipIf(!plugin)("passes the Rollouts plugin's lint", async () => {
  await pluginLint(await rendered);
});
