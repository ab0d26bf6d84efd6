import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { counts } from "./binomial.ts";
import { measurements, readStrategy, type Strategy } from "./measurements.ts";
import { falseAborts, passes } from "./odds.ts";

const folder = join(import.meta.dirname, "../strategies");
const critical = readStrategy(join(folder, "critical.yaml"));
const standard = readStrategy(join(folder, "standard.yaml"));
const oneInAThousand = 1e-3;
/** From the standing load on, which gives the least that a canary is meant to be judged by. */
const traffic = { critical: [8, 28, 100, 300], standard: [2, 10, 100, 300] } as const;
const standing = { critical: 8, standard: 2 } as const;

describe.for([
  ["critical", critical],
  ["standard", standard],
] as const)("%s", ([tier, strategy]) => {
  test.for(
    [0.001, 0.005, 0.02].flatMap((budget) =>
      traffic[tier].map((requestsPerSecond) => ({ budget, requestsPerSecond })),
    ),
  )(
    "of 1 000 good canaries at most one is aborted: budget $budget, $requestsPerSecond requests/s",
    (service) => {
      for (const burn of [0.1, 0.3, 1])
        expect(falseAborts(strategy, service, service.budget * burn).all).toBeLessThanOrEqual(oneInAThousand);
    },
  );

  test("nor where the errors of both releases use up the budget twice as fast as they may", () => {
    const service = { budget: 0.001, requestsPerSecond: standing[tier] };
    expect(falseAborts(strategy, service, 0.002).all).toBeLessThanOrEqual(oneInAThousand);
  });

  test("a canary with 20 % errors does not get through on the standing load alone", () => {
    const service = { budget: tier === "critical" ? 0.001 : 0.005, requestsPerSecond: standing[tier] };
    expect(passes(strategy, service, 0.2, 0.0001)).toBeLessThan(1e-4);
  });
});

test.each([
  ["critical, on the standing load alone", critical, standing.critical],
  ["standard, at 10 requests/s", standard, 10],
] as const)("4 %% errors of a service whose budget is 0.1 %% do not get through: %s", (_, strategy, rate) => {
  const service = { budget: 0.001, requestsPerSecond: rate };
  expect(passes(strategy, service, 0.04, 0.0001)).toBeLessThan(1e-6);
});

test("a small regression does not get through where there is traffic: 1 % beside 0.1 %", () => {
  const service = { budget: 0.001, requestsPerSecond: 28 };
  expect(passes(critical, service, 0.01, 0.001)).toBeLessThan(1e-2);
});

const changed = (change: Partial<Strategy["analysis"]>): Strategy => ({
  ...critical,
  analysis: { ...critical.analysis, ...change },
});

test.for<[string, Partial<Strategy["analysis"]>]>([
  ["two standard errors for errors", { errors: { ceiling: 10, tolerance: 1, z: 2 } }],
  ["two standard errors for latency", { latency: { tolerance: 0.2, z: 2 } }],
  ["a traffic floor at what the standing load brings", { minRequestsPerSecond: 0.35 }],
])("rejected: %s", ([, change]) => {
  const service = { budget: 0.001, requestsPerSecond: 8 };
  expect(falseAborts(changed(change), service, 0.001).all).toBeGreaterThan(oneInAThousand);
});

test("the measurements are those of the strategy: three gates of six, and a guard from the first on", () => {
  const all = measurements(critical, 30);
  expect(all.filter(({ by }) => by === "gate").map(({ stage }) => stage)).toEqual(
    [0, 1, 2].flatMap((stage) => Array.from({ length: 6 }, () => stage)),
  );
  expect(all.filter(({ by }) => by === "guard")).toHaveLength(35);
  // Three minutes old and at 5 %, next to a stable release that was alone before; one scrape's time is not counted.
  expect(all[0]).toMatchObject({ seen: 180 });
  expect(all[0]?.canarySeconds).toBeCloseTo(150 * 0.05, 9);
  // At the end the whole window lies in the last stage.
  expect(all[17]).toMatchObject({ seen: 300 });
  expect(all[17]?.canarySeconds).toBeCloseTo(270 * 0.5, 9);
  expect(all[17]?.stableSeconds).toBeCloseTo(270 * 0.5, 9);
});

test("binomial chances are what they are", () => {
  const coins = counts(10, 0.5);
  expect(coins.exactly(5)).toBeCloseTo(252 / 1024, 12);
  expect(coins.atLeast(9)).toBeCloseTo(11 / 1024, 12);
  expect(coins.atMost(1)).toBeCloseTo(11 / 1024, 12);
  const many = counts(100_000, 0.001);
  expect(many.atMost(100) + many.atLeast(101)).toBeCloseTo(1, 9);
  expect([many.atLeast(0), many.atMost(100_000)]).toEqual([1, 1]);
});
