import { expect, test } from "vitest";
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

/** As docs/runbooks/fast-rollback.md has it: the earlier stages passed by hand, the last one left to judge. */
test.for([
  { file: "rollouts/strategies/standard.yaml", backSeconds: 180 },
  { file: "rollouts/strategies/critical.yaml", backSeconds: 240 },
])("$file: time of a rollback by its last stage", async ({ file, backSeconds }) => {
  const { steps, gate } = await canaryOf(file);
  const last = steps.slice(steps.findLastIndex((step) => step.setWeight !== undefined));
  expect(last.map((step) => Object.keys(step).join())).toEqual(["setWeight", "pause", "analysis"]);
  expect(last[0]?.setWeight).toBe(50);
  const threeScrapes = 90;
  expect(threeScrapes).toBeLessThanOrEqual(seconds(last[1]?.pause?.duration));
  expect(threeScrapes + lastMeasurement(gate)).toBe(backSeconds);
});

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
  return {
    steps: stepsOf(find(all, "Rollout", "product")),
    gate: metricsOf(find(all, "AnalysisTemplate", "product-gate")),
  };
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
