import type { EventData } from "@slipway/contracts/events";
import type { Query } from "@slipway/kit/sql";

export interface ProductSales {
  readonly productId: number;
  readonly name: string;
  readonly quantity: number;
  /** In the currency's minor unit. */
  readonly revenue: number;
  readonly currency: string;
}

/** Records sales of shops' products; sales of the shop's own goods (shop 0) are not recorded. */
export async function record(
  tx: Query,
  { orderId, lines, currency }: EventData<"order.confirmed">,
  soldAt: string,
): Promise<void> {
  for (const { productId, shopId, name, quantity, unitPrice } of lines) {
    if (shopId === 0) continue;
    await tx`
      insert into sales (order_id, product_id, shop_id, name, quantity, revenue, currency, sold_at)
      values (${orderId}, ${productId}, ${shopId}, ${name}, ${quantity}, ${unitPrice * quantity}, ${currency}, ${soldAt})
      on conflict do nothing`;
  }
}

/** A shop's sales, one row for each product and currency, the best sold first. */
export function report(sql: Query, shopId: number): Promise<ProductSales[]> {
  return sql<ProductSales>`
    select product_id as "productId", max(name) as name, sum(quantity)::bigint as quantity,
      sum(revenue)::bigint as revenue, currency
    from sales where shop_id = ${shopId}
    group by product_id, currency order by sum(quantity) desc, product_id`;
}
