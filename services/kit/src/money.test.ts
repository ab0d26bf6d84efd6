import fc from "fast-check";
import { expect, test } from "vitest";
import { fromCents, toCents } from "./money.ts";

test("every whole number of cents survives being written as a decimal", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), (cents) => toCents(fromCents(cents)) === cents),
  );
});

test.each([0.001, 999.999, Number.NaN, Number.POSITIVE_INFINITY, 1e300])("%d is not an amount", (amount) => {
  expect(toCents(amount)).toBeUndefined();
});
