import { routes } from "./thresholds.js";

/** k6 calls this at the end: the figures as a table, and as JSON in SUMMARY_FILE. */
export function handleSummary({ metrics }) {
  const figures = figuresOf(metrics);
  const file = __ENV.SUMMARY_FILE;
  return { stdout: text(figures), ...(file && { [file]: `${JSON.stringify(figures, undefined, 2)}\n` }) };
}

function figuresOf(metrics) {
  const named = routes.map((route) => row(metrics, route, `{name:${route}}`));
  return {
    journeys: metrics.iterations?.values.count ?? 0,
    // k6 counts true values of a rate as passes; here true means that the journey failed.
    failedJourneys: metrics.journeys_failed?.values.passes ?? 0,
    perSecond: metrics.http_reqs?.values.rate ?? 0,
    rows: [
      row(metrics, "all", ""),
      ...named.filter(({ count }) => count > 0).sort((one, other) => other.count - one.count),
    ],
    exceeded: exceededIn(metrics),
  };
}

function row(metrics, what, filter) {
  const { values = {} } = metrics[`http_req_duration${filter}`] ?? {};
  return {
    ...{ what, count: values.count ?? 0, failed: metrics[`http_req_failed${filter}`]?.values.passes ?? 0 },
    ...{ p50: values.med ?? 0, p95: values["p(95)"] ?? 0, p99: values["p(99)"] ?? 0 },
  };
}

function exceededIn(metrics) {
  return Object.entries(metrics).flatMap(([name, { thresholds = {} }]) =>
    Object.entries(thresholds).flatMap(([limit, { ok }]) => (ok ? [] : [`${name} ${limit}`])),
  );
}

function text({ journeys, failedJourneys, perSecond, rows, exceeded }) {
  const header = ["milliseconds", "count", "p50", "p95", "p99", "failed"];
  const cells = rows.map(({ what, count, p50, p95, p99, failed }) =>
    [what, count, ...[p50, p95, p99].map(Math.round), failed].map(String),
  );
  const lines = [header, ...cells].map(([first, ...others]) =>
    [first.padEnd(32), ...others.map((cell) => cell.padStart(8))].join(""),
  );
  const end = exceeded.length === 0 ? "within every limit" : `over the limit: ${exceeded.join("; ")}`;
  return [
    `${journeys} journeys, ${failedJourneys} failed, ${perSecond.toFixed(0)} requests a second`,
    ...lines,
    end,
    "",
  ].join("\n");
}
