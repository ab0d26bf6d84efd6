import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { styleText } from "node:util";
import { artefactOf, isBuilt } from "../build/artefact.ts";
import { buildAll } from "../build/builder.ts";
import { isAlive } from "../build/lock.ts";
import { repositoryRoot } from "../build/paths.ts";
import { componentsOf } from "../components/index.ts";
import { explain, findMissing, findMissingForTools } from "../preflight/preflight.ts";
import type { Component } from "./component.ts";
import { down } from "./down.ts";
import { NotUp } from "./not-up.ts";
import { keepOptions, type PlatformOptions, readOptions } from "./options.ts";
import { Platform } from "./platform.ts";
import { lastLines } from "./process.ts";
import { type PlatformStatus, readStatus, runningStatus, type UnitStatus } from "./state.ts";

/**
 * Time limit from start to everything ready. A start takes about 40 s on an idle reference machine, and took
 * 150 s next to another platform; each unit has its own limit.
 */
const deadlineMs = 900_000;

/**
 * Builds missing components and starts the platform unless it runs. Returns when everything is ready.
 * @param wanted options of its first start
 * @throws NotUp with everything that the machine lacks, or with the unit that failed and its last log lines
 */
export async function up(
  name: string,
  signal: AbortSignal,
  out: NodeJS.WriteStream = process.stderr,
  wanted: Partial<PlatformOptions> = {},
): Promise<Platform> {
  const components = componentsOf(keepOptions(name, wanted));
  const before = new Platform(name);
  const running = await runningStatus(name);
  if (!running) await preflight(before, components);
  const platform = new Platform(name, await buildAll(components, signal, out));
  const supervisor = running ? running.pid : start(platform);
  try {
    await waitReady(platform, supervisor, signal, out);
  } catch (error) {
    // An interrupted start is stopped again, because no command waits for it any more.
    if (signal.aborted && !running) await down(name);
    throw error;
  }
  return platform;
}

/** Builds the components missing from the cache, after a check of the build's requirements. */
export async function build(
  options: PlatformOptions,
  signal: AbortSignal,
  out: NodeJS.WriteStream = process.stderr,
): Promise<void> {
  const components = componentsOf(options);
  if (!(await everythingIsBuilt(components))) {
    const findings = await findMissingForTools();
    if (findings.length > 0) throw new NotUp(explain(findings));
  }
  await buildAll(components, signal, out);
}

/** The running platform, for commands that need one. */
export async function attach(name: string): Promise<Platform> {
  if (!(await runningStatus(name)))
    throw new NotUp(`Platform "${name}" is not running. Start it: npm run local -- up`);
  const components = componentsOf(readOptions(name));
  return new Platform(name, await buildAll(components, new AbortController().signal));
}

async function preflight(platform: Platform, components: readonly Component[]): Promise<void> {
  const isBuilding = !(await everythingIsBuilt(components));
  const findings = await findMissing(platform.folder, platform.ports.all, isBuilding);
  if (findings.length > 0) throw new NotUp(explain(findings));
}

async function everythingIsBuilt(components: readonly Component[]): Promise<boolean> {
  // Without Go the cache keys are unknown; the preflight then reports the missing Go.
  const artefacts = await Promise.all(components.filter(({ build }) => build).map(artefactOf)).catch(
    () => undefined,
  );
  return artefacts?.every(isBuilt) ?? false;
}

function start(platform: Platform): number {
  const log = openSync(platform.path("logs", "supervisor.log"), "a");
  const child = spawn(process.execPath, [join(repositoryRoot, "local/platform/run.ts"), platform.name], {
    cwd: repositoryRoot,
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.unref();
  return child.pid ?? 0;
}

async function waitReady(
  platform: Platform,
  supervisor: number,
  signal: AbortSignal,
  out: NodeJS.WriteStream,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  const shown = new Set<string>();
  for (;;) {
    const lives = isAlive(supervisor);
    const status = await readStatus(platform.name);
    const current = status?.pid === supervisor ? status : undefined;
    if (current) showNews(current, shown, out);
    if (current?.phase === "ready") return;
    if (current?.phase === "failed") throw new NotUp(current.message);
    if (!lives) throw new NotUp(`the supervisor ended:\n    ${supervisorLog(platform)}`);
    if (Date.now() > deadline) throw new NotUp(late(platform, current));
    await delay(200, undefined, { signal });
  }
}

function showNews(status: PlatformStatus, shown: Set<string>, out: NodeJS.WriteStream): void {
  for (const unit of status.units.filter((one) => one.state === "ready" && one.kind === "process")) {
    if (shown.has(unit.name)) continue;
    shown.add(unit.name);
    out.write(`${styleText("green", "  ✓", { stream: out })} ${describe(unit)}\n`);
  }
}

const describe = (unit: UnitStatus): string =>
  `${unit.name.padEnd(34)} ${(unit.readyAfterMs / 1000).toFixed(1).padStart(5)} s  ${unit.address}`.trimEnd();

const supervisorLog = (platform: Platform): string =>
  lastLines(platform.path("logs", "supervisor.log"), 8).join("\n    ");

function late(platform: Platform, status: PlatformStatus | undefined): string {
  const waiting =
    status?.units.filter((unit) => unit.state !== "ready").map((unit) => `${unit.name} (${unit.state})`) ??
    [];
  return `not ready after ${deadlineMs / 1000} s; waiting for ${waiting.join(", ") || "the supervisor"}\n    ${supervisorLog(platform)}`;
}
