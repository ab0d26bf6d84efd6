import { expect, test } from "vitest";
import { errorRatio } from "./odds/bounds.ts";
import { holds } from "./testing/condition.ts";
import { assertAnswers } from "./testing/promtool.ts";
import { find, type Metric, manifests, metricsOf, render } from "./testing/render.ts";
import { gauge, type Series } from "./testing/traffic.ts";

const scrapeSeconds = 30;
const scrapes = 12;
const windowSeconds = 300;
const z = 3.25;
const names = ["mesh-traffic-floor", "mesh-error-ratio"];

/** Requests per second that the proxies of a caller counted, by response. */
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

/** `up` of a caller's pods, one value for each scrape. */
const up = (service: string, values = `1x${scrapes}`, namespace = "shop-prod") =>
  gauge("up", { namespace, service, podHash: "1a" }, values);

/** Judged with a budget of 0.5 %: the ceiling is 5 %. `counted` and `errors` are requests per second. */
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
    name: "EF-3 gRPC answers UNAVAILABLE beside a 200",
    sent: [
      { perSecond: 8, grpc: "0" },
      { perSecond: 2, grpc: "14" },
    ],
    counted: 10,
    errors: 2,
    fails: ["mesh-error-ratio"],
  },
  {
    name: "EF-3 what a caller does wrong, by HTTP and gRPC, is no error of the canary",
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
  {
    name: "the proxies are scraped and count nothing",
    sent: [],
    counted: 0,
    errors: 0,
    fails: ["mesh-traffic-floor"],
  },
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

const strategy = "rollouts/strategies/critical.yaml";

const startOf = (service: string, values: string) =>
  gauge("process_start_time_seconds", { namespace: "shop-prod", service, podHash: "1a" }, values);

const pod = (name: string) =>
  `up{namespace="shop-prod",service="order",rollouts_pod_template_hash="2b",pod="${name}"}`;

const gate = (async (): Promise<readonly Metric[]> => {
  const text = await render("product", [strategy, "services/product/values.yaml"]);
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

test("Prometheus evaluates the callers' proxies' metrics for the canary", async () => {
  const metrics = await gate;
  expect(metrics.map(({ name }) => name)).toEqual(names);
  await assertAnswers(
    stories.map((story) => ({
      name: story.name,
      scrapeSeconds,
      evaluateAtSeconds: scrapeSeconds * scrapes,
      series: [up("order"), ...story.sent.map(series)],
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

/** Metrics whose query fails in Prometheus because of proxies that it does not scrape. */
async function refused(of: readonly Metric[], given: readonly Series[]): Promise<readonly string[]> {
  const answers = await Promise.all(
    of.map(async (metric) => {
      const words = await assertAnswers([
        {
          name: "scraped",
          scrapeSeconds,
          evaluateAtSeconds: scrapeSeconds * scrapes,
          series: given,
          answers: [{ query: query(metric), expected: [0] }],
        },
      ]).catch(String);
      return words?.includes(`cause="callers' proxies not scraped"`) ? [metric.name] : [];
    }),
  );
  return answers.flat();
}

const late = `_x10 1x${scrapes - 11}`;

test.for<[string, readonly Series[]]>([
  ["no scrape at all", []],
  ["every scrape fails", [up("order", `0x${scrapes}`)]],
  ["two scrapes", [up("order", late)]],
  ["one caller of two is not scraped", [up("api-gateway"), up("order", `0x${scrapes}`)]],
  ["another environment's callers are scraped", [up("order", `1x${scrapes}`, "shop-dev")]],
  ["a pod that is no caller is scraped", [up("payment")]],
  ["the process began long ago, and was scraped twice", [startOf("order", late)]],
])("planted: proxies that are not scraped are an error, not a lack of traffic: %s", async ([, given]) => {
  expect(await refused(await gate, given)).toEqual(names);
});

test.for<[string, readonly Series[]]>([
  [
    "a replaced pod of a caller beside a new one",
    [up("order"), { ...up("order", late), series: pod("order-2") }],
  ],
  [
    "where up has no labels of pods, the start of a caller's process tells",
    [startOf("order", `1e9x${scrapes}`)],
  ],
  [
    "where neither has, what a proxy counted for the stable host tells",
    [series({ perSecond: 0, host: "product-stable" })],
  ],
])("no error: %s", async ([, given]) => {
  expect(await refused(await gate, given)).toEqual([]);
});

test("for a service without declared callers, the proxies' counters for it are used", async () => {
  const values = [strategy, "services/product/values.yaml", { yaml: "network: { calledBy: [] }" }];
  const metrics = metricsOf(
    find(manifests(await render("product", values)), "AnalysisTemplate", "product-gate"),
  );
  const ofMesh = metrics.filter(({ name }) => names.includes(name));
  expect(await refused(ofMesh, [up("product")])).toEqual(names);
  expect(await refused(ofMesh, [series({ perSecond: 1, host: "product-stable" })])).toEqual([]);
});

test("promtool rejects a query that counts the stable host's requests for the canary", async () => {
  const [floor] = await gate;
  if (floor === undefined) throw new Error("the gate has no metric of the mesh");
  const planted = query(floor).replace('"product-canary.', '"product-stable.');
  await expect(
    assertAnswers([
      {
        name: "planted",
        scrapeSeconds,
        evaluateAtSeconds: scrapeSeconds * scrapes,
        series: [up("order"), series({ perSecond: 10, host: "product-stable" })],
        answers: [{ query: planted, expected: [0] }],
      },
    ]),
  ).rejects.toThrow(/exp:[\s\S]*got:/);
});

test("without a mesh there are no such queries", async () => {
  const local = "local/forge/overlay/rollouts/strategies/critical.yaml";
  expect(await render("product", [local, "services/product/values.yaml"])).not.toMatch(
    /istio_requests_total/,
  );
});
