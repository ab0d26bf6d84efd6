import { mkdtempSync, rmSync } from "node:fs";
import { chmod, mkdir, readdir, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Artefact, artefactOf, isBuilt } from "../build/artefact.ts";
import { buildAll } from "../build/builder.ts";
import { repositoryRoot } from "../build/paths.ts";
import { guardFolder } from "./guard.ts";
import { debianWrapper } from "./tools.ts";
import { usedIfBuilt, wantedParts } from "./wanted.ts";

/** The programs, and the folder of this demo. */
export interface Parts {
  /** Deleted with all its files when the demo ends. */
  readonly folder: string;
  /** On PATH: every program by its name. */
  readonly tools: string;
  readonly canSign: boolean;
  readonly canScan: boolean;
  artefact(component: string): Artefact;
  binary(component: string, name: string): string;
  /** Ends every process of the demo and removes its folder. */
  remove(): Promise<void>;
}

/** Builds missing programs and links all of them in a temporary folder; PATH of this process begins with it. */
export async function openParts(signal: AbortSignal, out: NodeJS.WriteStream): Promise<Parts> {
  const built = new Map(await buildAll(await wantedParts(), signal, out));
  for (const component of usedIfBuilt) {
    const artefact = await artefactOf(component);
    if (isBuilt(artefact)) built.set(component.name, artefact);
  }
  signal.throwIfAborted();
  // One step for a signal: a folder is never there without its guard.
  const folder = mkdtempSync(join(tmpdir(), "slipway-demo-"));
  const guard = guardFolder(folder);
  try {
    const tools = await layOutTools(folder, built.values());
    process.env.TMPDIR = join(folder, "tmp");
    // Verbs and services are started about a hundred times; each is compiled once.
    process.env.NODE_COMPILE_CACHE = join(folder, "compiled");
    process.env.PATH = [tools, join(repositoryRoot, "node_modules/.bin"), process.env.PATH].join(":");
    const artefact = (name: string): Artefact => {
      const found = built.get(name);
      if (found === undefined) throw new Error(`component ${name} was not built`);
      return found;
    };
    return {
      folder,
      tools,
      artefact,
      canSign: built.has("cosign"),
      canScan: built.has("trivy"),
      binary: (component, name) => join(artefact(component).folder, "bin", name),
      remove: async () => {
        await guard.end();
        // A part of this process that was still starting may have written meanwhile.
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      },
    };
  } catch (error) {
    await guard.end();
    throw error;
  }
}

async function layOutTools(folder: string, artefacts: Iterable<Artefact>): Promise<string> {
  // PostgreSQL runs as another user if this process is root; that user needs access.
  await chmod(folder, 0o711);
  // Temporary files of verbs and servers are deleted with the rest.
  const temporary = join(folder, "tmp");
  await mkdir(temporary);
  await chmod(temporary, 0o1777);
  const tools = join(folder, "tools");
  await mkdir(tools);
  await chmod(tools, 0o755);
  for (const { component, folder: home } of artefacts) {
    if (component.name === "postgres") continue;
    if (component.name === "redis")
      await debianWrapper(join(tools, "redis-server"), join(home, "root"), "usr/bin/redis-server");
    else
      for (const name of await readdir(join(home, "bin")))
        await symlink(join(home, "bin", name), join(tools, name));
  }
  return tools;
}
