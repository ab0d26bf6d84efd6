import { randomUUID } from "node:crypto";
import type { Cents } from "@slipway/kit/money";

export interface Order {
  readonly id: string;
  readonly userId: number;
  readonly productId: number;
  readonly quantity: number;
  readonly unitPriceCents: Cents;
  readonly createdAt: Date;
}

export interface Orders {
  /** The newest first. */
  latest(count: number): readonly Order[];
  find(id: string): Order | undefined;
  add(order: Omit<Order, "id" | "createdAt">): Order;
}

const mostKept = 1000;

/** Orders in memory, one list a process. Past `mostKept` the oldest is dropped, so that a standing load job cannot fill the memory. */
export function createOrders(): Orders {
  const orders = new Map<string, Order>();
  return {
    latest: (count) => [...orders.values()].slice(-count).reverse(),
    find: (id) => orders.get(id),
    add(details) {
      const order = { ...details, id: randomUUID(), createdAt: new Date() };
      orders.set(order.id, order);
      const [oldest] = orders.keys();
      if (orders.size > mostKept && oldest !== undefined) orders.delete(oldest);
      return order;
    },
  };
}
