import type { EventData } from "@slipway/contracts/events";
import type { Kv } from "@slipway/kit/kv";

/** Counts of products bought together, in Redis: losing them only makes recommendations worse. */
export interface Companions {
  learn(order: EventData<"order.confirmed">): Promise<void>;
  /** Ids of products that were bought with `productId`, then the best-selling ones; never `productId` itself. */
  suggest(productId: number | undefined, count: number): Promise<number[]>;
}

const popular = "popular";
/** Of an order with more products only the first ones count, because the number of pairs grows with the square. */
const mostLearnt = 20;

export function companionsIn(kv: Kv): Companions {
  return {
    async learn({ lines }) {
      const products = [...new Set(lines.map(({ productId }) => String(productId)))].slice(0, mostLearnt);
      for (const product of products) {
        await kv.sortedIncrement(popular, product, 1);
        for (const other of products)
          if (other !== product) await kv.sortedIncrement(`with:${product}`, other, 1);
      }
    },

    async suggest(productId, count) {
      const together = productId === undefined ? [] : await kv.sortedTop(`with:${productId}`, count);
      const often = together.length < count ? await kv.sortedTop(popular, count + together.length + 1) : [];
      const ids = [...new Set([...together, ...often])].map(Number);
      return ids.filter((id) => id !== productId).slice(0, count);
    },
  };
}
