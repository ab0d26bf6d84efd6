import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { cacheFolder } from "../../local/build/paths.ts";

/** Milliseconds for the download and installation of one environment. */
const INSTALL_MS = 10 * 60_000;

/**
 * The Python of a virtual environment with the packages that `tools/<name>.txt` pins. It is made once for each content of that file;
 * pip compares every wheel with its hashes and builds nothing from source. @throws CommandFailed with pip's words
 */
export async function pythonWith(name: "aws" | "checkov"): Promise<string> {
  const requirements = join(import.meta.dirname, "tools", `${name}.txt`);
  const { stdout: version } = await exec("python3", ["--version"], { timeoutMs: 30_000 });
  const key = createHash("sha256")
    .update(await readFile(requirements))
    .update(version)
    .digest("hex")
    .slice(0, 16);
  const folder = join(cacheFolder(), "python", `${name}-${key}`);
  const python = join(folder, "bin", "python");
  if (existsSync(python)) return python;
  process.stderr.write(`Installing ${name} (once) … `);
  const started = performance.now();
  await install(requirements, folder);
  process.stderr.write(`${Math.round((performance.now() - started) / 1000)} s\n`);
  return python;
}

/** Nothing is found under the final name before it is complete. */
async function install(requirements: string, folder: string): Promise<void> {
  const work = `${folder}.${process.pid}`;
  await mkdir(work, { recursive: true });
  await exec("python3", ["-m", "venv", "--without-pip", work], { timeoutMs: INSTALL_MS });
  const pins = ["--no-deps", "--no-compile", "--only-binary=:all:", "--require-hashes", "--requirement"];
  const pip = ["-m", "pip", "--python", join(work, "bin", "python"), "--disable-pip-version-check"];
  await exec("python3", [...pip, "install", ...pins, requirements], { timeoutMs: INSTALL_MS });
  await rename(work, folder).catch(async (error: NodeJS.ErrnoException) => {
    // Another run made the same environment in the meantime.
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    await rm(work, { recursive: true });
  });
}
