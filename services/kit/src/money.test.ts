import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, fromMinorUnits, fromProto, type Money, multiply, toMinorUnits, toProto } from "./money.ts";

const money = fc.record({
  currency: fc.constantFrom("EUR", "USD", "JPY"),
  minorUnits: fc.integer({ min: -(10 ** 11), max: 10 ** 11 }),
});

describe("SP-8: money", () => {
  it("is decimal at the edge and in whole minor units inside, in both directions", () => {
    expect(toMinorUnits(999.99, "EUR")).toBe(99_999);
    expect(toMinorUnits(1999, "JPY")).toBe(1999);
    fc.assert(
      fc.property(money, (amount) => {
        expect(toMinorUnits(fromMinorUnits(amount), amount.currency)).toBe(amount.minorUnits);
        expect(fromProto(toProto(amount))).toEqual(amount);
      }),
    );
  });

  it("refuses fractions of a minor unit and inexact amounts", () => {
    expect(toMinorUnits(0.001, "EUR")).toBeUndefined();
    expect(toMinorUnits(1.5, "JPY")).toBeUndefined();
    expect(toMinorUnits(1e20, "EUR")).toBeUndefined();
    expect(() => multiply({ currency: "EUR", minorUnits: 2 ** 52 }, 4)).toThrow(RangeError);
    expect(multiply({ currency: "EUR", minorUnits: -1 }, 0)).toEqual({ currency: "EUR", minorUnits: 0 });
  });

  it("adds exactly, in one currency only", () => {
    fc.assert(
      fc.property(money, fc.integer({ min: 0, max: 1000 }), (amount, times) => {
        let sum: Money = { ...amount, minorUnits: 0 };
        for (let added = 0; added < times; added += 1) sum = add(sum, amount);
        expect(sum).toEqual(multiply(amount, times));
      }),
    );
    expect(() => add({ currency: "EUR", minorUnits: 1 }, { currency: "USD", minorUnits: 1 })).toThrow(
      "EUR and USD",
    );
  });
});
