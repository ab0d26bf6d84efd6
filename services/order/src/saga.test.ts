import { expect, test } from "vitest";
import { isFinal, next, type Outcome, pauseMs, type Stage, takenBack } from "./saga.ts";

const stages: readonly Stage[] = ["reserving", "authorising", "compensating", "confirmed", "cancelled"];
const done: Outcome = { kind: "done" };
const refused: Outcome = { kind: "refused", reason: "sold out" };
const unclear: Outcome = { kind: "unclear", error: new Error("no answer") };

test.each<[Stage, Outcome, Stage | undefined]>([
  ["reserving", done, "authorising"],
  ["reserving", refused, "compensating"],
  ["authorising", done, "confirmed"],
  ["authorising", refused, "compensating"],
  ["compensating", done, "cancelled"],
  ["compensating", refused, undefined],
])("%s, $kind: %s", (stage, outcome, to) => {
  expect(next(stage, outcome)?.to).toBe(to);
});

test.each(stages)("%s stays where it is while the outcome is unclear", (stage) => {
  expect(next(stage, unclear)).toBeUndefined();
});

test.each(stages.filter(isFinal))("nothing moves a %s order but taking it back", (stage) => {
  for (const outcome of [done, refused]) expect(next(stage, outcome)).toBeUndefined();
});

test("whatever happens, money is requested after goods only, and every way ends", () => {
  const walk = (stage: Stage, passed: readonly Stage[]): void => {
    if (stage === "confirmed") expect(passed).toEqual(["reserving", "authorising"]);
    if (stage === "cancelled") expect(passed.at(-1)).toBe("compensating");
    expect(passed.length).toBeLessThan(stages.length);
    for (const outcome of [done, refused]) {
      const move = next(stage, outcome);
      if (move !== undefined) walk(move.to, [...passed, stage]);
    }
  };
  walk("reserving", []);
});

test("taking back undoes what is under way, cancels what is confirmed, and changes nothing that is over", () => {
  expect(stages.map(takenBack)).toEqual(["compensating", "compensating", undefined, "cancelled", undefined]);
});

test("pauses grow to a limit", () => {
  expect([0, 1, 3, 10, 99].map(pauseMs)).toEqual([100, 200, 800, 5000, 5000]);
});
