/** Builds the command-line tools the tests call and prints one folder that has them all; see with-setup.mjs. */
import { mkdir, readdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { toolComponents } from "../components/index.ts";
import { explain, findMissingForTools } from "../preflight/preflight.ts";
import { artefactOf, isBuilt } from "./artefact.ts";
import { buildAll } from "./builder.ts";
import { cacheFolder } from "./paths.ts";

const artefacts = await Promise.all(toolComponents.map(artefactOf));
if (!artefacts.every(isBuilt)) {
  const findings = await findMissingForTools();
  if (findings.length > 0) fail(explain(findings));
}
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());
await buildAll(toolComponents, interrupted.signal).catch((error: Error) => fail(error.message));

const folder = join(cacheFolder(), "tools");
await mkdir(folder, { recursive: true });
for (const artefact of artefacts) {
  for (const binary of await readdir(join(artefact.folder, "bin"))) {
    await rm(join(folder, binary), { force: true });
    await symlink(join(artefact.folder, "bin", binary), join(folder, binary));
  }
}
process.stdout.write(`${folder}\n`);

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
