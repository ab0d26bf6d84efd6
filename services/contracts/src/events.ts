import Type, { type Static, type TSchema } from "typebox";

/**
 * Events of the services. A name is permanent: fields are added as optional ones, and never removed or
 * changed (`contracts.test.ts` compares with `published/`). An incompatible change needs a new name.
 */

const Id = Type.Integer({ minimum: 1 });
const OrderId = Type.String({ format: "uuid" });
const Currency = Type.String({ pattern: "^[A-Z]{3}$" });
const MinorUnits = Type.Integer();

const OrderLine = Type.Object({
  productId: Id,
  name: Type.String(),
  quantity: Type.Integer({ minimum: 1 }),
  unitPrice: MinorUnits,
  /** 0: sold by the shop itself. */
  shopId: Type.Integer({ minimum: 0 }),
});

export const events = {
  "user.registered": Type.Object({ userId: Id, username: Type.String(), email: Type.String() }),
  "product.changed": Type.Object({
    productId: Id,
    name: Type.String(),
    category: Type.String(),
    price: MinorUnits,
    currency: Currency,
    shopId: Type.Integer({ minimum: 0 }),
    /** Only in the event of a new product: its initial stock. */
    initialStock: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  /**
   * `version` grows with every change of the product's stock: ignore an event that is older than one already
   * handled.
   */
  "inventory.updated": Type.Object({
    productId: Id,
    onHand: Type.Integer(),
    reserved: Type.Integer(),
    version: Type.Integer(),
  }),
  "inventory.reservation_expired": Type.Object({ orderId: OrderId }),
  "order.created": Type.Object({ orderId: OrderId, userId: Id }),
  "order.confirmed": Type.Object({
    orderId: OrderId,
    userId: Id,
    /** `user:<id>` or `session:<id>` of the bought cart, if there was one. */
    cartOwner: Type.Optional(Type.String()),
    lines: Type.Array(OrderLine, { minItems: 1 }),
    total: MinorUnits,
    currency: Currency,
    country: Type.String({ pattern: "^[A-Z]{2}$" }),
  }),
  "order.cancelled": Type.Object({ orderId: OrderId, userId: Id, reason: Type.String() }),
  "payment.captured": Type.Object({ orderId: OrderId, amount: MinorUnits, currency: Currency }),
  "payment.failed": Type.Object({ orderId: OrderId, reason: Type.String() }),
  "shipment.dispatched": Type.Object({ orderId: OrderId, userId: Id, trackingCode: Type.String() }),
  "notification.sent": Type.Object({ notificationId: Id, userId: Id, about: Type.String() }),
} satisfies Record<string, TSchema>;

export type EventName = keyof typeof events;
export type EventData<Name extends EventName> = Static<(typeof events)[Name]>;

/** An event with its envelope. */
export interface EventOf<Name extends EventName> {
  /** A UUID: the id of its row in the outbox. All deliveries of one event have the same. */
  readonly id: string;
  readonly name: Name;
  /** The aggregate (an order's id, a product's): events with the same key are delivered in order. */
  readonly key: string;
  /** RFC 3339. */
  readonly occurredAt: string;
  readonly data: EventData<Name>;
}

/** An event of any name, distinguished by `name`. */
export type AnyEvent = { [Name in EventName]: EventOf<Name> }[EventName];

/** The broker's subject of an event. */
export function subjectOf(name: EventName): string {
  return `shop.v1.${name}`;
}
