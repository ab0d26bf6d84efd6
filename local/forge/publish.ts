import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { execa } from "execa";
import { baseImage } from "../components/base-image/component.ts";
import type { Platform } from "../platform/platform.ts";
import { accountToken } from "./accounts.ts";
import { git } from "./git.ts";
import { applyLocalCommit, cloneHead } from "./local-clone.ts";
import { type LocalAddresses, registryAddress } from "./localise.ts";
import { forgeApi, owner, repository, repositoryUrl } from "./repository.ts";

/**
 * Clones HEAD of this checkout under the platform's folder, adds one commit with what is local and pushes it to the
 * forge. The checkout itself is read only.
 * @returns folder of the clone, whose `origin` is the forge
 */
export async function publish(platform: Platform): Promise<string> {
  const folder = platform.path("checkout", "slipway");
  if (existsSync(folder)) return folder;
  await cloneHead(folder, repositoryUrl(platform));
  try {
    await applyLocalCommit(folder, await addressesOf(platform));
    await git(folder, ["push", "-q", "origin", "main"], await accountToken(platform, "admin"));
    await showMain(platform);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/** The forge takes the branch that comes first for the one that people clone, and a cluster's heartbeat may be faster. */
async function showMain(platform: Platform): Promise<void> {
  const admin = await forgeApi(platform, "admin");
  await admin.call("PATCH", `/repos/${owner}/${repository}`, { default_branch: "main" });
}

async function addressesOf(platform: Platform): Promise<LocalAddresses> {
  const { stdout } = await execa(platform.binary("crane", "crane"), ["digest", baseImage(platform)], {
    timeout: 20_000,
  });
  return {
    repository: repositoryUrl(platform),
    registry: registryAddress(platform.ports),
    nodeDigest: stdout.trim(),
  };
}
