import { fromMinorUnits } from "@slipway/kit/money";
import { Problem } from "@slipway/kit/problem";
import { type Static, Type } from "@slipway/kit/schema";
import type { Order } from "./orders.ts";
import type { Reason, Stage } from "./saga.ts";

const LineView = Type.Object({
  productId: Type.Integer(),
  name: Type.String(),
  quantity: Type.Integer(),
  unitPrice: Type.Number(),
});

export const OrderView = Type.Object({
  id: Type.String(),
  userId: Type.Integer(),
  status: Type.String(),
  /** For cancelled orders. */
  reason: Type.Optional(Type.String()),
  lines: Type.Array(LineView),
  /** For orders of one product. */
  productId: Type.Optional(Type.Integer()),
  quantity: Type.Optional(Type.Integer()),
  unitPrice: Type.Optional(Type.Number()),
  shipping: Type.Number(),
  total: Type.Number(),
  currency: Type.String(),
  country: Type.String(),
  createdAt: Type.String(),
});

/** The decision counts: an order that is being undone is shown as cancelled. */
const statuses: Readonly<Record<Stage, "pending" | "confirmed" | "cancelled">> = {
  reserving: "pending",
  authorising: "pending",
  compensating: "cancelled",
  confirmed: "confirmed",
  cancelled: "cancelled",
};

export function view(order: Order): Static<typeof OrderView> {
  const { id, userId, stage, reason, currency, country, createdAt } = order;
  const amount = (minorUnits: number) => fromMinorUnits({ currency, minorUnits });
  const lines = order.lines.map(({ productId, name, quantity, unitPrice }) => ({
    productId,
    name,
    quantity,
    unitPrice: amount(unitPrice),
  }));
  const [first] = lines;
  return {
    id,
    userId,
    status: statuses[stage],
    ...(reason !== null && { reason }),
    lines,
    ...(first !== undefined &&
      lines.length === 1 && {
        productId: first.productId,
        quantity: first.quantity,
        unitPrice: first.unitPrice,
      }),
    shipping: amount(order.shipping),
    total: amount(order.total),
    currency,
    country,
    createdAt: createdAt.toISOString(),
  };
}

/** The answer to a request whose order is cancelled. */
export function refusal(reason: Reason | null): Problem {
  switch (reason) {
    case "sold out":
      return new Problem(409, "Sold out: there are too few of what you want.");
    case "payment declined":
    case "payment failed":
      return new Problem(402, "The payment was declined, and nothing was charged.");
    case "not in time":
      return new Problem(503, "The order could not be made in time, and nothing was charged.", {
        retryAfterSeconds: 10,
      });
    default:
      return new Problem(409, `The order is cancelled: ${reason ?? "withdrawn"}.`);
  }
}
