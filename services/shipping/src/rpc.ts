import type { ShippingService } from "@slipway/contracts/gen/shop/v1/shipping_pb";
import { toProto } from "@slipway/kit/money";
import { type Implementation, RpcError } from "@slipway/kit/rpc";
import type { Sql } from "@slipway/kit/sql";
import { quote } from "./quotes.ts";
import { find } from "./shipments.ts";

const orderIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function shippingRpc(sql: Sql): Implementation<typeof ShippingService> {
  return {
    async quote({ country, items }) {
      if (!/^[A-Z]{2}$/.test(country))
        throw new RpcError("INVALID_ARGUMENT", "country: two capital letters.");
      if (items < 1) throw new RpcError("INVALID_ARGUMENT", "items: one or more.");
      const { cost, days } = quote(country, items);
      return { cost: toProto(cost), days };
    },

    async getShipment({ orderId }) {
      if (!orderIdPattern.test(orderId))
        throw new RpcError("INVALID_ARGUMENT", "order_id: is not a UUID in small letters.");
      const shipment = await find(sql, orderId);
      if (shipment === undefined)
        throw new RpcError("NOT_FOUND", `Nothing was shipped for order ${orderId} yet.`);
      return { orderId, trackingCode: shipment.trackingCode, state: shipment.state };
    },
  };
}
