import { CurrencyService } from "@slipway/contracts/gen/shop/v1/currency_pb";
import type { ServiceDefinition } from "@slipway/kit/service";
import { addRoutes } from "./routes.ts";
import { currencyRpc } from "./rpc.ts";

/** Converts amounts by the day's reference rates. It stores nothing and calls no other service. */
export const currency: ServiceDefinition<Record<never, never>> = {
  name: "currency",
  settings: {},
  setup({ app, serve }) {
    addRoutes(app);
    serve(CurrencyService, currencyRpc);
  },
};
