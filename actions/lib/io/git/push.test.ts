import { expect, test } from "vitest";
import { isLostRace } from "./push.ts";

test.each([
  "[rejected] (non-fast-forward)",
  "[rejected] (fetch first)",
  "[rejected] (stale info)",
  "[remote rejected] (cannot lock ref 'refs/heads/main': is at 1 but expected 2)",
  "[remote rejected] (incorrect old value provided)",
  "[remote rejected] (failed to update ref)",
  "[remote rejected] (failed to lock)",
  "[remote rejected] (reference already exists)",
])("PP-2 %s is a lost race", (words) => {
  expect(isLostRace(words)).toBe(true);
});

test.each(["[remote rejected] (pre-receive hook declined)", "[remote rejected] (protected branch)", ""])(
  "PP-2 %j is none: planning again would not help",
  (words) => {
    expect(isLostRace(words)).toBe(false);
  },
);
