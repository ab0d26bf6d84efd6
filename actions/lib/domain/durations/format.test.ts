import { expect, test } from "vitest";
import { formatDuration } from "./format.ts";

test.each([
  [0, "0 s"],
  [59.9, "59 s"],
  [1800, "30 min"],
  [5400, "1 h 30 min"],
  [90_061, "1 d 1 h"],
  [86_400 + 60, "1 d"],
])("%d seconds are %s", (seconds, words) => {
  expect(formatDuration(seconds)).toBe(words);
});
