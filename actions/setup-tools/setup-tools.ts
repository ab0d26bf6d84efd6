import { appendFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { describeError } from "@slipway/lib/app/report/outcome.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { inParallel } from "@slipway/lib/io/exec/in-parallel.ts";
import { install } from "./download.ts";
import { type Pin, type Pins, pins } from "./pins.ts";
import type { SetupToolsRequest } from "./request.ts";
import { versionOf } from "./version.ts";

const PARALLEL = 2;

interface Found {
  readonly result: Result;
  /** To be put first on PATH. */
  readonly folder?: string;
}

export function setupTools(request: SetupToolsRequest, context: Context): Promise<Outcome> {
  return setupPinned(pins, request, context);
}

/** PATH first, then the runner's tool cache, then the network: a runner that has everything needs no network. */
export async function setupPinned(
  pinned: Pins,
  { tools }: SetupToolsRequest,
  context: Context,
): Promise<Outcome> {
  const requested = Object.entries(pinned).filter(([name]) => tools.includes(name));
  const found = await inParallel(requested, PARALLEL, ([name, pin]) => provide(name, pin, context));
  await addToPath(
    found.flatMap(({ folder }) => folder ?? []),
    context,
  );
  const ready = requested.filter((_, i) => found[i]?.result.status !== "failed");
  const versions = Object.fromEntries(ready.map(([name, { version }]) => [name, version]));
  return { outputs: { versions: JSON.stringify(versions) }, results: found.map(({ result }) => result) };
}

async function provide(name: string, pin: Pin, { env, report, dryRun }: Context): Promise<Found> {
  const result = (status: Result["status"], reason: string): Result => ({ service: name, status, reason });
  const onPath = await versionOf(name, pin, env);
  if (onPath === pin.version) return { result: result("nothing", `${pin.version} is on PATH`) };
  const platform = `${process.platform}-${process.arch}`;
  const folder = join(cacheFolder(env), name, pin.version, platform);
  if ((await versionOf(join(folder, name), pin)) === pin.version) {
    return { folder, result: result("done", `${pin.version} from the tool cache`) };
  }
  const instead = onPath === undefined ? "" : `, instead of ${onPath} on PATH`;
  try {
    const download = pin.downloads[platform];
    if (download === undefined) throw noDownload(name, pin, platform);
    report.plan([`${name}: download ${download.url}`]);
    if (dryRun) return { result: result("nothing", `would download ${pin.version}${instead}`) };
    await install(name, pin, download, folder);
    return { folder, result: result("done", `${pin.version} downloaded${instead}`) };
  } catch (error) {
    return { result: result("failed", describeError(error)) };
  }
}

function noDownload(name: string, pin: Pin, platform: string): UserError {
  return new UserError(
    `${name}: no download for ${platform} is pinned (${Object.keys(pin.downloads).join(", ")}).\n  Put ${name} ${pin.version} on PATH, or add it to pins.ts with its sha256.`,
  );
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env.RUNNER_TOOL_CACHE || join(env.HOME ?? homedir(), ".cache"), "slipway-tools");
}

/** For the steps after this one; at a terminal a program cannot change its caller's PATH. */
async function addToPath(folders: readonly string[], { env, report }: Context): Promise<void> {
  if (folders.length === 0) return;
  if (env.GITHUB_PATH) await appendFile(env.GITHUB_PATH, folders.map((folder) => `${folder}\n`).join(""));
  else report.notice(`Add to PATH: ${folders.join(":")}`);
}
