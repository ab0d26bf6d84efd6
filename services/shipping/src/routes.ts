import { isDemo, requireUser } from "@slipway/kit/identity";
import { fromMinorUnits } from "@slipway/kit/money";
import { Problem } from "@slipway/kit/problem";
import { Type } from "@slipway/kit/schema";
import type { App, Request } from "@slipway/kit/server";
import type { Sql } from "@slipway/kit/sql";
import { quote } from "./quotes.ts";
import { find, type Shipment } from "./shipments.ts";

const Wanted = Type.Object({
  country: Type.String({ pattern: "^[A-Z]{2}$" }),
  items: Type.Integer({ minimum: 1, maximum: 10_000, default: 1 }),
});
const QuoteView = Type.Object({ cost: Type.Number(), currency: Type.String(), days: Type.Integer() });
const ByOrder = Type.Object({ orderId: Type.String({ format: "uuid" }) });
const ShipmentView = Type.Object({
  orderId: Type.String(),
  trackingCode: Type.String(),
  state: Type.String(),
  country: Type.String(),
});

export function addRoutes(app: App, sql: Sql): void {
  app.get(
    "/shipments/quote",
    { schema: { querystring: Wanted, response: { 200: QuoteView } } },
    ({ query: { country, items } }) => {
      const { cost, days } = quote(country, items);
      return { cost: fromMinorUnits(cost), currency: cost.currency, days };
    },
  );

  app.get(
    "/shipments/:orderId",
    { schema: { params: ByOrder, response: { 200: ShipmentView } } },
    async (request) => {
      const shipment = await find(sql, request.params.orderId);
      if (shipment === undefined || !maySee(request, shipment))
        throw new Problem(404, "Nothing was shipped for such an order of yours yet.");
      return shipment;
    },
  );
}

function maySee(request: Request, { userId }: Shipment): boolean {
  return isDemo(request) || requireUser(request).userId === userId;
}
