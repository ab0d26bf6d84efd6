import { z } from "zod";
import type { Query } from "./analysis.ts";

const vector = z.object({
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

const fault = z.object({ errorType: z.string(), error: z.string() });

/** Instant queries of a Prometheus. */
export function queryAt(address: string): Query {
  return async (expression, timeoutSeconds) => {
    const answer = await fetch(`${address}/api/v1/query`, {
      method: "POST",
      body: new URLSearchParams({ query: expression }),
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(refusal(answer.status, text));
    return vector.parse(JSON.parse(text)).data.result.map(({ value }) => numberOf(value[1]));
  };
}

/** In the format in which Argo Rollouts reports an error of Prometheus: its type, then its text. */
function refusal(status: number, text: string): string {
  const { data } = fault.safeParse(parsed(text));
  if (data !== undefined) return `${data.errorType}: ${data.error}`;
  return `Prometheus answers ${status}: ${text.slice(0, 200)}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Prometheus writes `+Inf`. */
const numberOf = (text: string): number => Number(text.replace(/Inf$/, "Infinity"));
