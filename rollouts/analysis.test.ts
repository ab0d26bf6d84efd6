import { plainError } from "@slipway/lib/domain/evidence/measurements.ts";
import { expect, test } from "vitest";
import { answerTo } from "./testing/answers.ts";
import { holds } from "./testing/condition.ts";
import { assertAnswers, type QueryCase } from "./testing/promtool.ts";
import { find, type Metric, manifests, metricsOf, render } from "./testing/render.ts";
import { canary, type Story, scrapes, stable, stories } from "./testing/stories.ts";
import { gauge, type Series, series, startTime } from "./testing/traffic.ts";

const mesh = {
  strategy: "rollouts/strategies/critical.yaml",
  scrapeSeconds: 30,
  windowScrapes: 10,
  z: { errors: 3.25, latency: 4.5 },
};
const local = {
  strategy: "local/forge/overlay/rollouts/strategies/standard.yaml",
  scrapeSeconds: 2,
  windowScrapes: 10,
  z: { errors: 1, latency: 1 },
};
type Scraping = typeof mesh;

const service = `
slo: { errorRatio: 0.001, p95Seconds: 0.5 }
saturation: { query: "max(avg_over_time(nodejs_eventloop_utilization_ratio{$canary}[$window]))", limit: 0.9 }
`;

/** Strategies, rendered once. */
const rendered = new Map(
  [mesh, local].map(({ strategy }) => [
    strategy,
    render("product", [strategy, "services/product/values.yaml", { yaml: service }]),
  ]),
);

/** Metrics of the service itself; mesh-gate.test.ts tests those of callers' proxies. */
async function metrics(strategy: string, template: string): Promise<readonly Metric[]> {
  const text = (await rendered.get(strategy)) ?? "";
  const all = metricsOf(find(manifests(text), "AnalysisTemplate", template));
  return all.filter(({ name }) => !name.startsWith("mesh-"));
}

/** Replaces the arguments of the run, like the controller. */
function resolved(query: string): string {
  const args: Readonly<Record<string, string>> = {
    namespace: canary.namespace,
    "pod-hash": canary.podHash,
    "stable-hash": stable.podHash,
  };
  return query.replaceAll(/\{\{args\.([a-z-]+)\}\}/g, (_all, name: string) => {
    const value = args[name];
    if (value === undefined) throw new Error(`the query uses an unknown argument: ${name}`);
    return value;
  });
}

function seriesOf(story: Story, { scrapeSeconds }: Scraping) {
  const { canary: own, stable: beside, other = [] } = story;
  const traffic = [...own, ...beside].flatMap((one) => series(one, scrapeSeconds, scrapes));
  const [pod] = own;
  const scraped = (story.scraped ?? [canary, stable]).map((pods) => gauge("up", pods, `1x${scrapes}`));
  const processes =
    pod === undefined
      ? []
      : [
          startTime(pod, scrapes, pod.restartAfter),
          gauge("nodejs_eventloop_utilization_ratio", pod, `0.2x${scrapes}`),
        ];
  const nameOf = (one: Series) => one.series.split("{")[0];
  const given = new Set(other.map(nameOf));
  return [...traffic, ...scraped, ...processes.filter((one) => !given.has(nameOf(one))), ...other];
}

function samplesOf(story: Story, metric: string, at: Scraping): readonly number[] {
  const { scrapeSeconds, windowScrapes, z } = at;
  const windowSeconds = scrapeSeconds * windowScrapes;
  const { canary: own, stable: beside } = story;
  const samples =
    story.samples?.[metric] ??
    answerTo(metric, { canary: own, stable: beside, windowSeconds, scrapeSeconds, z });
  // For scraped pods without samples, the result is not a number; only for other pods the query has no result
  // at all.
  return samples.length === 0 ? [Number.NaN] : samples;
}

function queryCase(story: Story, metrics: readonly Metric[], at: Scraping): QueryCase {
  return {
    name: story.name,
    scrapeSeconds: at.scrapeSeconds,
    series: seriesOf(story, at),
    evaluateAtSeconds: scrapes * at.scrapeSeconds,
    answers: metrics.map(({ name, provider }) => ({
      query: resolved(provider.prometheus.query),
      expected: samplesOf(story, name, at).map((sample) => Number(sample.toFixed(6))),
    })),
  };
}

const measured = [
  "traffic-floor",
  "error-ratio",
  "error-ratio-vs-stable",
  "latency-p95",
  "latency-p95-vs-stable",
  "restarts",
  "saturation",
];

test.for([mesh, local])("Prometheus answers the gate's queries ($strategy)", async (at) => {
  const gate = await metrics(at.strategy, "product-gate");
  expect(gate.map((metric) => metric.name)).toEqual(measured);
  await assertAnswers(stories.map((story) => queryCase(story, gate, at)));
});

test.for(stories)("ET-12 EF-11 the conditions judge these answers: $name", async (story) => {
  const gate = await metrics(mesh.strategy, "product-gate");
  const failed = gate.filter(
    ({ name, successCondition }) => !holds(successCondition, samplesOf(story, name, mesh)),
  );
  expect(failed.map(({ name }) => name).toSorted()).toEqual(story.fails.toSorted());
});

const good: Story = { name: "good", canary: [canary], stable: [stable], fails: [] };
const none: Story = { ...good, canary: [], scraped: [stable] };

/** Metrics whose query fails in Prometheus because of pods that it does not scrape. */
async function refused(story: Story, pods: "canary" | "stable"): Promise<readonly string[]> {
  const gate = await metrics(mesh.strategy, "product-gate");
  const answers = await Promise.all(
    gate.map(async (metric) => {
      const words = await assertAnswers([queryCase(story, [metric], mesh)]).catch(String);
      return plainError(words ?? "").includes(`err: ${pods} pods not scraped`) ? [metric.name] : [];
    }),
  );
  return answers.flat();
}

test.for<[string, Story]>([
  ["no scrape at all", none],
  ["every scrape fails", { ...none, other: [gauge("up", canary, `0x${scrapes}`)] }],
  ["two scrapes, as after a restart of Prometheus without its data", lateBy(11)],
])(
  "ET-12 planted: canary pods that are not scraped are an error, not a lack of traffic: %s",
  async ([, story]) => {
    expect(await refused(story, "canary")).toEqual(measured);
  },
);

test("planted: stable pods that are not scraped are an error of the comparisons alone", async () => {
  const story: Story = { ...good, stable: [], scraped: [canary] };
  expect(await refused(story, "stable")).toEqual(["error-ratio-vs-stable", "latency-p95-vs-stable"]);
  expect(await refused(good, "stable")).toEqual([]);
});

test("if up lacks the labels of pods, the start time of their processes is used", async () => {
  const starts = [canary, stable].map((pods) => startTime(pods, scrapes));
  const story: Story = { ...good, scraped: [], other: starts };
  const gate = await metrics(mesh.strategy, "product-gate");
  await assertAnswers([queryCase(story, gate, mesh)]);
});

/** The canary is unknown before this many scrapes. */
function lateBy(missing: number): Story {
  const up = gauge("up", canary, `_x${missing - 1} 1x${scrapes - missing}`);
  return { ...none, other: [up] };
}

test("the guard measures errors with the gate's queries, without end", async () => {
  const [gate, guard] = await Promise.all([
    metrics(mesh.strategy, "product-gate"),
    metrics(mesh.strategy, "product-guard"),
  ]);
  expect(guard.map(({ name }) => name)).toEqual(["error-ratio", "error-ratio-vs-stable"]);
  for (const { name, provider, successCondition, ...rest } of guard) {
    expect(gate.find((metric) => metric.name === name)).toMatchObject({ provider, successCondition });
    expect(rest).not.toHaveProperty("count");
  }
});

test("a value equal to the bound passes", async () => {
  const gate = await metrics(mesh.strategy, "product-gate");
  const isMet = (name: string, ...samples: readonly number[]) =>
    holds(gate.find((metric) => metric.name === name)?.successCondition ?? "", samples);
  expect([isMet("error-ratio", 0.01), isMet("error-ratio", 0.0101)]).toEqual([true, false]);
  expect([isMet("error-ratio-vs-stable", 0.001), isMet("error-ratio-vs-stable", 0.0011)]).toEqual([
    true,
    false,
  ]);
  expect([isMet("error-ratio-vs-stable", -0.2), isMet("error-ratio-vs-stable")]).toEqual([true, false]);
  expect([isMet("latency-p95", 0.5), isMet("latency-p95", Number.POSITIVE_INFINITY)]).toEqual([true, false]);
  expect([isMet("restarts", 0), isMet("restarts", 1)]).toEqual([true, false]);
});

test("saturation and restarts are measured only where they are requested", async () => {
  const text = await render("product", [mesh.strategy, "services/product/values.yaml"]);
  const gate = metricsOf(find(manifests(text), "AnalysisTemplate", "product-gate"));
  expect(gate.map(({ name }) => name)).not.toContain("saturation");
  const without = await render("product", [
    mesh.strategy,
    "services/product/values.yaml",
    { yaml: "analysis: { maxRestarts: null }" },
  ]);
  const left = metricsOf(find(manifests(without), "AnalysisTemplate", "product-gate"));
  expect(left.map(({ name }) => name)).not.toContain("restarts");
});

test.each([
  ["forgets the namespace", "error-ratio", 'namespace="{{args.namespace}}",', "", "good next to"],
  [
    "takes every other pod for the stable release",
    "error-ratio-vs-stable",
    '="{{args.stable-hash}}"',
    '!="{{args.pod-hash}}"',
    "good next to",
  ],
  [
    "compares with the canary itself",
    "error-ratio-vs-stable",
    "args.stable-hash",
    "args.pod-hash",
    "a small regression",
  ],
  ["looks at the number, not at its bound", "error-ratio", " - 1.625", "", "noise only: one error"],
] as const)("promtool rejects a query that %s", async (_what, name, from, to, told) => {
  const gate = await metrics(mesh.strategy, "product-gate");
  const story = stories.find((one) => one.name.startsWith(told));
  const metric = gate.find((one) => one.name === name);
  if (story === undefined || metric === undefined) throw new Error("the story is gone");
  const { query } = metric.provider.prometheus;
  const planted = {
    ...metric,
    provider: { prometheus: { ...metric.provider.prometheus, query: query.replaceAll(from, to) } },
  };
  expect(planted).not.toEqual(metric);
  await expect(assertAnswers([queryCase(story, [planted], mesh)])).rejects.toThrow(/exp:[\s\S]*got:/);
});
