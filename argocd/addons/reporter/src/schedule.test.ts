import { expect, test } from "vitest";
import { createSchedule, rhythmFor } from "./schedule.ts";

const rhythm = { quietMs: 300, longestMs: 2_000, beatMs: 30_000, retryMs: 1_000, doubtMs: 0 };
const started = () => {
  const schedule = createSchedule(rhythm, () => 1);
  schedule.beaten(0);
  return schedule;
};

test("the first check, with a heartbeat, is due at once", () => {
  const schedule = createSchedule(rhythm);
  expect(schedule.dueIn(1_000)).toBe(0);
  expect(schedule.isBeatDue(1_000)).toBe(true);
});

test("a change waits for quiet, but not forever", () => {
  const schedule = started();
  schedule.changed(1_000);
  expect(schedule.dueIn(1_000)).toBe(300);
  schedule.changed(1_200);
  expect(schedule.dueIn(1_200)).toBe(300);
  for (let now = 1_400; now <= 2_900; now += 100) schedule.changed(now);
  expect(schedule.dueIn(2_900)).toBe(100);
});

test("without a change only the heartbeat is due, every 30 s", () => {
  const schedule = started();
  schedule.begin();
  expect(schedule.dueIn(10_000)).toBe(20_000);
  schedule.beaten(30_000);
  expect(schedule.isBeatDue(59_999)).toBe(false);
  expect(schedule.isBeatDue(60_000)).toBe(true);
});

test.each([1, 2, 3, 8, 30])(
  "%i reporters of one repository together push less than six heartbeats a minute",
  (count) => {
    const beaten = Array.from({ length: count }, (_, index) => {
      const schedule = createSchedule(rhythmFor(count));
      const beats: number[] = [];
      // Each starts at another second, and sends a heartbeat when it may.
      for (let now = index * 1_000; now <= 3_600_000; now += 500) {
        if (!schedule.isBeatDue(now)) continue;
        schedule.beaten(now);
        beats.push(now);
      }
      return beats.length;
    });
    const together = beaten.reduce((sum, beats) => sum + beats, 0);
    // Each sends one at its start.
    expect((together - count) / 60).toBeLessThan(6);
    expect(Math.min(...beaten)).toBeGreaterThanOrEqual(10);
  },
);

test("a change during a check causes another check", () => {
  const schedule = started();
  schedule.changed(1_000);
  schedule.begin();
  schedule.changed(1_500);
  schedule.succeeded(2_000);
  expect(schedule.dueIn(2_000)).toBe(0);
});

test("pauses after failures grow, changes do not shorten them, success ends them", () => {
  const schedule = started();
  const pauses = [1, 2, 3, 4, 5, 6, 7].map(() => {
    schedule.begin();
    schedule.failed(0);
    schedule.changed(0);
    return schedule.dueIn(0);
  });
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  schedule.begin();
  schedule.succeeded(30_000);
  schedule.beaten(30_000);
  schedule.changed(30_000);
  expect(schedule.dueIn(30_000)).toBe(300);
});

test("a failed check is repeated without another change", () => {
  const schedule = started();
  schedule.changed(0);
  schedule.begin();
  schedule.failed(1_000);
  expect(schedule.dueIn(1_000)).toBe(1_000);
});
