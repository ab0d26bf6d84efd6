import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const duration = z.string().transform((text) => {
  const unit = { s: 1, m: 60, h: 3600 }[text.slice(-1)];
  if (unit === undefined) throw new Error(`no duration: ${text}`);
  return Number.parseInt(text, 10) * unit;
});
const seconds = duration.default(0);
const limits = z.record(z.string(), z.int());

const strategySchema = z.object({
  canary: z.object({ stages: z.array(z.object({ weight: z.int(), pause: seconds })) }),
  analysis: z.object({
    window: duration,
    minRequestsPerSecond: z.number(),
    errors: z.object({ ceiling: z.number(), tolerance: z.number(), z: z.number() }),
    latency: z.object({ tolerance: z.number(), z: z.number() }),
    gate: z.object({ initialDelay: seconds, interval: duration, count: z.int(), failureLimits: limits }),
    guard: z.object({ interval: duration, failureLimit: z.int() }).optional(),
  }),
});

export type Strategy = z.output<typeof strategySchema>;

export function readStrategy(file: string): Strategy {
  return strategySchema.parse(parse(readFileSync(file, "utf8")));
}

/** What one measurement looks back on, when the service answers one request a second. */
export interface Measurement {
  readonly by: "gate" | "guard";
  readonly stage: number;
  readonly canarySeconds: number;
  readonly stableSeconds: number;
  /** Prometheus counts from the first scrape in the window to the last and makes it up for the rest of the window. */
  readonly madeUp: number;
  /** Seconds that the canary has had requests, the window at most. */
  readonly seen: number;
}

interface Stage {
  readonly weight: number;
  readonly begins: number;
  readonly ends: number;
}

/** All measurements of a canary that gets through; `scrapeSeconds` between two looks of Prometheus. */
export function measurements(strategy: Strategy, scrapeSeconds: number): readonly Measurement[] {
  const { gate, guard, window } = strategy.analysis;
  const stages = stagesOf(strategy);
  const end = stages.at(-1)?.ends ?? 0;
  const at = (by: "gate" | "guard", stage: number, time: number): Measurement => {
    const seen = Math.min(window, time);
    const counted = (seen - scrapeSeconds) / seen;
    const asked = stages.map(({ weight, begins, ends }) => ({
      weight: weight / 100,
      lasts: Math.max(0, Math.min(ends, time) - Math.max(begins, time - seen)),
    }));
    const canary = asked.reduce((sum, { weight, lasts }) => sum + weight * lasts, 0);
    const stable = asked.reduce((sum, { weight, lasts }) => sum + (1 - weight) * lasts, window - seen);
    return {
      by,
      stage,
      seen,
      madeUp: 1 / counted,
      canarySeconds: canary * counted,
      stableSeconds: stable * counted,
    };
  };
  const gates = stages.flatMap(({ ends }, stage) =>
    times(gate.count, gate.interval, ends - (gate.count - 1) * gate.interval).map((time) =>
      at("gate", stage, time),
    ),
  );
  if (guard === undefined) return gates;
  const begin = (strategy.canary.stages[0]?.pause ?? 0) + scrapeSeconds / 2;
  const looks = times(Math.floor((end - begin) / guard.interval) + 1, guard.interval, begin);
  return [...gates, ...looks.map((time) => at("guard", -1, time))];
}

function stagesOf({ canary, analysis: { gate } }: Strategy): readonly Stage[] {
  let time = 0;
  return canary.stages.map(({ weight, pause }) => {
    const begins = time;
    time += pause + gate.initialDelay + (gate.count - 1) * gate.interval;
    return { weight, begins, ends: time };
  });
}

function times(count: number, interval: number, first: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index * interval);
}
