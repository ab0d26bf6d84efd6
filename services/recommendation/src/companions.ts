import type { EventData } from "@slipway/contracts/events";
import type { Kv } from "@slipway/kit/kv";

/** What was bought together, counted in Redis: losing it costs better advice, nothing else. */
export interface Companions {
  learn(order: EventData<"order.confirmed">): Promise<void>;
  /** Ids of products people bought with `productId`, then of what is bought most; never `productId` itself. */
  suggest(productId: number | undefined, count: number): Promise<number[]>;
}

const popular = "popular";
/** An order of more different products teaches by its first ones: pairs grow with the square. */
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
