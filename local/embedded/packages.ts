import { existsSync } from "node:fs";
import { cp, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ExecaError, execa } from "execa";
import { repositoryRoot } from "../build/paths.ts";
import { git } from "../forge/git.ts";

/**
 * Creates the checkout in which the services are bundled, and puts the packages of this repository's own
 * checkout there, as hard links if the disk allows it. On GitHub `npm ci` does this.
 */
export async function checkoutWithPackages(source: string, folder: string, origin: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await git(source, ["clone", "-q", source, folder]);
  await git(folder, ["remote", "set-url", "origin", origin]);
  const manifests = (await git(folder, ["ls-files", "package.json", "*/package.json"])).split("\n");
  const folders = manifests
    .map((file) => join(dirname(file), "node_modules"))
    .filter((packages) => existsSync(join(repositoryRoot, packages)));
  for (const packages of folders) {
    const [from, to] = [join(repositoryRoot, packages), join(folder, packages)];
    await execa("cp", ["-al", from, to], { timeout: 120_000 }).catch(async (error: unknown) => {
      // It was ended with the demo.
      if (error instanceof ExecaError && error.isTerminated) throw error;
      await rm(to, { recursive: true, force: true });
      await cp(from, to, { recursive: true, verbatimSymlinks: true });
    });
  }
}
