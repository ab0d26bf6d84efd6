import { CartService } from "@slipway/contracts/gen/shop/v1/cart_pb";
import { CatalogService } from "@slipway/contracts/gen/shop/v1/catalog_pb";
import { CurrencyService } from "@slipway/contracts/gen/shop/v1/currency_pb";
import { InventoryService } from "@slipway/contracts/gen/shop/v1/inventory_pb";
import { PaymentService } from "@slipway/contracts/gen/shop/v1/payment_pb";
import { ShippingService } from "@slipway/contracts/gen/shop/v1/shipping_pb";
import { Type } from "@slipway/kit/schema";
import type { ServiceDefinition } from "@slipway/kit/service";
import { migrations } from "./migrations.ts";
import { ordersIn } from "./orders.ts";
import { addRoutes } from "./routes.ts";
import { runnerOf } from "./runner.ts";

const settings = {
  PRODUCT_RPC: target("product:9090"),
  CART_RPC: target("cart:9090"),
  CURRENCY_RPC: target("currency:9090"),
  SHIPPING_RPC: target("shipping:9090"),
  INVENTORY_RPC: target("inventory:9090"),
  PAYMENT_RPC: target("payment:9090"),
  // Shorter than inventory's reservations (RESERVATION_SECONDS).
  ORDER_DEADLINE_SECONDS: seconds(180, "until an order that is neither confirmed nor refused is cancelled"),
  LEASE_SECONDS: seconds(15, "without a word after which a replica's orders are continued by others"),
};

function target(standard: string) {
  return Type.String({
    default: standard,
    pattern: "^[^/:]+:\\d+$",
    description: `a host:port such as ${standard}`,
  });
}

function seconds(standard: number, what: string) {
  return Type.Integer({ default: standard, minimum: 1, maximum: 3600, description: `whole seconds ${what}` });
}

/** Creates orders and completes them: prices come from the catalog, and stock is reserved before the payment. */
export const order: ServiceDefinition<typeof settings> = {
  name: "order",
  stores: ["postgres", "nats"],
  settings,
  setup({ app, config, log, ...context }) {
    const sql = context.sql(migrations);
    const { ORDER_DEADLINE_SECONDS: deadlineSeconds, LEASE_SECONDS: leaseSeconds } = config;
    const orders = ordersIn(sql, context.outbox(sql), { deadlineSeconds, leaseSeconds });
    const partners = {
      inventory: context.rpc(InventoryService, "inventory", config.INVENTORY_RPC),
      payment: context.rpc(PaymentService, "payment", config.PAYMENT_RPC),
    };
    const runner = runnerOf(orders, partners, log, deadlineSeconds + leaseSeconds);
    addRoutes(app, {
      sql,
      orders,
      runner,
      log,
      catalog: context.rpc(CatalogService, "product", config.PRODUCT_RPC),
      cart: context.rpc(CartService, "cart", config.CART_RPC),
      currency: context.rpc(CurrencyService, "currency", config.CURRENCY_RPC),
      shipping: context.rpc(ShippingService, "shipping", config.SHIPPING_RPC),
    });
    context.consume(sql, {
      "payment.failed": async ({ data: { orderId } }, tx) =>
        void (await orders.takeBack(tx, orderId, "payment failed")),
      "inventory.reservation_expired": async ({ data: { orderId } }, tx) =>
        void (await orders.takeBack(tx, orderId, "reservation expired")),
    });
    context.background("continuing orders", (signal) => runner.continueAll(signal));
  },
};
