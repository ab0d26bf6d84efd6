/**
 * Scans each image before it is pushed, without any credentials. What decides is trivy's report, read by us; no report, no
 * database, an old database or a broken image is a failure, never "no findings".
 */
import { describeError } from "@slipway/lib/app/report/outcome.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { inParallel } from "@slipway/lib/io/exec/in-parallel.ts";
import { layoutsFolder } from "@slipway/lib/io/oci/layout-folder.ts";
import type { Database } from "@slipway/lib/io/trivy/database.ts";
import { usableDatabase } from "./database.ts";
import { readExceptions, reportUnused } from "./exceptions.ts";
import { describeBlocked, describePassed, FINDINGS_HEADER, FIXTURE_NOTE, rowsOf } from "./findings-text.ts";
import { judge, type Policy, type Verdict } from "./judge.ts";
import { removeRecord, writeRecord } from "./record.ts";
import { type ImageToScan, scanImage } from "./reports.ts";
import type { ScanImageRequest } from "./request.ts";

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
  context.report.plan(entries.map(([service, { digest }]) => `${service}: scan ${digest}`));
  if (context.dryRun) return planned(request, folder);
  const database = await usableDatabase(request, context);
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
  reportUnused(exceptions, verdictsOf(scanned), context);
  return outcome(request, folder, scanned, database);
}

function planned(request: ScanImageRequest, folder: string): Outcome {
  const results = Object.keys(request.images).map(
    (service): Result => ({ service, status: "nothing", reason: "would be scanned" }),
  );
  return { ...outcome(request, folder, [], undefined), results };
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
    await removeRecord(image);
    const reports = await scanImage(image, database.cache, env);
    const verdict = judge(service, reports, policy);
    const isBlocked = verdict.blocking.length > 0;
    if (!isBlocked) await writeRecord({ image, reports, verdict, policy, database });
    const words = isBlocked ? describeBlocked(verdict, request.exceptions) : describePassed(reports, verdict);
    return { result: { service, status: isBlocked ? "failed" : "done", reason: note + words }, verdict };
  } catch (error) {
    return { result: { service, status: "failed", reason: note + describeError(error) } };
  }
}

const verdictsOf = (scanned: readonly Scanned[]): ReadonlyMap<string, Verdict> =>
  new Map(scanned.flatMap(({ result, verdict }) => (verdict ? [[result.service, verdict] as const] : [])));

function reportFindings(scanned: readonly Scanned[], { report }: Context): void {
  const rows = [...verdictsOf(scanned)].flatMap(([service, verdict]) => rowsOf(service, verdict));
  if (rows.length > 0) report.summary("scan-image: findings", FINDINGS_HEADER, rows);
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
