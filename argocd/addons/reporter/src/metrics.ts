import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";

export interface Metrics {
  pushed(branches: number): void;
  failed(): void;
  beat(environment: string, now: Date): void;
  dispatched(isDelivered: boolean): void;
  /** Whether the history of an environment's branch was cut when it was due. */
  rolledOver(environment: string, isDone: boolean): void;
  connected(watch: string, isConnected: boolean): void;
  /** The text Prometheus scrapes. */
  text(): Promise<string>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const pushes = new Counter({
    name: "slipway_reporter_evidence_pushes_total",
    help: "Evidence branches moved.",
    registers,
  });
  const failures = new Counter({
    name: "slipway_reporter_failures_total",
    help: "Looks at the cluster that could not be published.",
    registers,
  });
  const beats = new Gauge({
    name: "slipway_reporter_last_beat_timestamp_seconds",
    help: "Unix time of the last heartbeat pushed.",
    labelNames: ["environment"],
    registers,
  });
  const dispatches = new Counter({
    name: "slipway_reporter_dispatches_total",
    help: "Workflow dispatches asked of the forge.",
    labelNames: ["result"],
    registers,
  });
  const watches = new Gauge({
    name: "slipway_reporter_watch_connected",
    help: "1 while the watch is connected.",
    labelNames: ["watch"],
    registers,
  });
  const rollOvers = new Gauge({
    name: "slipway_reporter_roll_over_refused",
    help: "1 while the forge refuses the yearly roll-over of an evidence branch.",
    labelNames: ["environment"],
    registers,
  });
  return {
    pushed: (branches) => pushes.inc(branches),
    failed: () => failures.inc(),
    beat: (environment, now) => beats.set({ environment }, now.getTime() / 1000),
    dispatched: (isDelivered) => dispatches.inc({ result: isDelivered ? "delivered" : "failed" }),
    rolledOver: (environment, isDone) => rollOvers.set({ environment }, isDone ? 0 : 1),
    connected: (watch, isConnected) => watches.set({ watch }, isConnected ? 1 : 0),
    text: () => registry.metrics(),
  };
}
