import type { EventData } from "@slipway/contracts/events";
import { fromMinorUnits, type Money } from "@slipway/kit/money";

/**
 * The message about an event, as a mail and in the 160 characters of an SMS. Never contains a secret, because
 * mails are not confidential.
 */
export interface Text {
  readonly subject: string;
  readonly mail: string;
  readonly sms: string;
}

/** Events that cause a message. */
export type Told = "user.registered" | "order.confirmed" | "order.cancelled" | "shipment.dispatched";

const smsCharacters = 160;

export const templates: { readonly [Name in Told]: (data: EventData<Name>) => Text } = {
  "user.registered": ({ username }) =>
    text(
      "Welcome aboard",
      [`Ahoy ${username},`, "your account is ready. Fair winds, and following seas."],
      `Welcome aboard, ${username}.`,
    ),
  "order.confirmed": ({ orderId, lines, total, currency }) => {
    const sum = amountOf({ currency, minorUnits: total });
    return text(
      `Your order ${short(orderId)}`,
      [
        `Thank you: order ${orderId} is confirmed.`,
        ...lines.map(({ quantity, name }) => `  ${quantity} × ${name}`),
        `Total, with shipping: ${sum}. We write again when it leaves the harbour.`,
      ],
      `Order ${short(orderId)} is confirmed: ${sum}.`,
    );
  },
  "order.cancelled": ({ orderId, reason }) =>
    text(
      `Order ${short(orderId)} is cancelled`,
      [`Order ${orderId} is cancelled: ${reason}.`, "You have not been charged, or get back what you were."],
      `Order ${short(orderId)} is cancelled.`,
    ),
  "shipment.dispatched": ({ orderId, trackingCode }) =>
    text(
      `Order ${short(orderId)} is on its way`,
      [`Order ${orderId} has left the harbour.`, `Follow it by ${trackingCode}.`],
      `Order ${short(orderId)} is on its way: ${trackingCode}.`,
    ),
};

function text(subject: string, paragraphs: readonly string[], sms: string): Text {
  const characters = [...sms];
  const fits = characters.length <= smsCharacters;
  return {
    subject,
    mail: paragraphs.join("\n"),
    sms: fits ? sms : `${characters.slice(0, smsCharacters - 1).join("")}…`,
  };
}

function amountOf(money: Money): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency: money.currency });
  return format.format(fromMinorUnits(money));
}

function short(orderId: string): string {
  return orderId.slice(0, 8);
}
