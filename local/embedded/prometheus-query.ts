import { z } from "zod";
import type { Query } from "./analysis.ts";

const vector = z.object({
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

/** Instant queries of a Prometheus. */
export function queryAt(address: string): Query {
  return async (expression, timeoutSeconds) => {
    const answer = await fetch(`${address}/api/v1/query`, {
      method: "POST",
      body: new URLSearchParams({ query: expression }),
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Prometheus answers ${answer.status}: ${text.slice(0, 200)}`);
    return vector.parse(JSON.parse(text)).data.result.map(({ value }) => numberOf(value[1]));
  };
}

/** Prometheus writes `+Inf`. */
const numberOf = (text: string): number => Number(text.replace(/Inf$/, "Infinity"));
