import type { CurrencyService } from "@slipway/contracts/gen/shop/v1/currency_pb";
import { type Implementation, RpcError } from "@slipway/kit/rpc";
import { convert, UnknownCurrency } from "./convert.ts";
import { asOf, currencies } from "./rates.ts";

const mostAmounts = 200;

export const currencyRpc: Implementation<typeof CurrencyService> = {
  async convert({ amounts, to }) {
    if (amounts.length > mostAmounts)
      throw new RpcError("INVALID_ARGUMENT", `${amounts.length} amounts are more than ${mostAmounts}.`);
    try {
      return { amounts: amounts.map((amount) => convert(amount, to)), asOf };
    } catch (error) {
      if (error instanceof UnknownCurrency) throw new RpcError("INVALID_ARGUMENT", error.message);
      throw error;
    }
  },

  async listCurrencies() {
    return { currencies: [...currencies.keys()], asOf };
  },
};
