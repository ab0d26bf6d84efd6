import { appendFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Reporter } from "../../argocd/addons/reporter/src/reporter.ts";
import { cacheFolder, repositoryRoot } from "../build/paths.ts";
import { git } from "../forge/git.ts";
import { applyLocalCommit, cloneHead } from "../forge/local-clone.ts";
import { environments } from "../platform/ports.ts";
import { EmbeddedCluster } from "./cluster.ts";
import { startEvents } from "./events.ts";
import { EmbeddedForge } from "./forge.ts";
import { checkoutWithPackages } from "./packages.ts";
import type { Parts } from "./parts.ts";
import { layOut } from "./places.ts";
import { PortRange } from "./ports.ts";
import { queryAt } from "./prometheus-query.ts";
import { startReporting } from "./reporting.ts";
import { Runner } from "./runner.ts";
import { makeScannerCache } from "./scanning.ts";
import { startLoad } from "./servers.ts";
import { makeKeys } from "./signing.ts";
import { startStores } from "./stores.ts";
import { surroundingsIn } from "./surroundings.ts";
import { Targets } from "./targets.ts";

const overlays = ["local/forge/overlay", "local/embedded/overlay"];

/** All running parts; they end together. */
export interface Embedded extends AsyncDisposable {
  readonly forge: EmbeddedForge;
  readonly cluster: EmbeddedCluster;
  readonly runner: Runner;
  readonly prometheus: string;
  /** The developer's clone, one local commit ahead of the empty forge. */
  readonly clone: string;
  /** Address of a service in an environment; undefined for one that is not delivered here. */
  addressOf(environment: string, service: string): string | undefined;
  /** Pushes the clone to the forge, and starts the requests to the shop: the demo begins. */
  begin(): Promise<void>;
}

/** Log of events in the parts, for debugging; a new file each time. */
export const logFile = (): string => join(cacheFolder(), "logs", "demo.log");

/** Starts every part. If one of them does not start, or when the signal comes, the started parts are ended again. */
export async function startEmbedded(
  parts: Parts,
  services: readonly string[],
  signal: AbortSignal,
): Promise<Embedded> {
  await using stack = new AsyncDisposableStack();
  const ended = new AbortController();
  stack.defer(() => ended.abort());
  const either = AbortSignal.any([signal, ended.signal]);
  const log = await openLog();
  const ports = stack.use(await PortRange.claim());
  const forge = stack.use(await EmbeddedForge.start(repositoryRoot));
  const places = await layOut(services);
  stack.defer(async () => {
    await Promise.all(places.map(({ proxy }) => proxy.close()));
  });
  const addressOf = (environment: string, service: string) => {
    const place = places.find((one) => one.environment === environment && one.service === service);
    return place && `http://127.0.0.1:${place.proxy.port}`;
  };
  // Prometheus starts before its targets exist.
  let known: EmbeddedCluster | undefined;
  const targets = stack.use(
    await Targets.listen(
      places.flatMap(({ slots }) => slots),
      (slot) => known?.scraped(slot),
    ),
  );
  const clone = join(parts.folder, "clone");
  const jobs = join(parts.folder, "jobs");
  const [stores, keys, scannerCache] = await all(
    startStores(parts, { services, targets, ports, stack }),
    makeKeys(parts),
    makeScannerCache(parts),
    cloneHead(clone, forge.repositoryUrl).then(() =>
      checkoutWithPackages(clone, join(jobs, "deliver/checkout"), forge.repositoryUrl),
    ),
  );
  signal.throwIfAborted();
  const { registry, nodeDigest } = stores;
  await applyLocalCommit(clone, { repository: forge.repositoryUrl, registry, nodeDigest }, overlays);
  const folder = join(parts.folder, "cluster");
  await git(parts.folder, ["clone", "-q", "--shared", "--no-checkout", forge.bare, folder]);
  const images = join(parts.folder, "images");
  await mkdir(images);
  const cluster = new EmbeddedCluster({
    forge,
    folder,
    places,
    starter: { images, ports, log, surroundings: surroundingsIn(stores.secrets, stores, addressOf) },
    query: queryAt(stores.prometheus),
  });
  known = cluster;
  stack.defer(() => cluster.end());
  const runner = new Runner({
    forge,
    log,
    signal: either,
    folder: jobs,
    buildkit: stores.buildkit,
    settings: {
      registry,
      nodeImage: stores.nodeImage,
      scannerCache,
      ...keys,
      platform: process.arch === "arm64" ? "linux/arm64" : "linux/amd64",
    },
  });
  let reporter: Reporter | undefined;
  const events = startEvents(forge, cluster, runner, either);
  stack.defer(async () => {
    ended.abort();
    await events.settled();
    // Not awaited, because its remaining output is not shown.
    void reporter?.stop();
  });
  signal.throwIfAborted();
  const running = stack.move();
  return {
    forge,
    cluster,
    runner,
    clone,
    addressOf,
    prometheus: stores.prometheus,
    begin: async () => {
      await git(clone, ["push", "-q", "origin", "main"]);
      reporter = startReporting(cluster, forge, join(parts.folder, "reporter.git"));
      for (const environment of environments) {
        const program = join(clone, "environments", environment, "platform/load/load.mjs");
        const target = addressOf(environment, "api-gateway");
        running.use(
          await ports.start((port) => startLoad(parts, `load-${environment}`, program, port, target)),
        );
      }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Like Promise.all, but waits for all of them, so that started parts are known and can be ended. */
async function all<const Waited extends readonly Promise<unknown>[]>(
  ...waited: Waited
): Promise<{ -readonly [Index in keyof Waited]: Awaited<Waited[Index]> }> {
  await Promise.allSettled(waited);
  return Promise.all(waited) as Promise<{ -readonly [Index in keyof Waited]: Awaited<Waited[Index]> }>;
}

async function openLog(): Promise<(line: string) => void> {
  await mkdir(join(cacheFolder(), "logs"), { recursive: true });
  await writeFile(logFile(), "");
  return (line) => appendFileSync(logFile(), `${new Date().toISOString()} ${line}\n`);
}
