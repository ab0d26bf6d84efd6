import { existsSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../build/paths.ts";
import { author } from "./author.ts";
import { git } from "./git.ts";
import { type LocalAddresses, localise } from "./localise.ts";
import { keepOnly, wantedServices } from "./services.ts";

/** Clones HEAD of this checkout as the branch main of a repository whose `origin` is the forge. The checkout is only read. */
export async function cloneHead(folder: string, forgeUrl: string): Promise<void> {
  await git(repositoryRoot, ["clone", "-q", "--no-hardlinks", "--single-branch", repositoryRoot, folder]);
  await git(folder, ["checkout", "-q", "-B", "main"]);
  await git(folder, ["remote", "set-url", "origin", forgeUrl]);
  await git(folder, ["config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"]);
  if ((await git(folder, ["rev-parse", "--is-shallow-repository"])) === "true") await beginHistory(folder);
}

/** A forge refuses a history without its beginning, so a shallow checkout is published as one initial commit. */
async function beginHistory(folder: string): Promise<void> {
  await git(folder, ["checkout", "-q", "--orphan", "begun"]);
  await git(folder, [...author, "commit", "-q", "-m", "chore: start from the files of a shallow checkout"]);
  await git(folder, ["branch", "-M", "begun", "main"]);
}

/** Other local changes. */
export interface Adaptation {
  /** Files that no overlay replaces. */
  readonly kept: readonly string[];
  /** Changes a file after the local replacements; returns the content unchanged if no change is needed. */
  readonly adapt: (path: string, content: string) => string;
}

/**
 * Adds one commit with the local changes to the clone.
 * @param overlays folders of the repository whose files replace those with the same path; later folders take
 * precedence
 */
export async function applyLocalCommit(
  folder: string,
  addresses: LocalAddresses,
  overlays: readonly string[] = ["local/forge/overlay"],
  { kept, adapt }: Adaptation = { kept: [], adapt: (_, content) => content },
): Promise<void> {
  for (const overlay of overlays) await cp(join(folder, overlay), folder, { recursive: true });
  if (kept.length > 0) await git(folder, ["checkout", "-q", "HEAD", "--", ...kept]);
  await keepOnly(folder, wantedServices(folder));
  const edited = [
    "argocd",
    "environments",
    ".github/workflows",
    "rollouts/strategies",
    "services/*/values.yaml",
  ];
  const files = (await git(folder, ["ls-files", "-z", ...edited]))
    .split("\0")
    .filter((file) => file !== "" && existsSync(join(folder, file)));
  for (const file of files) {
    const content = await readFile(join(folder, file), "utf8");
    const local = adapt(file, localise(file, content, addresses));
    if (local !== content) await writeFile(join(folder, file), local);
  }
  await git(folder, ["add", "--all"]);
  await git(folder, [...author, "commit", "-q", "-m", localMessage]);
}

const localMessage = `chore(local): name what is local

Generated when this clone was made: addresses of the forge and the registry, stand-ins for third-party
actions, canary steps of seconds.`;
