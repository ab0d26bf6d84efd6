import { performance } from "node:perf_hooks";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { type Exchange, onExchange } from "./exchange.ts";
import type { CallCounts } from "./rpc-server.ts";
import type { App } from "./server.ts";

/**
 * Seconds. An SLO for p95 is exact if it equals a bucket's bound (0.1, 0.25, 0.5, 1); otherwise the quantile
 * is interpolated.
 */
const serverBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.4, 0.5, 0.75, 1, 2.5, 5];

export { Counter, type Registry } from "prom-client";

const labels = ["http_request_method", "http_route", "http_response_status_code"] as const;
type Label = (typeof labels)[number];

/** Rate, errors and duration by route template, and gauges of the process, served at `/metrics`. */
export function useMetrics(app: App): { readonly metrics: Registry; readonly rpcCounts: CallCounts } {
  const registry = new Registry();
  const requests = new Histogram({
    name: "http_server_request_duration_seconds",
    help: "Duration of served requests by route template.",
    labelNames: labels,
    buckets: serverBuckets,
    registers: [registry],
  });
  const active = new Gauge({
    name: "http_server_active_requests",
    help: "Requests that are being answered.",
    registers: [registry],
  });
  const observe = ({ request, route, status, seconds }: Exchange) => {
    active.dec();
    requests.observe(
      {
        http_request_method: request.method,
        http_route: route,
        http_response_status_code: String(status),
      },
      seconds,
    );
  };
  onExchange(app, observe, () => active.inc());
  beginAtZero(app, requests);
  addProcessMetrics(registry);
  app.get("/metrics", { config: { operational: true } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  return { metrics: registry, rpcCounts: countsOf(requests) };
}

function countsOf(requests: Histogram<Label>): CallCounts {
  const series = (route: string, status: number) => ({
    http_request_method: "POST",
    http_route: route,
    http_response_status_code: String(status),
  });
  return {
    begin(route) {
      for (const status of [200, 500]) requests.zero(series(route, status));
    },
    observe(route, status, seconds) {
      requests.observe(series(route, status), seconds);
    },
  };
}

/**
 * If the first scrape of a series already contains its first request, `rate()` misses that request. Series
 * that start at zero before there is traffic make the rates of a young canary exact.
 */
function beginAtZero(app: App, requests: Histogram<Label>): void {
  app.addHook("onRoute", ({ method, url, config }) => {
    if (config?.operational === true) return;
    for (const one of [method].flat().filter((name) => name !== "HEAD"))
      for (const status of [one === "POST" ? "201" : "200", "500"])
        requests.zero({ http_request_method: one, http_route: url, http_response_status_code: status });
  });
}

/** prom-client's default metrics sample the event loop with a timer, in every pod: five values are enough. */
function addProcessMetrics(registry: Registry): void {
  const registers = [registry];
  // A change of this value shows a canary's gate that a container restarted.
  new Gauge({
    name: "process_start_time_seconds",
    help: "Start of the process, seconds since the epoch.",
    registers,
  }).set(performance.timeOrigin / 1000);
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory.",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: "nodejs_heap_size_used_bytes",
    help: "Used part of the JavaScript heap.",
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed);
    },
  });
  new Counter({
    name: "process_cpu_seconds_total",
    help: "User and system CPU time.",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  let last = performance.eventLoopUtilization();
  new Gauge({
    name: "nodejs_eventloop_utilization_ratio",
    help: "Busy share of the event loop since the last scrape.",
    registers,
    collect() {
      const now = performance.eventLoopUtilization();
      this.set(performance.eventLoopUtilization(now, last).utilization);
      last = now;
    },
  });
}
