/** The board's figures as OpenMetrics, for Prometheus to scrape where the board is served. */
import type { Board, DoraFigures } from "@slipway/lib/app/board/document.ts";
import type { Gauge, OpenMetricsContentType } from "prom-client";

const FIGURES: readonly (readonly [name: string, help: string, of: (dora: DoraFigures) => number | null])[] =
  [
    ["deployments", "Deployments in the window", ({ deployments }) => deployments],
    ["lead_time_seconds", "Median time from commit to deployment", ({ leadTimeSeconds }) => leadTimeSeconds],
    ["failures", "Deployments that failed", ({ failures }) => failures],
    [
      "change_failure_ratio",
      "Share of deployments that failed",
      ({ changeFailureRate }) => changeFailureRate,
    ],
    [
      "recovery_seconds",
      "Median time to recover from a failed deployment",
      ({ recoverySeconds }) => recoverySeconds,
    ],
    ["unrecovered", "Failed deployments that are not recovered", ({ unrecovered }) => unrecovered],
    ["rework_ratio", "Share of deployments that repair an earlier one", ({ reworkRate }) => reworkRate],
    [
      "window_seconds",
      "Length of the window that the figures are of",
      ({ from, to }) => (Date.parse(to) - Date.parse(from)) / 1000,
    ],
  ];

/** A figure that is not known has no sample; 0 would be a lie. */
export async function metrics(board: Board): Promise<string> {
  // Loaded at the first call, because no other verb needs it. A bundle exports CommonJS only as its default.
  const { Gauge, Registry } = (await import("prom-client")).default;
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const gauge = (name: string, help: string, labelNames: readonly string[]) =>
    new Gauge({ name: `slipway_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  gauge("board_timestamp_seconds", "When the board was made", []).set(Date.parse(board.at) / 1000);
  const { dora } = board;
  for (const [name, help, of] of dora === null ? [] : FIGURES) {
    const value = of(dora as DoraFigures);
    const figure = gauge(name, `${help} (DORA, last environment)`, ["environment"]);
    if (value !== null) figure.set({ environment: dora?.environment ?? "" }, value);
  }
  addCells(board, gauge);
  return registry.metrics();
}

function addCells(
  board: Board,
  gauge: (name: string, help: string, labels: readonly string[]) => Gauge,
): void {
  const labels = ["service", "environment"];
  const health = gauge("release_info", "Pinned release and its health", [...labels, "version", "state"]);
  const behind = gauge(
    "commits_behind",
    "Commits that the environment before has and this one lacks",
    labels,
  );
  const holds = gauge("holds", "Releases that are held out", labels);
  const alive = gauge("reporter_alive", "1 while the cluster's reporter has a recent heartbeat", [
    ...["environment", "cluster"],
  ]);
  for (const { name, clusters } of board.environments) {
    for (const cluster of clusters)
      alive.set({ environment: name, cluster: cluster.name }, Number(cluster.isAlive));
  }
  for (const { name: service, cells } of board.services) {
    for (const cell of cells) {
      const at = { service, environment: cell.environment };
      holds.set(at, cell.holds.length);
      if (cell.release !== null)
        health.set({ ...at, version: cell.release.version, state: cell.health.state }, 1);
      if (cell.behind?.commits != null) behind.set(at, cell.behind.commits);
    }
  }
}
