import { expect, test } from "vitest";
import { holds } from "./testing/condition.ts";
import { assertAnswers, type QueryCase } from "./testing/promtool.ts";
import { find, type Metric, manifests, metricsOf, render } from "./testing/render.ts";
import { notNumbers, type Series, series, type Traffic } from "./testing/traffic.ts";

const slo = { errorRatio: 0.05, p95Seconds: 0.5 };
const local = {
  strategy: "local/forge/overlay/rollouts/strategies/standard.yaml",
  scrapeSeconds: 2,
  windowScrapes: 10,
};
const mesh = { strategy: "rollouts/strategies/critical.yaml", scrapeSeconds: 30, windowScrapes: 4 };
type Scraping = typeof local;
/** The rate seen over a restart in a window of four scrapes; a longer window loses the same one step of more. */
const restarted = 6.666667;
const scrapes = 12;

const canary: Traffic = {
  namespace: "shop-dev",
  service: "product",
  podHash: "6c9f",
  status: 200,
  perSecond: 10,
  seconds: 0.08,
};

interface Story {
  readonly name: string;
  readonly traffic?: readonly Traffic[];
  readonly other?: readonly Series[];
  /** Samples of traffic floor, error ratio and 95th percentile. */
  readonly samples: readonly [readonly number[], readonly number[], readonly number[]];
  readonly passes: readonly [boolean, boolean, boolean];
}

// 80 ms lie in the bucket from 50 to 100 ms, whose 95 % are 97.5 ms; 800 ms in the one from 750 ms to 1 s.
const stories: readonly Story[] = [
  { name: "good", traffic: [canary], samples: [[10], [0], [0.0975]], passes: [true, true, true] },
  {
    name: "bad: every fifth answer is a 500",
    traffic: [
      { ...canary, perSecond: 8 },
      { ...canary, status: 500, perSecond: 2 },
    ],
    samples: [[10], [0.2], [0.0975]],
    passes: [true, false, true],
  },
  {
    name: "bad: slow",
    traffic: [{ ...canary, seconds: 0.8 }],
    samples: [[10], [0], [0.9875]],
    passes: [true, true, false],
  },
  {
    name: "only redirects and refusals, which are no errors of the service",
    traffic: [
      { ...canary, status: 302, perSecond: 6 },
      { ...canary, status: 404, perSecond: 4 },
    ],
    samples: [[10], [0], [0.0975]],
    passes: [true, true, true],
  },
  { name: "none: no series at all", samples: [[0], [0], []], passes: [false, true, false] },
  {
    name: "none: series, but no requests any more",
    traffic: [{ ...canary, perSecond: 0 }],
    samples: [[0], [0], [Number.NaN]],
    passes: [false, true, false],
  },
  {
    name: "NaN: the samples are no numbers",
    other: notNumbers(canary, scrapes),
    // The quantile of such buckets is their highest edge, above every SLO that the schema allows.
    samples: [[Number.NaN], [Number.NaN], [5]],
    passes: [false, false, false],
  },
  {
    // One step from scrape to scrape is lost, of good and bad alike.
    name: "counter reset: good, restarted",
    traffic: [{ ...canary, restartAfter: 9 }],
    samples: [[restarted], [0], [0.0975]],
    passes: [true, true, true],
  },
  {
    name: "counter reset: bad, restarted",
    traffic: [
      { ...canary, perSecond: 8, restartAfter: 9 },
      { ...canary, status: 500, perSecond: 2, restartAfter: 9 },
    ],
    samples: [[restarted], [0.2], [0.0975]],
    passes: [true, false, true],
  },
  {
    name: "good beside sick others: stable pods, the same release elsewhere, other services",
    traffic: [
      canary,
      { ...canary, podHash: "77aa", status: 500, seconds: 3 },
      { ...canary, namespace: "shop-prod", status: 500, seconds: 3 },
      { ...canary, service: "order", status: 500, seconds: 3 },
    ],
    samples: [[10], [0], [0.0975]],
    passes: [true, true, true],
  },
  {
    name: "none of its own, beside healthy others",
    traffic: [
      { ...canary, podHash: "77aa" },
      { ...canary, namespace: "shop-prod" },
      { ...canary, service: "order" },
    ],
    samples: [[0], [0], []],
    passes: [false, true, false],
  },
];

async function metrics(strategy: string, template: string): Promise<readonly Metric[]> {
  const values = [strategy, "services/product/values.yaml", { yaml: `slo: ${JSON.stringify(slo)}` }];
  return metricsOf(find(manifests(await render("product", values)), "AnalysisTemplate", template));
}

/** As the controller replaces the arguments of the run. */
function resolved(query: string): string {
  const args: Readonly<Record<string, string>> = { namespace: "shop-dev", "pod-hash": "6c9f" };
  return query.replaceAll(/\{\{args\.([a-z-]+)\}\}/g, (_all, name: string) => {
    const value = args[name];
    if (value === undefined) throw new Error(`the query uses an unknown argument: ${name}`);
    return value;
  });
}

function queryCase(story: Story, metric: Metric, index: number, at: Scraping): QueryCase {
  const { scrapeSeconds, windowScrapes } = at;
  const overRestart = Number((10 * (1 - 1 / (windowScrapes - 1))).toFixed(6));
  const seen = (story.traffic ?? []).flatMap((one) => series(one, scrapeSeconds, scrapes));
  return {
    name: `${story.name}: ${metric.name}`,
    query: resolved(metric.provider.prometheus.query),
    scrapeSeconds,
    series: [...seen, ...(story.other ?? [])],
    evaluateAtSeconds: scrapes * scrapeSeconds,
    expected: (story.samples[index] ?? []).map((sample) => (sample === restarted ? overRestart : sample)),
  };
}

test.for([local, mesh])("Prometheus answers the gate's queries ($strategy)", async (at) => {
  const gate = await metrics(at.strategy, "product-gate");
  expect(gate.map((metric) => metric.name)).toEqual(["traffic-floor", "error-ratio", "latency-p95"]);
  await assertAnswers(
    stories.flatMap((story) => gate.map((metric, index) => queryCase(story, metric, index, at))),
  );
});

test("the guard's query is the gate's error ratio", async () => {
  const [gate, guard] = await Promise.all([
    metrics(mesh.strategy, "product-gate"),
    metrics(mesh.strategy, "product-guard"),
  ]);
  const [, errorRatio] = gate;
  expect(guard.map((metric) => metric.provider.prometheus.query)).toEqual([
    errorRatio?.provider.prometheus.query,
  ]);
  expect(guard[0]?.successCondition).toBe(errorRatio?.successCondition);
  expect(guard[0]).not.toHaveProperty("count");
});

test("the conditions judge these answers", async () => {
  const gate = await metrics(local.strategy, "product-gate");
  const verdicts = stories.map((story) =>
    gate.map((metric, index) => holds(metric.successCondition, story.samples[index] ?? [])),
  );
  expect(verdicts).toEqual(stories.map((story) => story.passes));
});

test("a bound belongs to the good side", async () => {
  const [, errorRatio, latency] = await metrics(local.strategy, "product-gate");
  expect(holds(errorRatio?.successCondition ?? "", [0.05])).toBe(true);
  expect(holds(errorRatio?.successCondition ?? "", [0.0501])).toBe(false);
  expect(holds(latency?.successCondition ?? "", [0.5])).toBe(true);
  expect(holds(latency?.successCondition ?? "", [Number.POSITIVE_INFINITY])).toBe(false);
});

test("promtool rejects a query that forgets the namespace", async () => {
  const gate = await metrics(local.strategy, "product-gate");
  const story = stories.find((one) => one.name.startsWith("good beside"));
  const errorRatio = gate[1];
  if (story === undefined || errorRatio === undefined) throw new Error("the story is gone");
  const whole = queryCase(story, errorRatio, 1, local);
  const planted = { ...whole, query: whole.query.replaceAll('namespace="shop-dev",', "") };
  await expect(assertAnswers([planted])).rejects.toThrow(/exp: .* 0[\s\S]*got: .* 5E-01/);
});
