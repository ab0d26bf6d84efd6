import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dora, type Rollout, type ServiceHealth } from "./dora.ts";

const START = Date.parse("2026-01-01T00:00:00Z");
const hour = (hours: number) => new Date(START + hours * 3_600_000);
const NOW = hour(24 * 14);
const options = { now: NOW, weeks: 2 };

const rollout = (releaseId: string, hours: number, change: Partial<Rollout> = {}): Rollout => ({
  environment: "prod",
  service: "product",
  releaseId,
  at: hour(hours),
  kind: "release",
  commits: [],
  ...change,
});

const healthOf = (
  healthy: readonly [string, number, number?][],
  troubles: readonly [string, number][] = [],
): ServiceHealth => ({
  environment: "prod",
  service: "product",
  healthy: healthy.map(([releaseId, from, to]) => ({
    releaseId,
    from: hour(from),
    to: to === undefined ? undefined : hour(to),
  })),
  troubles: troubles.map(([releaseId, from]) => ({ releaseId, from: hour(from) })),
});

describe("DORA's figures", () => {
  test("lead time is from each commit to its being healthy, not to its pin", () => {
    const commits = [hour(0), hour(6)];
    const figures = dora([rollout("a", 9, { commits })], [healthOf([["a", 10]])], options);
    expect(figures).toMatchObject({
      deployments: 1,
      leadTimeSeconds: 7 * 3600,
      failures: 0,
      changeFailureRate: 0,
    });
  });

  test("an aborted release failed; it is recovered when anything is healthy again", () => {
    const rollouts = [
      rollout("a", 1),
      rollout("b", 10),
      rollout("a", 11, { kind: "rollback" }),
      rollout("c", 20),
    ];
    const health = healthOf(
      [
        ["a", 2, 10],
        ["a", 12, 20],
        ["c", 21],
      ],
      [["b", 10.5]],
    );
    expect(dora(rollouts, [health], options)).toMatchObject({
      deployments: 3,
      failures: 1,
      recoverySeconds: 1.5 * 3600,
      unrecovered: 0,
      reworks: 1,
      reworkRate: 1 / 3,
    });
  });

  test("without any report a rollback is what says that a release failed, and its own time is the recovery", () => {
    const figures = dora(
      [rollout("a", 1), rollout("b", 5), rollout("a", 6, { kind: "rollback" })],
      [],
      options,
    );
    expect(figures).toMatchObject({ deployments: 2, failures: 1, recoverySeconds: 0 });
  });

  test("a failure that lasts is counted, not averaged away", () => {
    const figures = dora([rollout("a", 1)], [healthOf([], [["a", 2]])], options);
    expect(figures).toMatchObject({
      failures: 1,
      recoverySeconds: null,
      unrecovered: 1,
      leadTimeSeconds: null,
    });
  });

  test("trouble of a release that was replaced already is not the new one's", () => {
    const health = healthOf([["b", 6]], [["a", 7]]);
    expect(dora([rollout("a", 1), rollout("b", 5)], [health], options)).toMatchObject({ failures: 0 });
  });

  test("a young shop's frequency is of the weeks it has existed, at least one", () => {
    const [day, week] = [24, 24 * 7];
    const perWeek = (hours: number, now: number) =>
      dora([rollout("a", hours), rollout("b", hours + 1)], [], { now: hour(now), weeks: 12 })
        .deploymentsPerWeek;
    expect(perWeek(0, day)).toBe(2);
    expect(perWeek(0, 4 * week)).toBe(0.5);
    expect(perWeek(0, 40 * week)).toBe(0);
  });

  test("nothing deployed: no rates out of nothing", () => {
    const nothing = { deployments: 0, changeFailureRate: null, leadTimeSeconds: null, reworkRate: null };
    expect(dora([], [], options)).toMatchObject(nothing);
    expect(dora([], [], options).weeks).toHaveLength(2);
  });
});

const moment = fc.integer({ min: 0, max: 24 * 16 }).map(hour);
const id = fc.constantFrom("a", "b", "c");
const anyRollout: fc.Arbitrary<Rollout> = fc.record({
  environment: fc.constantFrom("staging", "prod"),
  service: fc.constantFrom("product", "order"),
  releaseId: id,
  at: moment,
  kind: fc.constantFrom("release", "rollback"),
  commits: fc.array(moment, { maxLength: 3 }),
});
const anyHealth: fc.Arbitrary<ServiceHealth> = fc.record({
  environment: fc.constantFrom("staging", "prod"),
  service: fc.constantFrom("product", "order"),
  healthy: fc.array(fc.record({ releaseId: id, from: moment, to: fc.constant(undefined) }), { maxLength: 4 }),
  troubles: fc.array(fc.record({ releaseId: id, from: moment }), { maxLength: 4 }),
});
const records = fc.tuple(
  fc.uniqueArray(anyRollout, {
    maxLength: 12,
    selector: ({ environment, service, at }) => `${environment}/${service}/${at.getTime()}`,
  }),
  fc.uniqueArray(anyHealth, { selector: ({ environment, service }) => `${environment}/${service}` }),
);

describe("for any records", () => {
  test("the order they come in does not matter", () => {
    fc.assert(
      fc.property(records, ([rollouts, health]) => {
        const backwards = dora(rollouts.toReversed(), health.toReversed(), options);
        expect(backwards).toEqual(dora(rollouts, health, options));
      }),
    );
  });

  test("the weeks add up to the whole, and rates are rates", () => {
    fc.assert(
      fc.property(records, ([rollouts, health]) => {
        const { weeks, ...whole } = dora(rollouts, health, options);
        for (const key of ["deployments", "failures", "reworks", "unrecovered"] as const) {
          expect(weeks.reduce((sum, week) => sum + week[key], 0)).toBe(whole[key]);
        }
        for (const { changeFailureRate, reworkRate, failures, unrecovered } of [whole, ...weeks]) {
          for (const rate of [changeFailureRate, reworkRate]) {
            expect(rate === null || (rate >= 0 && rate <= 1)).toBe(true);
          }
          expect(unrecovered).toBeLessThanOrEqual(failures);
        }
      }),
    );
  });

  test("a past moment replays: what happened after it changes nothing", () => {
    fc.assert(
      fc.property(records, moment, ([rollouts, health], now) => {
        const known = rollouts.filter(({ at }) => at <= now);
        const reported = health.map((each) => ({
          ...each,
          healthy: each.healthy.filter(({ from }) => from <= now),
          troubles: each.troubles.filter(({ from }) => from <= now),
        }));
        expect(dora(rollouts, health, { now, weeks: 2 })).toEqual(dora(known, reported, { now, weeks: 2 }));
      }),
    );
  });
});
