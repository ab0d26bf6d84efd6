import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { convert, UnknownCurrency } from "./convert.ts";
import { currencies } from "./rates.ts";

const currency = fc.constantFrom(...currencies.keys());
const minorUnits = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });

describe("conversion", () => {
  it("uses the day's rates, including currencies without a minor unit", () => {
    expect(convert({ currency: "EUR", minorUnits: 99_999n }, "USD").minorUnits).toBe(115_429n);
    expect(convert({ currency: "EUR", minorUnits: 1000n }, "JPY").minorUnits).toBe(1815n);
    expect(convert({ currency: "JPY", minorUnits: 18_146n }, "EUR").minorUnits).toBe(10_000n);
  });

  it("rounds half to even", () => {
    expect(convert({ currency: "EUR", minorUnits: 50n }, "JPY").minorUnits).toBe(91n);
    expect(convert({ currency: "EUR", minorUnits: 100n }, "GBP").minorUnits).toBe(88n);
    expect(convert({ currency: "EUR", minorUnits: 1000n }, "SEK").minorUnits).toBe(10_988n);
    expect(convert({ currency: "EUR", minorUnits: 3000n }, "SEK").minorUnits).toBe(32_962n);
  });

  it("does not change an amount in the same currency", () => {
    fc.assert(
      fc.property(currency, minorUnits, (code, amount) => {
        expect(convert({ currency: code, minorUnits: amount }, code).minorUnits).toBe(amount);
      }),
    );
  });

  it("SP-8: negative amounts mirror positive ones: a refund converts to the amount of the charge", () => {
    fc.assert(
      fc.property(currency, currency, minorUnits, (from, to, amount) => {
        const there = convert({ currency: from, minorUnits: amount }, to).minorUnits;
        expect(convert({ currency: from, minorUnits: -amount }, to).minorUnits).toBe(-there);
      }),
    );
  });

  it("SP-8: is off by at most half a minor unit, and keeps the order of amounts", () => {
    fc.assert(
      fc.property(currency, currency, minorUnits, minorUnits, (from, to, one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        const a = convert({ currency: from, minorUnits: less }, to).minorUnits;
        const b = convert({ currency: from, minorUnits: more }, to).minorUnits;
        expect(a <= b).toBe(true);
        const source = currencies.get(from);
        const target = currencies.get(to);
        if (!source || !target) throw new Error("the table lost a currency");
        const exact = less * target.perEuroMillionths * 10n ** BigInt(target.decimals);
        const unit = source.perEuroMillionths * 10n ** BigInt(source.decimals);
        const error = a * unit - exact;
        expect(error * 2n <= unit && error * -2n <= unit).toBe(true);
      }),
    );
  });

  it("refuses an unknown currency, and lists the known ones", () => {
    expect(() => convert({ currency: "EUR", minorUnits: 1n }, "XXX")).toThrow(UnknownCurrency);
    expect(() => convert({ currency: "eur", minorUnits: 1n }, "USD")).toThrow(/"eur" is none of EUR, USD/);
  });
});
