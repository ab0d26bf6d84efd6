import { Problem } from "@slipway/kit/problem";
import { Type } from "@slipway/kit/schema";
import type { App } from "@slipway/kit/server";
import { convert, decimalsOf, UnknownCurrency } from "./convert.ts";
import { asOf, currencies } from "./rates.ts";

const Code = Type.String({ pattern: "^[A-Z]{3}$" });
const Conversion = Type.Object({
  /** In major units, as people write amounts: 19.99. */
  amount: Type.Number({ minimum: -1_000_000_000, maximum: 1_000_000_000 }),
  from: Code,
  to: Code,
});

export function addRoutes(app: App): void {
  app.get("/currencies", () => ({ currencies: [...currencies.keys()], asOf }));

  app.get("/currencies/convert", { schema: { querystring: Conversion } }, (request) => {
    const { amount, from, to } = request.query;
    try {
      const minorUnits = exactly(amount, from);
      const converted = convert({ currency: from, minorUnits }, to);
      return { amount: Number(converted.minorUnits) / 10 ** decimalsOf(to), currency: to, asOf };
    } catch (error) {
      if (error instanceof UnknownCurrency) throw new Problem(422, error.message);
      throw error;
    }
  });
}

function exactly(amount: number, currency: string): bigint {
  const factor = 10 ** decimalsOf(currency);
  const minorUnits = Math.round(amount * factor);
  if (minorUnits / factor === amount) return BigInt(minorUnits);
  const errors = [
    { pointer: "/amount", in: "query", message: `must have at most ${decimalsOf(currency)} decimals` },
  ];
  throw new Problem(400, `${amount} ${currency} has fractions of the smallest coin.`, { errors });
}
