import { existsSync } from "node:fs";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { repositoryRoot } from "../build/paths.ts";
import { baseImage } from "../components/base-image/component.ts";
import type { Platform } from "../platform/platform.ts";
import { accountToken } from "./accounts.ts";
import { git } from "./git.ts";
import { type LocalAddresses, localise, registryAddress } from "./localise.ts";
import { author, forgeApi, owner, repository, repositoryUrl } from "./repository.ts";
import { keepOnly, wantedServices } from "./services.ts";

/**
 * Clones HEAD of this checkout under the platform's folder, adds one commit with what is local and pushes it to the
 * forge. The checkout itself is read only.
 * @returns folder of the clone, whose `origin` is the forge
 */
export async function publish(platform: Platform): Promise<string> {
  const folder = platform.path("checkout", "slipway");
  if (existsSync(folder)) return folder;
  await git(repositoryRoot, ["clone", "-q", "--no-hardlinks", "--single-branch", repositoryRoot, folder]);
  await git(folder, ["checkout", "-q", "-B", "main"]);
  await git(folder, ["remote", "set-url", "origin", repositoryUrl(platform)]);
  await git(folder, ["config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"]);
  if ((await git(folder, ["rev-parse", "--is-shallow-repository"])) === "true") await beginHistory(folder);
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

/** A forge refuses a history whose beginning is missing, so a shallow checkout is published as one first commit. */
async function beginHistory(folder: string): Promise<void> {
  await git(folder, ["checkout", "-q", "--orphan", "begun"]);
  await git(folder, [...author, "commit", "-q", "-m", "chore: begin with a shallow checkout's files"]);
  await git(folder, ["branch", "-M", "begun", "main"]);
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

async function applyLocalCommit(folder: string, addresses: LocalAddresses): Promise<void> {
  await cp(join(folder, "local/forge/overlay"), folder, { recursive: true });
  await keepOnly(folder, wantedServices(folder));
  const files = (
    await git(folder, [
      "ls-files",
      "-z",
      "argocd",
      "environments",
      ".github/workflows",
      "services/*/values.yaml",
    ])
  )
    .split("\0")
    .filter((file) => file !== "" && existsSync(join(folder, file)));
  for (const file of files) {
    const content = await readFile(join(folder, file), "utf8");
    const local = localise(file, content, addresses);
    if (local !== content) await writeFile(join(folder, file), local);
  }
  await git(folder, ["add", "--all"]);
  await git(folder, [...author, "commit", "-q", "-m", localMessage]);
}

const localMessage = `chore(local): name what is local

Generated when this clone was made: addresses of the forge and the registry, stand-ins for third-party
actions, canary steps for a machine without a mesh.`;
