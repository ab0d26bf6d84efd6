import { chmod, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Artefact, artefactOf, isBuilt } from "../build/artefact.ts";
import { buildAll } from "../build/builder.ts";
import { repositoryRoot } from "../build/paths.ts";
import { buildkit } from "../components/buildkit/component.ts";
import { cosign } from "../components/cosign/component.ts";
import { crane } from "../components/crane/component.ts";
import { helm } from "../components/helm/component.ts";
import { kustomize } from "../components/kustomize/component.ts";
import { postgres } from "../components/postgres/component.ts";
import { prometheusDebian } from "../components/prometheus-debian/component.ts";
import { redis } from "../components/redis/component.ts";
import { registry } from "../components/registry/component.ts";
import type { Component } from "../platform/component.ts";
import { findBinary } from "../setup/programs.ts";
import { debianWrapper } from "./tools.ts";

const always: readonly Component[] = [buildkit, helm, kustomize, registry, crane, prometheusDebian];
/** Used where it was built before, left out where it was not: it takes longer to build than the whole story. */
const ifBuilt: readonly Component[] = [cosign];

/** What has to be built or unpacked here, the machine's own Redis and PostgreSQL considered. */
export const wantedParts = (): readonly Component[] => [
  ...always,
  ...(findBinary("redis-server") === undefined ? [redis] : []),
  ...(findBinary("initdb") === undefined ? [postgres] : []),
];

/** The programs, and the folder of this telling. */
export interface Parts {
  /** Goes with everything in it when the telling ends. */
  readonly folder: string;
  /** On PATH: every program by its name. */
  readonly tools: string;
  readonly canSign: boolean;
  artefact(component: string): Artefact;
  binary(component: string, name: string): string;
  remove(): Promise<void>;
}

/** Builds what the cache lacks and lays the programs out in a temporary folder; PATH of this process begins with them. */
export async function openParts(signal: AbortSignal, out: NodeJS.WriteStream): Promise<Parts> {
  const built = new Map(await buildAll(wantedParts(), signal, out));
  for (const component of ifBuilt) {
    const artefact = await artefactOf(component);
    if (isBuilt(artefact)) built.set(component.name, artefact);
  }
  const folder = await mkdtemp(join(tmpdir(), "slipway-demo-"));
  // PostgreSQL runs as a user of its own when this is root's; it must get through.
  await chmod(folder, 0o711);
  // What the verbs and servers put into the temporary directory goes with the rest.
  const temporary = join(folder, "tmp");
  await mkdir(temporary);
  await chmod(temporary, 0o1777);
  process.env.TMPDIR = temporary;
  const tools = join(folder, "tools");
  await mkdir(tools);
  await chmod(tools, 0o755);
  const artefact = (name: string): Artefact => {
    const found = built.get(name);
    if (found === undefined) throw new Error(`component ${name} was not built`);
    return found;
  };
  for (const { component, folder: home } of built.values()) {
    if (component.name === "postgres") continue;
    if (component.name === "redis")
      await debianWrapper(join(tools, "redis-server"), join(home, "root"), "usr/bin/redis-server");
    else
      for (const name of await readdir(join(home, "bin")))
        await symlink(join(home, "bin", name), join(tools, name));
  }
  process.env.PATH = [tools, join(repositoryRoot, "node_modules/.bin"), process.env.PATH].join(":");
  return {
    ...{ folder, tools, artefact },
    canSign: built.has("cosign"),
    binary: (component, name) => join(artefact(component).folder, "bin", name),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}
