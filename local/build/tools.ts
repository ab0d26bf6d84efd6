/**
 * Provides the programs that tests need: command-line tools, and the stores and the browser if the machine
 * lacks them. Prints one folder that contains all of them; with-setup.mjs passes it to the command.
 */
import { mkdir, readdir, rename, symlink } from "node:fs/promises";
import { join } from "node:path";
import {
  controlPlaneComponents,
  toolComponents,
  toolComponentsOfShop,
  unpackedForTests,
} from "../components/index.ts";
import type { Component } from "../platform/component.ts";
import { explain, findMissingForTests } from "../preflight/preflight.ts";
import { findOnMachine, programs, toolsFolder } from "../setup/programs.ts";
import { selectionOf } from "../setup/selection.ts";
import { type Artefact, artefactOf, isBuilt } from "./artefact.ts";
import { buildAll } from "./builder.ts";
import { writeLaunchers } from "./launchers.ts";

const selection = selectionOf(process.argv.slice(2));
const built = [
  ...(selection.platform ? toolComponents : toolComponentsOfShop),
  ...(selection.controlPlane ? controlPlaneComponents : []),
];
const absent = programs.filter(
  ({ component, commands }) =>
    (selection.shop || selection.controlPlane || component !== "redis") &&
    !commands.some((command) => findOnMachine(command)),
);
const unpacked = unpackedForTests.filter(({ name }) => absent.some(({ component }) => component === name));

const findings = await findMissingForTests(await missing([...built, ...unpacked]));
if (findings.length > 0) fail(explain(findings));
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());
await mkdir(toolsFolder(), { recursive: true });
await provide(built).catch((error: Error) => fail(error.message));
// If a program cannot be unpacked, the tests that use it fail with the cause; the others can run.
for (const component of unpacked) {
  await provide([component]).catch((error: Error) => process.stderr.write(`${error.message}\n`));
}
process.stdout.write(`${toolsFolder()}\n`);

/** The components missing from the cache; all of them if this is unknown because the compiler is missing. */
async function missing(components: readonly Component[]): Promise<readonly Component[]> {
  const artefacts = await Promise.all(components.map((each) => artefactOf(each).catch(() => undefined)));
  return components.filter((_, index) => {
    const artefact = artefacts[index];
    return artefact === undefined || !isBuilt(artefact);
  });
}

async function provide(components: readonly Component[]): Promise<void> {
  const artefacts = await buildAll(components, interrupted.signal);
  for (const artefact of artefacts.values()) await link(artefact);
}

async function link(artefact: Artefact): Promise<void> {
  const isDebian = artefact.component.build.kind === "debian";
  const names = await readdir(join(artefact.folder, "bin"));
  const folder = isDebian ? await writeLaunchers(artefact) : join(artefact.folder, "bin");
  for (const name of names) await replaceLink(join(folder, name), join(toolsFolder(), name));
}

/** In one step, because another run may be starting the program. */
async function replaceLink(target: string, file: string): Promise<void> {
  const part = `${file}.${process.pid}`;
  await symlink(target, part);
  await rename(part, file);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
