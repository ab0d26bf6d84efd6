import { expect, test } from "vitest";
import type { Driven } from "../../services/journeys/drive.ts";
import { measured } from "./load-generator.ts";

const asked = (what: string, milliseconds: readonly number[], status = 200) =>
  milliseconds.map((each) => ({ what, status, milliseconds: each }));

const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

const driven = (change: Partial<Driven> = {}): Driven => ({
  seconds: 10,
  journeys: 100,
  failures: [],
  exchanges: asked("GET /a", hundred),
  ...change,
});

test("figures within all limits exceed none, and are those of the exchanges", () => {
  const result = measured(driven(), { p95: 95, p99: 99 });
  expect(result).toMatchObject({ journeys: 100, failedJourneys: 0, perSecond: 10, exceeded: [] });
  expect(result.rows[0]).toMatchObject({ what: "all", count: 100, p50: 50, p95: 95, p99: 99 });
});

test("each limit that is exceeded is reported with its figure", () => {
  const { exceeded } = measured(driven(), { p95: 94, p99: 49 });
  expect(exceeded.map(({ text }) => text)).toEqual([
    "all: 95 of a hundred took 95.0 ms, limit 94",
    "all: 99 of a hundred took 99.0 ms, limit 49",
    "GET /a: 99 of a hundred took 99.0 ms, limit 98",
  ]);
});

test("a failing route is reported separately from the total, and so are journeys", () => {
  const exchanges = [...asked("GET /a", hundred), ...asked("GET /b", [1, 2], 503)];
  const failures = [
    { journey: "sell", message: "GET /b was answered with 503" },
    { journey: "sell", message: "GET /b was answered with 503" },
  ];
  const { exceeded, complaints } = measured(driven({ exchanges, failures }), { p95: 500, p99: 500 });
  expect(exceeded).toEqual([
    { kind: "failures", text: "2 of 100 journeys failed" },
    { kind: "failures", text: "all: 2 of 102 failed" },
    { kind: "failures", text: "GET /b: 2 of 2 failed" },
  ]);
  expect(complaints[0]).toBe("sell: GET /b was answered with 503");
});

test("no answer counts as a failure", () => {
  const { rows } = measured(driven({ exchanges: asked("GET /a", [1], 0) }), { p95: 1, p99: 1 });
  expect(rows[0]).toMatchObject({ count: 1, failed: 1 });
});
