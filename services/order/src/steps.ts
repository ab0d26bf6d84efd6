import type { InventoryService } from "@slipway/contracts/gen/shop/v1/inventory_pb";
import type { PaymentService } from "@slipway/contracts/gen/shop/v1/payment_pb";
import { toProto } from "@slipway/kit/money";
import { type RpcClient, type RpcCode, RpcError } from "@slipway/kit/rpc";
import type { Caller } from "@slipway/kit/upstream";
import type { Order } from "./orders.ts";
import type { Outcome, Reason } from "./saga.ts";

export interface Partners {
  readonly inventory: RpcClient<typeof InventoryService>;
  readonly payment: RpcClient<typeof PaymentService>;
}

/** Only these errors guarantee that nothing happened and will happen; all others leave it unclear. */
const refusals = new Set<RpcCode>(["FAILED_PRECONDITION", "ABORTED", "INVALID_ARGUMENT"]);
const done: Outcome = { kind: "done" };

/** Makes the call of the order's stage. Each call may be repeated, also by another process. */
export function perform(
  { inventory, payment }: Partners,
  order: Order,
  caller: Caller,
  paymentToken: string,
): Promise<Outcome> {
  const { id: orderId, currency, total: minorUnits } = order;
  switch (order.stage) {
    case "reserving": {
      const lines = order.lines.map(({ productId, quantity }) => ({
        productId: BigInt(productId),
        quantity,
      }));
      return outcomeOf(inventory.reserve(caller, { orderId, lines }), "sold out");
    }
    case "authorising": {
      const amount = toProto({ currency, minorUnits });
      return outcomeOf(payment.authorise(caller, { orderId, amount, paymentToken }), "payment declined");
    }
    case "compensating":
      return compensate({ inventory, payment }, order, caller);
    default:
      return Promise.resolve(done);
  }
}

async function compensate({ inventory, payment }: Partners, order: Order, caller: Caller): Promise<Outcome> {
  const { id: orderId, askedPayment } = order;
  const undone = await Promise.allSettled([
    inventory.release(caller, { orderId }),
    askedPayment ? payment.void(caller, { orderId }) : undefined,
  ]);
  const failed = undone.find((one) => one.status === "rejected");
  return failed === undefined ? done : { kind: "unclear", error: failed.reason };
}

async function outcomeOf(call: Promise<unknown>, reason: Reason): Promise<Outcome> {
  try {
    await call;
    return done;
  } catch (error) {
    if (error instanceof RpcError && refusals.has(error.code)) return { kind: "refused", reason };
    return { kind: "unclear", error };
  }
}
