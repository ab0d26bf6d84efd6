import { errors } from "undici";
import { Problem } from "./problem.ts";
import type { Answer } from "./upstream.ts";

/** A call that was abandoned at its deadline. */
export class Late extends Error {
  override readonly name = "Late";
  /** Milliseconds that the service had. */
  readonly given: number;

  constructor(given: number, cause?: unknown) {
    super("no answer in time", { cause });
    this.given = given;
  }
}

/**
 * A proxy's answer for an unreachable service. It is returned to the caller if a retry is impossible or could
 * do harm.
 */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly answer: Answer;

  constructor(answer: Answer) {
    super("refused");
    this.answer = answer;
  }
}

/**
 * True for failures of the other side: no connection, a broken connection, no answer although there was
 * enough time, a proxy's refusal. Other errors (an invalid argument, a fault of this service) are no evidence
 * about the called service. `fairMs`: a deadline shorter than this is no evidence either.
 */
export function isOutage(error: unknown, fairMs: number): boolean {
  if (error instanceof Problem) return false;
  if (error instanceof Refused) return true;
  if (error instanceof Late) return error.given >= fairMs;
  if (error instanceof AggregateError) return error.errors.some((one) => isOutage(one, fairMs));
  if (error instanceof errors.HTTPParserError) return true;
  return error instanceof Error && "code" in error && brokenConnection.test(String(error.code));
}

/** Error codes of the system (ECONNREFUSED, EAI_AGAIN) and of the HTTP client. */
const brokenConnection =
  /^(E[A-Z0-9]+|EAI_[A-Z]+|UND_ERR_(CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|SOCKET|INFO|RES_CONTENT_LENGTH_MISMATCH))$/;

/**
 * A mesh proxy answers 502, 503 or 504 for a pod that has gone. A service's own answer has Retry-After (503),
 * or a problem document that names what it waited for (502, 504).
 */
export function isRefusal({ status, headers }: Answer): boolean {
  if (headers["retry-after"] !== undefined) return false;
  if (status === 503) return true;
  const isOwnWord = String(headers["content-type"] ?? "").startsWith("application/problem+json");
  return (status === 502 || status === 504) && !isOwnWord;
}
