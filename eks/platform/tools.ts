import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { cacheFolder } from "../../local/build/paths.ts";

/** Milliseconds for the download and installation of one environment. */
const INSTALL_MS = 10 * 60_000;

/** Installations under way, by folder: checks that run at the same time wait for the same one. */
const underWay = new Map<string, Promise<void>>();

/** The Python of a virtual environment with the packages that `tools/<name>.txt` pins. @throws CommandFailed with pip's words */
export const pythonWith = (name: "aws" | "checkov"): Promise<string> =>
  environment(join(import.meta.dirname, "tools", `${name}.txt`), join(cacheFolder(), "python"));

/**
 * The Python of a virtual environment below `parent`, made once for each content of a file of requirements. pip compares every wheel with
 * its hashes and builds nothing from source.
 */
export async function environment(requirements: string, parent: string): Promise<string> {
  const name = basename(requirements, ".txt");
  const { stdout: version } = await exec("python3", ["--version"], { timeoutMs: 30_000 });
  const key = createHash("sha256")
    .update(await readFile(requirements))
    .update(version)
    .digest("hex")
    .slice(0, 16);
  const folder = join(parent, `${name}-${key}`);
  const python = join(folder, "bin", "python");
  if (existsSync(python)) return python;
  const running = underWay.get(folder) ?? install(name, requirements, folder);
  underWay.set(folder, running);
  await running.finally(() => underWay.delete(folder));
  return python;
}

/** Nothing is found under the final name before it is complete. */
async function install(name: string, requirements: string, folder: string): Promise<void> {
  process.stderr.write(`Installing ${name} (once) …\n`);
  const started = performance.now();
  await mkdir(dirname(folder), { recursive: true });
  // A folder of its own for each process; two processes may share a process id in different containers.
  const work = await mkdtemp(`${folder}.`);
  await exec("python3", ["-m", "venv", "--without-pip", work], { timeoutMs: INSTALL_MS });
  const pins = ["--no-deps", "--no-compile", "--only-binary=:all:", "--require-hashes", "--requirement"];
  const pip = ["-m", "pip", "--python", join(work, "bin", "python"), "--disable-pip-version-check"];
  await exec("python3", [...pip, "install", ...pins, requirements], { timeoutMs: INSTALL_MS });
  await rename(work, folder).catch(async (error: NodeJS.ErrnoException) => {
    // Another process made the same environment in the meantime.
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    await rm(work, { recursive: true });
  });
  process.stderr.write(`${name}: installed in ${Math.round((performance.now() - started) / 1000)} s\n`);
}
