/**
 * `fetch` with a deadline, and with at most two repeats when the server did not answer or answered 5xx. A 4xx is an
 * answer and is never repeated: repeating it would only spend the rate limit.
 */
import { setTimeout as wait } from "node:timers/promises";

export interface FetchLimits {
  /** Milliseconds for one try, body included. */
  readonly deadlineMs: number;
  /** Milliseconds before the first and the second repeat. */
  readonly pausesMs: readonly number[];
}

const LIMITS: FetchLimits = { deadlineMs: 20_000, pausesMs: [300, 1500] };

/** Use it where a request may safely arrive twice. */
export function patientFetch(limits: FetchLimits = LIMITS): typeof fetch {
  return async (resource, init) => {
    for (const pause of [...limits.pausesMs, undefined]) {
      const answer = await tryOnce(resource, init, limits.deadlineMs);
      if (isFinal(answer) || pause === undefined) return settle(answer);
      await wait(pause);
    }
    throw new Error("unreachable: the last try always returns");
  };
}

type Answer = { readonly response: Response } | { readonly fault: unknown };

async function tryOnce(
  resource: string | URL | Request,
  init: RequestInit | undefined,
  ms: number,
): Promise<Answer> {
  const deadline = AbortSignal.timeout(ms);
  const signal = init?.signal ? AbortSignal.any([deadline, init.signal]) : deadline;
  try {
    return { response: await fetch(resource, { ...init, signal }) };
  } catch (fault) {
    return { fault };
  }
}

function isFinal(answer: Answer): boolean {
  return "response" in answer && answer.response.status < 500;
}

function settle(answer: Answer): Response {
  if ("response" in answer) return answer.response;
  throw answer.fault;
}

/** The words inside a failed fetch: Node and Octokit hide the reason (ECONNREFUSED …) in chains of `cause`. */
export function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return faultOf(error.cause);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
