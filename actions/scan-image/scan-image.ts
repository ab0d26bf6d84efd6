/**
 * Scans each image before it is pushed, without any credentials. What decides is trivy's report, read by us; no report, no
 * database, an old database or a broken image is a failure, never "no findings".
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../lib/errors/user-error.ts";
import { layoutsFolder } from "../lib/oci/layout-folder.ts";
import { inParallel } from "../lib/parallel/in-parallel.ts";
import { describeError } from "../lib/report/outcome.ts";
import type { Context, Outcome, Result } from "../lib/report/report.ts";
import type { Database } from "../lib/vulnerabilities/database.ts";
import {
  type Exception,
  expiredExceptions,
  parseExceptions,
  requireBounded,
} from "../lib/vulnerabilities/exceptions.ts";
import { usableDatabase } from "./database.ts";
import { judge, type Policy, type Verdict } from "./judge.ts";
import { type ImageToScan, scanImage } from "./reports.ts";
import { EXCEPTIONS_FILE, type ScanImageRequest } from "./request.ts";
import { describeBlocked, describePassed, FINDINGS_HEADER, FIXTURE_NOTE, rowsOf } from "./words.ts";

const PARALLEL = 2;

interface Scanned {
  readonly result: Result;
  readonly verdict?: Verdict;
}

export async function scanImages(request: ScanImageRequest, context: Context): Promise<Outcome> {
  const folder = layoutsFolder(request.layouts, context.workspace, context.env);
  const entries = Object.entries(request.images);
  if (entries.length === 0) return outcome(request, folder, [], undefined);
  const exceptions = await readExceptions(request.exceptions, context);
  const database = await usableDatabase(request, context);
  context.report.plan(entries.map(([service, { digest }]) => `${service}: scan ${digest}`));
  if (context.dryRun) {
    const results = entries.map(
      ([service]): Result => ({ service, status: "nothing", reason: "would be scanned" }),
    );
    return { ...outcome(request, folder, [], database), results };
  }
  const policy: Policy = { ...request, exceptions, now: context.clock.now() };
  const scanned = await inParallel(entries, PARALLEL, ([service, { name, digest }]) =>
    scanOne(
      { service, name, digest, folder, severities: request.reportSeverities },
      policy,
      database,
      request,
      context,
    ),
  );
  reportFindings(scanned, context);
  reportIdle(exceptions, scanned, policy.now, context);
  return outcome(request, folder, scanned, database);
}

async function readExceptions(file: string, { workspace, clock }: Context): Promise<readonly Exception[]> {
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

async function scanOne(
  image: ImageToScan,
  policy: Policy,
  database: Database,
  request: ScanImageRequest,
  { env }: Context,
): Promise<Scanned> {
  const { service } = image;
  const note = database.isFixture ? `${FIXTURE_NOTE}. ` : "";
  try {
    const reports = await scanImage(image, database.cache, env);
    const verdict = judge(service, reports, policy);
    const isBlocked = verdict.blocking.length > 0;
    const words = isBlocked ? describeBlocked(verdict, request.exceptions) : describePassed(reports, verdict);
    return { result: { service, status: isBlocked ? "failed" : "done", reason: note + words }, verdict };
  } catch (error) {
    return { result: { service, status: "failed", reason: note + describeError(error) } };
  }
}

function reportFindings(scanned: readonly Scanned[], { report }: Context): void {
  const rows = scanned.flatMap(({ result, verdict }) => (verdict ? rowsOf(result.service, verdict) : []));
  if (rows.length > 0) report.summary("scan-image: findings", FINDINGS_HEADER, rows);
}

/** An entry nobody needs hides the next vulnerability of that name; one for all services may be needed by another run's. */
function reportIdle(
  exceptions: readonly Exception[],
  scanned: readonly Scanned[],
  now: Date,
  { report }: Context,
): void {
  const used = new Set(
    scanned.flatMap(({ verdict }) => verdict?.excepted.map(({ exception }) => exception) ?? []),
  );
  const expired = new Set(expiredExceptions(exceptions, now));
  const names = new Set(scanned.filter(({ verdict }) => verdict).map(({ result }) => result.service));
  for (const exception of exceptions.filter((each) => !used.has(each))) {
    const { id, where, expires, owner, services } = exception;
    const [file = "", line] = where.split(/:(?=\d+$)/);
    const place = { file, line: Number(line) };
    const idle = `${where}: the exception of ${id} covered nothing in ${[...names].join(", ")}.`;
    if (expired.has(exception))
      report.error(
        `${where}: the exception of ${id} expired on ${expires} and covers nothing any more.\n  Delete it, or ${owner} prolongs it with a reason.`,
        place,
      );
    else if (services === undefined)
      report.notice(`${idle}\n  Delete it if no other service needs it.`, place);
    else if (services.every((service) => names.has(service))) report.warning(`${idle}\n  Delete it.`, place);
  }
}

function outcome(
  { images }: ScanImageRequest,
  reports: string,
  scanned: readonly Scanned[],
  database: Database | undefined,
): Outcome {
  const results = scanned.map(({ result }) => result);
  const passed = new Set(results.filter(({ status }) => status === "done").map(({ service }) => service));
  const excepted = scanned.flatMap(({ result: { service }, verdict }) =>
    [...new Set(verdict?.excepted.map(({ exception }) => exception))].map(
      ({ services: _, where: __, ...exception }) => ({
        service,
        ...exception,
      }),
    ),
  );
  return {
    outputs: {
      images: JSON.stringify(
        Object.fromEntries(Object.entries(images).filter(([service]) => passed.has(service))),
      ),
      exceptions: JSON.stringify(excepted),
      database: database
        ? JSON.stringify({ updatedAt: database.updatedAt.toISOString(), fixture: database.isFixture })
        : "",
      reports,
    },
    results,
  };
}
