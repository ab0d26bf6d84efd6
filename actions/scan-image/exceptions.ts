/** The exceptions of this run: read before anything is scanned, and afterwards checked for unused ones. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import {
  type Exception,
  expiredExceptions,
  parseExceptions,
  requireBounded,
} from "@slipway/lib/domain/vulnerabilities/exceptions.ts";
import type { Verdict } from "./judge.ts";
import { EXCEPTIONS_FILE } from "./request.ts";

export async function readExceptions(
  file: string,
  { workspace, clock }: Context,
): Promise<readonly Exception[]> {
  const text = await readFile(join(workspace, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" && file === EXCEPTIONS_FILE) return "exceptions: []";
    throw new UserError(
      `${file}: cannot be read (${error.code}).\n  Give the file of the exceptions, in the workspace.`,
    );
  });
  const exceptions = parseExceptions(text, file);
  requireBounded(exceptions, clock.now());
  return exceptions;
}

/** An entry nobody needs hides the next vulnerability of that name; one for all services may be needed by another run's. */
export function reportUnused(
  exceptions: readonly Exception[],
  verdicts: ReadonlyMap<string, Verdict>,
  { clock, report }: Context,
): void {
  const used = new Set(
    [...verdicts.values()].flatMap(({ excepted }) => excepted.map(({ exception }) => exception)),
  );
  const expired = new Set(expiredExceptions(exceptions, clock.now()));
  for (const exception of exceptions.filter((each) => !used.has(each))) {
    const { id, where, expires, owner, services } = exception;
    const place = locationOf(where);
    const unused = `${where}: the exception of ${id} covered nothing in ${[...verdicts.keys()].join(", ")}.`;
    if (expired.has(exception))
      report.error(
        `${where}: the exception of ${id} expired on ${expires} and covers nothing any more.\n  Delete it, or ${owner} prolongs it with a reason.`,
        place,
      );
    else if (services === undefined)
      report.notice(`${unused}\n  Delete it if no other service needs it.`, place);
    else if (services.every((service) => verdicts.has(service)))
      report.warning(`${unused}\n  Delete it.`, place);
  }
}

function locationOf(where: string) {
  const [file = "", line] = where.split(/:(?=\d+$)/);
  return { file, line: Number(line) };
}
