/** The database of this run: fetched when it is due, and fit to decide; else nothing passes. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import {
  type Database,
  DatabaseUnusable,
  readDatabase,
  requireUsable,
} from "@slipway/lib/io/trivy/database.ts";
import { FIXTURE_NOTE } from "./findings-text.ts";
import type { ScanImageRequest } from "./request.ts";
import { fetchDatabase } from "./trivy.ts";

const PAUSES_MS = [1000, 5000];

export function cacheFolder({ cache }: ScanImageRequest, { workspace, env }: Context): string {
  if (cache !== undefined) return cache;
  return env.RUNNER_TEMP ? join(env.RUNNER_TEMP, "trivy") : join(workspace, ".slipway", "trivy");
}

/** Throws {@link DatabaseUnusable} where there is none to rely on. */
export async function usableDatabase(
  request: ScanImageRequest,
  context: Context,
  pausesMs: readonly number[] = PAUSES_MS,
): Promise<Database> {
  const cache = cacheFolder(request, context);
  const fault = await refresh(cache, request.databaseRepositories, context, pausesMs);
  try {
    const database = await readDatabase(cache);
    requireUsable(database, {
      now: context.clock.now(),
      maxAgeSeconds: request.databaseMaxAge,
      fixtures: request.fixtureDatabase,
    });
    if (fault !== undefined)
      context.report.warning(`${fault}\n  Scanning with the one in ${cache}, which is young enough.`);
    if (database.isFixture) context.report.warning(FIXTURE_NOTE);
    return database;
  } catch (error) {
    if (!(error instanceof DatabaseUnusable) || fault === undefined) throw error;
    throw new DatabaseUnusable(`${error.message}\n  ${fault}`);
  }
}

/** Trivy leaves one alone that is not due. What cannot be fetched matters only if the one that is there is too old. */
async function refresh(
  cache: string,
  repositories: readonly string[],
  { env, report }: Context,
  pausesMs: readonly number[],
): Promise<string | undefined> {
  if (repositories.length === 0) return undefined;
  const present = await readDatabase(cache).catch(() => undefined);
  if (present?.isFixture) return undefined;
  await mkdir(cache, { recursive: true });
  for (let tries = 0; ; tries++) {
    const faults = await fetchFromAny(cache, repositories, env);
    if (faults.length === 0) return undefined;
    const wait = pausesMs[tries];
    if (wait === undefined) return `No database could be fetched: ${faults.join("; ")}`;
    report.info(`No database yet, trying again: ${faults.join("; ")}`);
    await pause(wait);
  }
}

/** Trivy itself gives up at the first repository it cannot reach. Returns what was wrong with each if none had one. */
async function fetchFromAny(
  cache: string,
  repositories: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const repository of repositories) {
    try {
      await fetchDatabase(cache, repository, env);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      faults.push(`${repository}: ${error.message}`);
    }
  }
  return faults;
}
