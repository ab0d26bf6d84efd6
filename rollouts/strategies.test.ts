import { readFile } from "node:fs/promises";
import { ROLLBACK_STEPS_ANNOTATION } from "@slipway/lib/domain/releases/rollback-steps.ts";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { find, type Manifest, type Metric, manifests, metricsOf, render } from "./testing/render.ts";

const canary = z.looseObject({
  strategy: z.strictObject({
    canary: z.looseObject({
      steps: z.array(
        z.looseObject({
          setWeight: z.int().optional(),
          pause: z.strictObject({ duration: z.string() }).optional(),
        }),
      ),
    }),
  }),
});

// Time of the judging alone; pods getting ready comes on top (locally about 3 seconds a stage).
const strategies = [
  { file: "rollouts/strategies/standard.yaml", weights: [20, 50], goodSeconds: 420, scrapeSeconds: 30 },
  { file: "rollouts/strategies/critical.yaml", weights: [5, 25, 50], goodSeconds: 1230, scrapeSeconds: 30 },
  {
    file: "local/forge/overlay/rollouts/strategies/standard.yaml",
    weights: [25, 50],
    goodSeconds: 28,
    scrapeSeconds: 2,
  },
  {
    file: "local/forge/overlay/rollouts/strategies/critical.yaml",
    weights: [25, 50],
    goodSeconds: 28,
    scrapeSeconds: 2,
  },
] as const;

test.for(strategies)("$file: weights and time of a good canary", async ({ file, weights, goodSeconds }) => {
  const { steps, gate } = await canaryOf(file);
  expect(steps.flatMap((step) => step.setWeight ?? [])).toEqual(weights);
  const pauses = steps.map((step) => seconds(step.pause?.duration)).reduce((sum, one) => sum + one, 0);
  expect(pauses + weights.length * lastMeasurement(gate)).toBe(goodSeconds);
});

/** Argo Rollouts asks again 10 seconds after an error, whatever the interval. */
const askedAgainSeconds = 10;

test.for(["standard", "critical"].map((name) => `rollouts/strategies/${name}.yaml`))(
  "%s: a rollback moves half of the traffic and is judged within 90 seconds",
  async (file) => {
    const { rollout, rollback, gate } = await canaryOf(file);
    expect(JSON.parse(rollout.metadata.annotations?.[ROLLBACK_STEPS_ANNOTATION] ?? "")).toEqual([
      { setWeight: 50 },
      { analysis: expect.objectContaining({ templates: [{ templateName: "product-rollback" }] }) },
    ]);
    expect(
      rollback.map(({ name, provider, successCondition }) => ({ name, provider, successCondition })),
    ).toEqual(gate.map(({ name, provider, successCondition }) => ({ name, provider, successCondition })));
    // Pods count as measured from their third scrape on; what is asked before is an error and asked again.
    const measurable = Math.max(
      3 * (await scrapeSecondsInClusters()) + askedAgainSeconds,
      seconds(rollback[0]?.initialDelay),
    );
    for (const { name, count, interval, failureLimit } of rollback) {
      expect(measurable + ((count ?? 0) - 1) * seconds(interval), name).toBeLessThanOrEqual(90);
      expect(failureLimit, `${name}: not every measurement may fail`).toBeLessThan(count ?? 0);
    }
  },
);

test.for(strategies)("$file: a window holds at least four scrapes", async ({ file, scrapeSeconds }) => {
  const { gate } = await canaryOf(file);
  for (const { name, provider } of gate) {
    const [, window] = /\[(\w+)\]/.exec(provider.prometheus.query) ?? [];
    expect(seconds(window), name).toBeGreaterThanOrEqual(4 * scrapeSeconds);
  }
});

test.for(strategies)(
  "$file: what is measured first is the canary's own time",
  async ({ file, scrapeSeconds }) => {
    const { steps, gate } = await canaryOf(file);
    const first = steps.findIndex((step) => "setWeight" in step);
    const beforeFirst = seconds(steps[first + 1]?.pause?.duration) + seconds(gate[0]?.initialDelay);
    expect(beforeFirst).toBeGreaterThanOrEqual(3 * scrapeSeconds);
  },
);

test.for(strategies)(
  "$file: a restart of Prometheus is waited out, its absence aborts in the end",
  async ({ file }) => {
    const all = manifests(await render("product", [file, "services/product/values.yaml"]));
    const isLocal = file.startsWith("local/");
    for (const template of all.filter(({ kind }) => kind === "AnalysisTemplate")) {
      for (const { name, consecutiveErrorLimit } of metricsOf(template)) {
        // Rollouts asks again 10 seconds after an error, whatever the interval.
        const patience = consecutiveErrorLimit * 10;
        expect(patience, name).toBeGreaterThanOrEqual(isLocal ? 60 : 300);
        expect(patience, name).toBeLessThanOrEqual(isLocal ? 90 : 900);
      }
    }
  },
);

test("locally a bad canary is aborted in well under a minute", async () => {
  const { gate } = await canaryOf("local/forge/overlay/rollouts/strategies/standard.yaml");
  for (const { name, failureLimit, initialDelay, interval } of gate) {
    expect(seconds(initialDelay) + failureLimit * seconds(interval), name).toBeLessThanOrEqual(14);
  }
});

async function canaryOf(file: string) {
  const all = manifests(await render("product", [file, "services/product/values.yaml"]));
  const rollout = find(all, "Rollout", "product");
  return {
    rollout,
    steps: stepsOf(rollout),
    gate: metricsOf(find(all, "AnalysisTemplate", "product-gate")),
    rollback: metricsOf(find(all, "AnalysisTemplate", "product-rollback")),
  };
}

async function scrapeSecondsInClusters(): Promise<number> {
  const monitor = parse(await readFile("argocd/addons/observability/pods.yaml", "utf8"));
  return seconds(monitor.spec.podMetricsEndpoints[0].interval);
}

function stepsOf(rollout: Manifest) {
  return canary.parse(rollout.spec).strategy.canary.steps;
}

function lastMeasurement([first]: readonly Metric[]): number {
  return seconds(first?.initialDelay) + ((first?.count ?? 0) - 1) * seconds(first?.interval);
}

function seconds(duration: string | undefined): number {
  if (duration === undefined) return 0;
  const unit = { s: 1, m: 60, h: 3600 }[duration.slice(-1)];
  if (unit === undefined) throw new Error(`no duration: ${duration}`);
  return Number.parseInt(duration, 10) * unit;
}
