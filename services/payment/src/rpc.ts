import { type PaymentService, PaymentState } from "@slipway/contracts/gen/shop/v1/payment_pb";
import { fromProto } from "@slipway/kit/money";
import { type Implementation, RpcError } from "@slipway/kit/rpc";
import { authorise, Cancelled, Declined, OtherAmount, type Parts } from "./authorise.ts";
import { cancel, find, type Payment, type State, wantCapture } from "./payments.ts";
import { PspUnavailable } from "./psp.ts";
import { settle } from "./settle.ts";

const orderIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A token of the provider, or none when the first answer is requested again. */
const tokenPattern = /^(tok_\w{1,60})?$/;

export function paymentRpc(parts: Parts): Implementation<typeof PaymentService> {
  const { sql } = parts;

  return {
    async authorise({ orderId, amount, paymentToken }) {
      // The value is not quoted, because it may be a card number.
      if (!tokenPattern.test(paymentToken))
        throw new RpcError("INVALID_ARGUMENT", "payment_token: is not a token of the provider (tok_…).");
      if (amount === undefined || amount.minorUnits < 0n)
        throw new RpcError("INVALID_ARGUMENT", "amount: must not be negative.");
      const money = fromProto(amount);
      return asRpcError(async () => ({
        payment: message(await authorise(parts, checkedOrder(orderId), money, paymentToken)),
      }));
    },

    async capture({ orderId }) {
      const wanted = await sql.transaction((tx) => wantCapture(tx, checkedOrder(orderId)));
      if (wanted === undefined) throw unknown(orderId);
      return {
        payment: message(expected(await asRpcError(() => settle(parts, orderId)), orderId, "captured")),
      };
    },

    async void({ orderId }) {
      await sql.transaction(async (tx) => {
        const known = await find(tx, checkedOrder(orderId));
        if (known?.goal === "captured")
          throw new RpcError("FAILED_PRECONDITION", "The payment is being captured. Refund it instead.");
        await cancel(tx, orderId);
      });
      await asRpcError(() => settle(parts, orderId));
      return {};
    },

    async refund({ orderId }) {
      await sql.transaction(async (tx) => {
        const known = await find(tx, checkedOrder(orderId));
        if (known?.state !== "captured" && known?.state !== "refunded")
          throw new RpcError("FAILED_PRECONDITION", "Nothing was captured, so nothing can be given back.");
        await cancel(tx, orderId);
      });
      return {
        payment: message(expected(await asRpcError(() => settle(parts, orderId)), orderId, "refunded")),
      };
    },

    async getPayment({ orderId }) {
      const payment = await find(sql, checkedOrder(orderId));
      if (payment === undefined) throw unknown(orderId);
      return { payment: message(payment) };
    },
  };
}

/** Translates domain errors into gRPC errors. */
async function asRpcError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Declined) throw new RpcError("FAILED_PRECONDITION", `Not paid: ${error.message}.`);
    if (error instanceof Cancelled) throw new RpcError("ABORTED", error.message);
    if (error instanceof OtherAmount) throw new RpcError("INVALID_ARGUMENT", error.message);
    if (error instanceof PspUnavailable) throw new RpcError("UNAVAILABLE", error.message, { cause: error });
    throw error;
  }
}

function expected(payment: Payment | undefined, orderId: string, state: State): Payment {
  if (payment === undefined) throw unknown(orderId);
  if (payment.state === state) return payment;
  throw new RpcError("FAILED_PRECONDITION", `The payment is ${payment.state}.`);
}

function unknown(orderId: string): RpcError {
  return new RpcError("NOT_FOUND", `Order ${orderId} has no payment.`);
}

function checkedOrder(orderId: string): string {
  if (orderIdPattern.test(orderId)) return orderId;
  throw new RpcError("INVALID_ARGUMENT", "order_id: is not a UUID in small letters.");
}

const states: Readonly<Record<State, PaymentState>> = {
  requested: PaymentState.UNSPECIFIED,
  authorised: PaymentState.AUTHORISED,
  captured: PaymentState.CAPTURED,
  voided: PaymentState.VOIDED,
  refunded: PaymentState.REFUNDED,
  declined: PaymentState.DECLINED,
  failed: PaymentState.DECLINED,
};

function message({ id, orderId, amount, currency, state }: Payment) {
  return {
    id,
    orderId,
    amount: { currency: currency ?? "", minorUnits: BigInt(amount ?? 0) },
    state: states[state],
  };
}
