import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";

/** Versions of Node the command line is held to, besides the one the tests run on. */
export const OTHER_NODES = ["20.20.2", "22.23.5"] as const;

/**
 * The program of a Node version, from the npm package that ships it; kept for later runs. npm checks what it downloads
 * against the registry's digest.
 */
export async function nodeProgram(version: string): Promise<string> {
  const cache = join(
    process.env.SLIPWAY_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "slipway"),
    "nodes",
  );
  const name = `node-linux-${process.arch}`;
  const folder = join(cache, version);
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    const part = await mkdtemp(join(cache, `${version}-`));
    await exec("npm", ["install", "--prefix", part, "--no-audit", "--no-fund", `${name}@${version}`]);
    // Another test may have been first; its copy is as good.
    await rename(part, folder).catch(() => rm(part, { recursive: true, force: true }));
  }
  return join(folder, "node_modules", name, "bin", "node");
}
