/**
 * `fetch` with a deadline, and with at most two repeats when the server did not answer or answered 5xx. A 4xx is an
 * answer and is never repeated: repeating it would only spend the rate limit.
 */
import { setTimeout as wait } from "node:timers/promises";
import { UserError } from "../../domain/errors/user-error.ts";

export interface FetchLimits {
  /** Milliseconds for one try, body included. */
  readonly deadlineMs: number;
  /** Milliseconds before the first and the second repeat. */
  readonly pausesMs: readonly number[];
}

const LIMITS: FetchLimits = { deadlineMs: 20_000, pausesMs: [300, 1500] };
const LONGEST_DEADLINE_S = 300;

/** The usual limits, with the deadline that SLIPWAY_API_DEADLINE names in seconds; nobody pauses longer than that. */
export function limitsOf(env: NodeJS.ProcessEnv): FetchLimits {
  const asked = env.SLIPWAY_API_DEADLINE;
  if (!asked) return LIMITS;
  const seconds = Number(asked);
  if (seconds > 0 && seconds <= LONGEST_DEADLINE_S) {
    const deadlineMs = seconds * 1000;
    return { deadlineMs, pausesMs: LIMITS.pausesMs.map((pause) => Math.min(pause, deadlineMs)) };
  }
  throw new UserError(
    `SLIPWAY_API_DEADLINE: ${JSON.stringify(asked)} is no number of seconds from 0 to ${LONGEST_DEADLINE_S}.\n  Leave it out for ${LIMITS.deadlineMs / 1000}.`,
  );
}

/**
 * Use it where a request may safely arrive twice; a new comment may not, and is sent once. A server that has let one
 * request down altogether is asked once only from then on: a run of many requests must end, too.
 */
export function retryingFetch(limits: FetchLimits = LIMITS): typeof fetch {
  let isSilent = false;
  return async (resource, init) => {
    const pauses = isSilent || isNewComment(resource, init) ? [] : limits.pausesMs;
    for (const pause of [...pauses, undefined]) {
      const answer = await tryOnce(resource, init, limits.deadlineMs);
      isSilent = "fault" in answer && (isSilent || pause === undefined);
      if (isFinal(answer) || pause === undefined) return settle(answer);
      await wait(pause);
    }
    throw new Error("unreachable: the last attempt always returns");
  };
}

/** What is written twice is there twice, and nobody but a reader could tell. */
function isNewComment(resource: string | URL | Request, init: RequestInit | undefined): boolean {
  const url = resource instanceof Request ? resource.url : String(resource);
  return init?.method?.toUpperCase() === "POST" && /\/comments$/.test(url);
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
    return { fault: deadline.aborted ? new Error(`no response within ${ms / 1000} s`) : fault };
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
