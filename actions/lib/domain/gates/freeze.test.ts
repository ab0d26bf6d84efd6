import fc from "fast-check";
import { expect, test } from "vitest";
import type { Freeze } from "../environments/environments.ts";
import { freezeGate } from "./freeze.ts";

const HOUR = 3600;

const weekend: Freeze = {
  name: "weekend",
  cron: "0 16 * * 5",
  durationSeconds: 62 * HOUR,
  timezone: "Europe/Berlin",
};

const at = (now: string, freezes: readonly Freeze[] = [weekend], longestRolloutSeconds = 1800) =>
  freezeGate({ freezes, longestRolloutSeconds, now: new Date(now) });

test("PP-20 nothing is planned: open", () => {
  expect(at("2026-06-06T12:00:00Z", [])).toMatchObject({ open: true, detail: "no freeze is planned" });
});

// In June, Berlin is two hours ahead of UTC: the freeze lasts from Friday 14:00Z to Monday 04:00Z.
test.each([
  ["well before", "2026-06-05T12:00:00Z", true],
  ["when a rollout would still be done in time", "2026-06-05T13:29:59Z", true],
  ["when a rollout would end in it", "2026-06-05T13:30:00Z", false],
  ["when it begins", "2026-06-05T14:00:00Z", false],
  ["in its last second", "2026-06-08T03:59:59.999Z", false],
  ["when it is over", "2026-06-08T04:00:00Z", true],
])("PP-20 a freeze, asked %s", (_, now, isOpen) => {
  expect(at(now).open).toBe(isOpen);
});

test("PP-20 a closed one says which, and until when on the clock of its time zone", () => {
  expect(at("2026-06-06T12:00:00Z")).toMatchObject({
    reason: 'frozen by "weekend" until Mon 8 Jun 2026, 06:00 (Europe/Berlin)',
    until: new Date("2026-06-08T04:00:00Z"),
  });
  expect(at("2026-06-05T13:45:00Z")).toMatchObject({
    reason:
      '"weekend" freezes from Fri 5 Jun 2026, 16:00 (Europe/Berlin) until Mon 8 Jun 2026, 06:00 (Europe/Berlin), and a rollout may take 30 min',
  });
});

test.each([
  ["an hour less", "2026-03-28T12:00:00Z", "2026-03-29T22:00:00Z", "2026-03-30T04:00:00Z"],
  ["an hour more", "2026-10-24T12:00:00Z", "2026-10-26T04:30:00Z", "2026-10-26T05:00:00Z"],
])("AG-28 PP-20 a weekend with %s ends at the same hour of Monday", (_, during, late, end) => {
  expect(at(during)).toMatchObject({ open: false, until: new Date(end) });
  expect(at(late)).toMatchObject({ open: false, until: new Date(end) });
  expect(at(end)).toMatchObject({ open: true });
});

test("a start on an hour that the clock skips counts from where the clock continues", () => {
  const night: Freeze = { ...weekend, name: "night", cron: "30 2 * * *", durationSeconds: HOUR };
  expect(at("2026-03-29T01:05:00Z", [night], 60)).toMatchObject({ open: false });
});

test("freezes that follow one another without room for a rollout are reported as one", () => {
  const monday: Freeze = { ...weekend, name: "monday", cron: "15 6 * * 1", durationSeconds: 2 * HOUR };
  expect(at("2026-06-06T12:00:00Z", [weekend, monday])).toMatchObject({
    reason: expect.stringMatching(/^frozen by "weekend" until Mon 8 Jun 2026, 08:15/),
    until: new Date("2026-06-08T06:15:00Z"),
  });
});

test("a freeze that never ends has no end", () => {
  const always: Freeze = { ...weekend, name: "always", cron: "0 * * * *", durationSeconds: HOUR };
  const result = at("2026-06-06T12:00:00Z", [always]);
  expect(result).toMatchObject({ open: false, reason: 'frozen by "always" without an end' });
  expect(result).not.toHaveProperty("until");
});

test("PP-20 whenever it is closed, it opens at the time that it reports, and is closed until then", () => {
  const freezes = fc.array(
    fc.record({
      name: fc.constant("any"),
      cron: fc.tuple(fc.nat(59), fc.nat(23), fc.nat(6)).map(([m, h, d]) => `${m} ${h} * * ${d}`),
      durationSeconds: fc.integer({ min: 1, max: 40 }).map((hours) => hours * HOUR),
      timezone: fc.constantFrom("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"),
    }),
    { minLength: 1, maxLength: 3 },
  );
  const now = fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(
      freezes,
      now,
      fc.nat(7200),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (all, time, rollout, part) => {
        const ask = (moment: number) =>
          freezeGate({ freezes: all, longestRolloutSeconds: rollout, now: new Date(moment) });
        const first = ask(time.getTime());
        if (first.open || first.until === undefined) return;
        expect(ask(first.until.getTime()).open).toBe(true);
        const between = time.getTime() + part * (first.until.getTime() - 1 - time.getTime());
        expect(ask(Math.floor(between)).open).toBe(false);
      },
    ),
    { numRuns: 60 },
  );
});
