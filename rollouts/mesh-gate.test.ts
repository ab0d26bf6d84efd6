import { expect, test } from "vitest";
import { errorRatio } from "./odds/bounds.ts";
import { holds } from "./testing/condition.ts";
import { assertAnswers } from "./testing/promtool.ts";
import { find, type Metric, manifests, metricsOf, render } from "./testing/render.ts";

const scrapeSeconds = 30;
const scrapes = 12;
const windowSeconds = 300;
const z = 3.25;
const names = ["mesh-traffic-floor", "mesh-error-ratio"];

/** Requests a second that the proxies of a caller counted, by what came back. */
interface Sent {
  readonly perSecond: number;
  readonly code?: string;
  readonly grpc?: string;
  readonly host?: string;
  readonly namespace?: string;
  readonly reporter?: string;
}

const series = ({ perSecond, code = "200", grpc, host = "product-canary", ...more }: Sent) => {
  const { namespace = "shop-prod", reporter = "source" } = more;
  const status = grpc === undefined ? "" : `,grpc_response_status="${grpc}"`;
  const labels = `reporter="${reporter}",source_workload="order",destination_service="${host}.${namespace}.svc.cluster.local"`;
  return {
    series: `istio_requests_total{${labels},response_code="${code}"${status}}`,
    values: `0+${perSecond * scrapeSeconds}x${scrapes}`,
  };
};

/** Judged with a budget of 0.5 %: the ceiling is 5 %. `counted` and `errors` are requests a second. */
const stories: readonly {
  readonly name: string;
  readonly sent: readonly Sent[];
  readonly counted: number;
  readonly errors: number;
  readonly fails: readonly string[];
}[] = [
  { name: "good", sent: [{ perSecond: 10 }], counted: 10, errors: 0, fails: [] },
  {
    name: "every fifth request did not reach a pod, which no pod can tell",
    sent: [{ perSecond: 8 }, { perSecond: 2, code: "503" }],
    counted: 10,
    errors: 2,
    fails: ["mesh-error-ratio"],
  },
  {
    name: "gRPC answers UNAVAILABLE beside a 200",
    sent: [
      { perSecond: 8, grpc: "0" },
      { perSecond: 2, grpc: "14" },
    ],
    counted: 10,
    errors: 2,
    fails: ["mesh-error-ratio"],
  },
  {
    name: "what a caller does wrong, by HTTP and gRPC, is no error of the canary",
    sent: [
      { perSecond: 5, code: "404" },
      { perSecond: 5, grpc: "5" },
    ],
    counted: 10,
    errors: 0,
    fails: [],
  },
  {
    name: "noise only: one error among few requests",
    sent: [{ perSecond: 0.3 }, { perSecond: 1 / windowSeconds, code: "503" }],
    counted: 0.3 + 1 / windowSeconds,
    errors: 1 / windowSeconds,
    fails: [],
  },
  { name: "no proxy counts anything", sent: [], counted: 0, errors: 0, fails: ["mesh-traffic-floor"] },
  {
    name: "the stable host, another environment and the receiving side do not count",
    sent: [
      { perSecond: 10, code: "503", host: "product-stable" },
      { perSecond: 10, code: "503", namespace: "shop-dev" },
      { perSecond: 10, code: "503", reporter: "destination" },
    ],
    counted: 0,
    errors: 0,
    fails: ["mesh-traffic-floor"],
  },
];

const gate = (async (): Promise<readonly Metric[]> => {
  const text = await render("product", ["rollouts/strategies/critical.yaml", "services/product/values.yaml"]);
  const metrics = metricsOf(find(manifests(text), "AnalysisTemplate", "product-gate"));
  return metrics.filter(({ name }) => names.includes(name));
})();

const query = ({ provider }: Metric) =>
  provider.prometheus.query.replaceAll("{{args.namespace}}", "shop-prod");

function answers({ counted, errors }: (typeof stories)[number]): Readonly<Record<string, number>> {
  const seen = { requests: counted * windowSeconds, errors: errors * windowSeconds };
  const ratio = counted === 0 ? 0 : errorRatio(seen, z);
  return { "mesh-traffic-floor": counted, "mesh-error-ratio": Number(ratio.toFixed(6)) };
}

test("Prometheus answers what callers' proxies saw of the canary", async () => {
  const metrics = await gate;
  expect(metrics.map(({ name }) => name)).toEqual(names);
  await assertAnswers(
    stories.map((story) => ({
      ...{ name: story.name, scrapeSeconds, evaluateAtSeconds: scrapeSeconds * scrapes },
      series: story.sent.map(series),
      answers: metrics.map((metric) => ({
        query: query(metric),
        expected: [Number((answers(story)[metric.name] ?? Number.NaN).toFixed(6))],
      })),
    })),
  );
});

test.for(stories)("the conditions judge: $name", async (story) => {
  const failed = (await gate).filter(
    ({ name, successCondition }) => !holds(successCondition, [answers(story)[name] ?? Number.NaN]),
  );
  expect(failed.map(({ name }) => name)).toEqual(story.fails);
});

test("promtool rejects a query that takes the stable host's requests for the canary's", async () => {
  const [floor] = await gate;
  if (floor === undefined) throw new Error("the gate has no metric of the mesh");
  const planted = query(floor).replace('"product-canary.', '"product-stable.');
  await expect(
    assertAnswers([
      {
        ...{ name: "planted", scrapeSeconds, evaluateAtSeconds: scrapeSeconds * scrapes },
        series: [series({ perSecond: 10, host: "product-stable" })],
        answers: [{ query: planted, expected: [0] }],
      },
    ]),
  ).rejects.toThrow(/exp:[\s\S]*got:/);
});

test("without a mesh nothing of it is asked", async () => {
  const local = "local/forge/overlay/rollouts/strategies/critical.yaml";
  expect(await render("product", [local, "services/product/values.yaml"])).not.toMatch(
    /istio_requests_total/,
  );
});
