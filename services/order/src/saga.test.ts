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

test.each(stages)("%s stays in its stage while the outcome is unclear", (stage) => {
  expect(next(stage, unclear)).toBeUndefined();
});

test.each(stages.filter(isFinal))("only a cancellation moves a %s order", (stage) => {
  for (const outcome of [done, refused]) expect(next(stage, outcome)).toBeUndefined();
});

test("in every case, the payment comes after the reservation, and every path ends", () => {
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

test("a cancellation undoes a running order, cancels a confirmed one, and does not change an ended one", () => {
  expect(stages.map(takenBack)).toEqual(["compensating", "compensating", undefined, "cancelled", undefined]);
});

test("pauses grow up to a limit", () => {
  expect([0, 1, 3, 10, 99].map(pauseMs)).toEqual([100, 200, 800, 5000, 5000]);
});
