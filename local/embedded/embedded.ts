import { appendFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Reporter } from "../../argocd/addons/reporter/src/reporter.ts";
import { startServer } from "../../services/kit/data-plane/server-process.ts";
import { cacheFolder } from "../build/paths.ts";
import { git } from "../forge/git.ts";
import { applyLocalCommit, cloneHead } from "../forge/local-clone.ts";
import { environments } from "../platform/ports.ts";
import { pushBaseImage } from "./base-image.ts";
import { EmbeddedCluster } from "./cluster.ts";
import { startEvents } from "./events.ts";
import { EmbeddedForge } from "./forge.ts";
import { checkoutWithPackages } from "./packages.ts";
import type { Parts } from "./parts.ts";
import { type Layout, layOut } from "./places.ts";
import { queryAt } from "./prometheus-query.ts";
import { startReporting } from "./reporting.ts";
import { Runner } from "./runner.ts";
import * as servers from "./servers.ts";
import { makeKeys } from "./signing.ts";
import { makeSecrets, surroundingsIn } from "./surroundings.ts";
import { Targets } from "./targets.ts";
import type { Settings } from "./workflows.ts";

const requestsPerSecond = 12;
const overlays = ["local/forge/overlay", "local/embedded/overlay"];

/** Everything that runs; ended together. */
export interface Embedded extends AsyncDisposable {
  readonly forge: EmbeddedForge;
  readonly cluster: EmbeddedCluster;
  readonly runner: Runner;
  readonly layout: Layout;
  /** The developer's clone, one local commit ahead of the empty forge. */
  readonly clone: string;
  /** Sends the clone to the forge, and requests to the shop's edges: the story begins. */
  begin(): Promise<void>;
}

/** What happened in the parts, for who looks for a fault; begun anew each time. */
export const logFile = (): string => join(cacheFolder(), "logs", "demo.log");

/** Starts every part. What it started is ended again when one of them does not start. */
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
  const layout = await layOut(services);
  stack.defer(async () => {
    await Promise.all(layout.places.map(({ proxy }) => proxy.close()));
  });
  const { ports, places } = layout;
  const registry = `127.0.0.1:${ports.registry}`;
  const targetFile = join(parts.folder, "targets.json");
  const forge = await EmbeddedForge.start();
  stack.defer(() => forge.stop());
  const slots = places.flatMap((place) => place.slots);
  // Prometheus asks before there is anything to be asked of.
  let known: EmbeddedCluster | undefined;
  const targets = await Targets.listen(ports.targets, slots, (slot) => known?.hashIn(slot));
  stack.defer(() => targets.close());
  await targets.write(targetFile, ports.targets);
  const stopped = async (starting: Promise<servers.Server["process"]>) => {
    const server = await starting;
    stack.defer(() => server.stop());
  };
  const image = async () => {
    const [, buildkit] = await Promise.all([
      stopped(servers.startRegistry(parts, ports.registry).then(({ process }) => process)),
      servers.startBuildkit(parts, ports.buildkit, registry).then(async (server) => {
        await stopped(Promise.resolve(server.process));
        return server;
      }),
    ]);
    return pushBaseImage(parts, buildkit.address, `${registry}/shop/node:24`);
  };
  const database = async () => {
    await stopped(servers.startDatabase(parts, ports.postgres));
    await makeSecrets(join(parts.folder, "secrets"), services, ports);
  };
  const clone = join(parts.folder, "clone");
  const jobs = join(parts.folder, "jobs");
  const [nodeDigest, keys] = await all(
    image(),
    makeKeys(parts),
    database(),
    stopped(servers.startCache(parts, ports.redis)),
    stopped(servers.startPrometheus(parts, ports.prometheus, targetFile).then(({ process }) => process)),
    cloneHead(clone, forge.repositoryUrl).then(() =>
      checkoutWithPackages(clone, join(jobs, "deliver/checkout"), forge.repositoryUrl),
    ),
  );
  await applyLocalCommit(clone, { repository: forge.repositoryUrl, registry, nodeDigest }, overlays);
  const folder = join(parts.folder, "cluster");
  await git(parts.folder, ["clone", "-q", "--shared", "--no-checkout", forge.bare, folder]);
  const addressOf = (environment: string, service: string) => {
    const place = places.find((one) => one.environment === environment && one.service === service);
    return place && `http://127.0.0.1:${place.proxy.port}`;
  };
  const images = join(parts.folder, "images");
  await mkdir(images);
  const cluster = new EmbeddedCluster({
    ...{ forge, folder, places },
    starter: { images, log, surroundings: surroundingsIn(join(parts.folder, "secrets"), ports, addressOf) },
    query: queryAt(`http://127.0.0.1:${ports.prometheus}`),
  });
  known = cluster;
  stack.defer(() => cluster.end());
  const settings: Settings = {
    ...{ registry, nodeImage: `${registry}/shop/node:24`, scannerCache: "", ...keys },
    platform: process.arch === "arm64" ? "linux/arm64" : "linux/amd64",
  };
  const runner = new Runner({
    ...{ forge, settings, log, signal: either },
    folder: jobs,
    buildkit: `tcp://127.0.0.1:${ports.buildkit}`,
  });
  let reporter: Reporter | undefined;
  const events = startEvents(forge, cluster, runner, either);
  stack.defer(async () => {
    ended.abort();
    await events.settled();
    await reporter?.stop();
  });
  const running = stack.move();
  return {
    ...{ forge, cluster, runner, layout, clone },
    begin: async () => {
      await git(clone, ["push", "-q", "origin", "main"]);
      reporter = startReporting(cluster, forge, join(parts.folder, "reporter.git"));
      for (const environment of environments)
        running.use(await startLoad(parts, environment, clone, addressOf(environment, "api-gateway"), ports));
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** As Promise.all, but waits for all of them, so that what did start is known and can be ended. */
async function all<const Waited extends readonly Promise<unknown>[]>(
  ...waited: Waited
): Promise<{ -readonly [Index in keyof Waited]: Awaited<Waited[Index]> }> {
  await Promise.allSettled(waited);
  return Promise.all(waited) as Promise<{ -readonly [Index in keyof Waited]: Awaited<Waited[Index]> }>;
}

/** The environments' own load program. */
async function startLoad(
  parts: Parts,
  environment: (typeof environments)[number],
  clone: string,
  target: string | undefined,
  ports: Layout["ports"],
): Promise<AsyncDisposable> {
  const folder = join(parts.folder, `load-${environment}`);
  await mkdir(folder);
  const program = join(clone, "environments", environment, "platform/load/load.mjs");
  const port = ports[environment];
  const settings = [`TARGET=${target}`, `PORT=${port}`, `REQUESTS_PER_SECOND=${requestsPerSecond}`];
  const server = await startServer("env", [...settings, process.execPath, program], { port, folder });
  return { [Symbol.asyncDispose]: () => server.stop() };
}

async function openLog(): Promise<(line: string) => void> {
  await mkdir(join(cacheFolder(), "logs"), { recursive: true });
  await writeFile(logFile(), "");
  return (line) => appendFileSync(logFile(), `${new Date().toISOString()} ${line}\n`);
}
