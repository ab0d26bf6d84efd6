import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { selectorsIn } from "../../argocd/addons/observability/testing/selectors.ts";
import { natsBus } from "./src/bus.ts";
import type { Log } from "./src/server.ts";
import { startService, testBus, testDatabase, until } from "./src/testing.ts";

const folder = join(import.meta.dirname, "../../argocd/addons/observability");
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}
interface Rule {
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface Gate {
  readonly kind: string;
  readonly spec: { readonly metrics: readonly { provider: { prometheus: { query: string } } }[] };
}
interface Saturated {
  readonly saturation: { readonly query: string };
}

const dashboard = JSON.parse(readFileSync(join(folder, "shop-services.json"), "utf8")) as {
  panels: readonly Panel[];
};
const objectives = parse(readFileSync(join(folder, "objectives.yaml"), "utf8")) as {
  spec: { groups: readonly { rules: readonly Rule[] }[] };
};
const monitor = parse(readFileSync(join(folder, "pods.yaml"), "utf8")) as {
  spec: { podMetricsEndpoints: readonly { relabelings: readonly { targetLabel: string }[] }[] };
};
const rules = objectives.spec.groups.flatMap((group) => group.rules);
const panels = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

/** Labels that Prometheus adds to every series of a pod. */
const target = [
  ...["namespace", "pod"],
  ...monitor.spec.podMetricsEndpoints.flatMap(({ relabelings }) =>
    relabelings.map(({ targetLabel }) => targetLabel),
  ),
];
/** Labels by metric. */
const known = new Map<string, ReadonlySet<string>>();

beforeAll(async () => {
  for (const line of (await metricsOfAService()).split("\n")) {
    const [, name, labels = ""] = /^([a-z_]+)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) continue;
    const own = [...labels.matchAll(/([a-z_]+)="/g)].map(([, label = ""]) => label);
    known.set(name, new Set([...(known.get(name) ?? target), ...own]));
  }
  // Prometheus records these for each target, and callers' proxies count their requests.
  known.set("up", new Set(target));
  known.set(
    "istio_requests_total",
    new Set(["reporter", "destination_service", "response_code", "grpc_response_status"]),
  );
  for (const { record, labels = {} } of rules)
    if (record !== undefined)
      known.set(record, new Set(["namespace", "service", "slo", ...Object.keys(labels)]));
});

/** A service that uses all features of the kit, after a request, a call and an event. */
async function metricsOfAService(): Promise<string> {
  const [database, broker] = await Promise.all([testDatabase(), testBus()]);
  const upstream = await startService({
    name: "other",
    settings: {},
    setup: ({ app }) => void app.get("/other", () => ({})),
  });
  const handled: string[] = [];
  const service = await startService(
    {
      name: "sample",
      settings: {},
      stores: ["postgres", "nats"],
      setup({ app, consume, outbox, sql, upstream: open }) {
        const store = sql([]);
        outbox(store);
        consume(store, { "order.created": async ({ id }) => void handled.push(id) });
        const other = open("other", upstream.address);
        app.get("/things", async (request) => {
          const { body } = await other.call(request, { method: "GET", path: "/other" });
          await body.dump();
          return {};
        });
      },
    },
    { DATABASE_URL: database, NATS_URL: broker },
  );
  const bus = natsBus(broker, silent);
  try {
    expect((await fetch(`${service.address}/things`)).status).toBe(200);
    const [id, orderId] = [randomUUID(), randomUUID()];
    const occurredAt = new Date().toISOString();
    const data = { orderId, userId: 1 };
    await bus.publish({ id, name: "order.created", key: orderId, occurredAt, data }, {});
    await until("the event is handled", () => handled.length > 0);
    return await (await fetch(`${service.address}/metrics`)).text();
  } finally {
    await bus.close();
    await service.app.close();
    await upstream.app.close();
  }
}

/** Series in an expression that no pod exports and no rule records. */
function unknownIn(expression: string): readonly string[] {
  return selectorsIn(expression).flatMap(({ metric, labels }) => {
    const has = known.get(metric);
    if (has === undefined) return [metric];
    return labels.filter((label) => !has.has(label)).map((label) => `${metric}{${label}}`);
  });
}

test("SP-12 the dashboard and the alerts use metrics that a service really exports", () => {
  const read = [...panels, ...rules.map(({ expr }) => expr)];
  expect(read.flatMap(unknownIn)).toEqual([]);
  expect(read.flatMap(selectorsIn).length).toBeGreaterThan(40);
});

test("the gates of canaries use metrics that a service really exports", () => {
  const services = join(import.meta.dirname, "..");
  const rendered = join(services, "../rollouts/testdata/golden/mesh-critical.yaml");
  const gates = parseAllDocuments(readFileSync(rendered, "utf8"))
    .map((document) => document.toJS() as Gate | null)
    .filter((object) => object?.kind === "AnalysisTemplate")
    .flatMap((object) => object?.spec.metrics ?? [])
    .map(({ provider }) => provider.prometheus.query.replaceAll(/\{\{args\.([a-z-]+)\}\}/g, "$1"));
  const saturation = ["order", "api-gateway"].map((name) => {
    const values = parse(readFileSync(join(services, name, "values.yaml"), "utf8")) as Saturated;
    return values.saturation.query.replace("$canary", 'service="order"').replace("$window", "5m");
  });
  expect([...gates, ...saturation].flatMap(unknownIn)).toEqual([]);
  const read = new Set([...gates, ...saturation].flatMap(selectorsIn).map(({ metric }) => metric));
  expect([...read].toSorted()).toEqual([
    "http_server_request_duration_seconds_bucket",
    "http_server_request_duration_seconds_count",
    "istio_requests_total",
    "nodejs_eventloop_utilization_ratio",
    "process_start_time_seconds",
    "up",
  ]);
});

test.each([
  ["http_request_duration_seconds_count", "http_server_request_duration_seconds_count"],
  ["http_server_request_duration_seconds_count{status}", "http_response_status_code"],
  ["http_client_breaker_open{target}", "server_address"],
  ["outbox_oldest_seconds{service_name}", "service"],
])("rejected: a panel that reads %s", (unknown, instead) => {
  const [, metric = "", label] = /^([a-z_]+)(?:\{(.*)\})?$/.exec(unknown) ?? [];
  const planted = panels.map((expr) => {
    if (label === undefined) return expr.replaceAll(instead, metric);
    return expr.includes(metric) ? expr.replaceAll(new RegExp(`\\b${instead}\\b`, "g"), label) : expr;
  });
  expect(planted.flatMap(unknownIn)).toContain(unknown);
});

test("rejected: a metric without braces, which the check would otherwise miss", () => {
  expect(() => selectorsIn("sum(rate(some_total[5m]))")).toThrow(/some_total in .*: write it with braces/);
  expect(() => selectorsIn("other_total > 3 and up{}")).toThrow(/other_total/);
});
