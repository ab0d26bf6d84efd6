/** Exit code and output for a verb's outcome. */
import { UserError } from "../../domain/errors/user-error.ts";
import { BadRequest } from "../request/request.ts";
import { plain } from "./answer.ts";
import type { Outcome, Report, Result } from "./report.ts";

export const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
export const EXIT_BAD_REQUEST = 2;

export function exitCode({ results, failsWhenRefused }: Outcome): number {
  const isFailure = ({ status }: Result) =>
    status === "failed" || (failsWhenRefused === true && status === "refused");
  return results.some(isFailure) ? EXIT_FAILED : EXIT_DONE;
}

export function exitCodeOf(error: unknown): number {
  return error instanceof BadRequest ? EXIT_BAD_REQUEST : EXIT_FAILED;
}

/** A user's mistake is reported without a stack; a bug with one, because only the stack locates it. */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return error.message;
  if (error instanceof Error) return `internal error: ${error.stack ?? error.message}`;
  return `internal error: ${String(error)}`;
}

/** The answer goes where people read it; a terminal has printed it by itself, on standard output. */
export function reportAnswer({ answer }: Outcome, report: Report): void {
  if (answer !== undefined) report.info(answer.text(plain));
}

export function reportOutcome(verb: string, outcome: Outcome, report: Report): void {
  for (const result of outcome.results) {
    if (result.status === "failed") report.error(sentence(result));
    if (result.status === "refused") {
      if (outcome.failsWhenRefused) report.error(sentence(result));
      else report.warning(sentence(result));
    }
  }
  if (outcome.results.length === 0) return;
  const rows = outcome.results.map((result) => [
    result.environment ?? "",
    result.service,
    result.status,
    result.reason,
  ]);
  report.summary(`slipway ${verb}`, ["environment", "service", "status", "reason"], rows);
}

function sentence(result: Result): string {
  const where = result.environment === undefined ? result.service : `${result.environment}/${result.service}`;
  return `${where} ${result.status}: ${result.reason}`;
}
