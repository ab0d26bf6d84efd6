import { expect, test } from "vitest";
import { holds } from "./testing/condition.ts";
import { assertAnswers } from "./testing/promtool.ts";
import { find, type Manifest, manifests, metricsOf, render } from "./testing/render.ts";
import { gauge, series, type Traffic } from "./testing/traffic.ts";

const scrapeSeconds = 30;
const scrapes = 12;
const strategy = "rollouts/strategies/critical.yaml";
const service = {
  yaml: `
replicas: 4
resources: { requests: { cpu: 20m, memory: 64Mi }, limits: { memory: 128Mi } }
slo: { errorRatio: 0.001, p95Seconds: 0.5 }
network: { calledBy: [api-gateway, order] }
`,
};

const served: Traffic = {
  namespace: "shop-prod",
  service: "product",
  podHash: "77aa",
  status: 200,
  perSecond: 10,
  seconds: 0.08,
};

/** Requests per second that the proxies of a caller counted. */
const sent = (host: string, perSecond: number, caller = "api-gateway", namespace = "shop-prod") => ({
  series: `istio_requests_total{reporter="source",source_workload="${caller}",destination_service="${host}.${namespace}.svc.cluster.local"}`,
  values: `0+${perSecond * scrapeSeconds}x${scrapes}`,
});

/** The callers' pods are scraped, with any counters of their proxies. */
const callers = ["api-gateway", "order"].map((service) =>
  gauge("up", { namespace: "shop-prod", service, podHash: "1a" }, `1x${scrapes}`),
);

const rolloutSteps = (all: readonly Manifest[]) =>
  (find(all, "Rollout", "product").spec as { strategy: { canary: { steps: readonly object[] } } }).strategy
    .canary.steps;

async function check() {
  const all = manifests(await render("product", [strategy, service]));
  const [metric] = metricsOf(find(all, "AnalysisTemplate", "product-mesh"));
  if (metric === undefined) throw new Error("the template has no metric");
  return { all, metric };
}

test("no canary by weight begins before the mesh routes its traffic", async () => {
  const { all, metric } = await check();
  expect(rolloutSteps(all)[0]).toMatchObject({
    analysis: { templates: [{ templateName: "product-mesh" }], args: [{ name: "namespace" }] },
  });
  expect(metric).toMatchObject({
    name: "mesh-routes",
    count: 6,
    failureLimit: 5,
    consecutiveSuccessLimit: 1,
  });
  const byPods = await render("product", ["local/forge/overlay/rollouts/strategies/critical.yaml", service]);
  expect(byPods).not.toMatch(/mesh-routes|istio/);
});

test.for([
  {
    name: "all callers have proxies",
    routed: [sent("product-stable", 8), sent("product-stable", 2, "order")],
  },
  { name: "the canary's share counts too", routed: [sent("product-stable", 9), sent("product-canary", 1)] },
  { name: "a caller of a fifth has none", routed: [sent("product-stable", 8)], answers: 0.8 },
  { name: "the route is another one", routed: [sent("product", 10)], answers: "none" },
  {
    name: "another environment's mesh routes",
    routed: [sent("product-stable", 10, "web", "shop-dev")],
    answers: "none",
  },
  { name: "there is no mesh", routed: [], answers: "none" },
] as const)("judged: $name", async ({ routed, ...story }) => {
  const { metric } = await check();
  const answer = "answers" in story ? story.answers : 1;
  const expected = [answer === "none" ? Number.NaN : answer];
  await assertAnswers([
    {
      name: "mesh",
      scrapeSeconds,
      evaluateAtSeconds: scrapeSeconds * scrapes,
      series: [...series(served, scrapeSeconds, scrapes), ...callers, ...routed],
      answers: [
        { query: metric.provider.prometheus.query.replaceAll("{{args.namespace}}", "shop-prod"), expected },
      ],
    },
  ]);
  expect(holds(metric.successCondition, expected)).toBe(answer === 1);
});

test("planted: unscraped callers are an error, not a mesh that does not route", async () => {
  const { metric } = await check();
  const answer = {
    query: metric.provider.prometheus.query.replaceAll("{{args.namespace}}", "shop-prod"),
    expected: [0],
  };
  const asked = {
    name: "mesh",
    scrapeSeconds,
    evaluateAtSeconds: scrapeSeconds * scrapes,
    answers: [answer],
  };
  await expect(assertAnswers([{ ...asked, series: series(served, scrapeSeconds, scrapes) }])).rejects.toThrow(
    `cause="callers' proxies not scraped"`,
  );
});
