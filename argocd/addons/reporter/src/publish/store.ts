import { mkdir, rm } from "node:fs/promises";
import { UserError } from "../../../../../actions/lib/errors/user-error.ts";
import { evidenceBranch, parseEvidence } from "../../../../../actions/lib/evidence/evidence.ts";
import { exec } from "../../../../../actions/lib/exec/exec.ts";
import { type Git, openGit, type Tree } from "../../../../../actions/lib/git/git.ts";
import type { Observed, Target } from "../observe.ts";
import { rollOver } from "./roll-over.ts";

/** What one evidence branch says. */
export interface Branch {
  /** Undefined while the branch does not exist. */
  readonly tip: string | undefined;
  readonly published: Observed;
}

/** A bare repository that knows what the evidence branches say: a cache, thrown away on every doubt. */
export interface Store {
  readonly git: Git;
  branch(target: Target): Branch;
  /** Remembers what was pushed. */
  moved(target: Target, branch: Branch): void;
}

export interface StoreOptions {
  /** Folder of the repository; whatever is there is deleted first. */
  readonly folder: string;
  readonly repository: string;
  readonly token: string | undefined;
  readonly targets: readonly Target[];
}

const identity = { name: "slipway-reporter", email: "slipway-reporter@localhost" };

/**
 * Starts from nothing but the remote, so that neither a kill in the middle of a git command nor a stale lock outlives
 * a restart.
 */
export async function openStore({ folder, repository, token, targets }: StoreOptions): Promise<Store> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await exec("git", ["init", "--quiet", "--bare", "--initial-branch=main", folder]);
  await exec("git", ["remote", "add", "origin", repository], { cwd: folder });
  const git = openGit(folder, { identity, ...(token === undefined ? {} : { token }) });
  const refs = await git.fetch(...targets.map(nameOf));
  const branches = new Map<string, Branch>();
  for (const target of targets) {
    const tip = await rolled(git, { folder, branch: nameOf(target), target, tip: refs.get(nameOf(target)) });
    const published =
      tip === undefined ? new Map() : await readPublished(await git.tree(tip), nameOf(target));
    branches.set(nameOf(target), { tip, published });
  }
  return {
    git,
    branch: (target) => branches.get(nameOf(target)) ?? { tip: undefined, published: new Map() },
    moved: (target, branch) => {
      branches.set(nameOf(target), branch);
    },
  };
}

/** A forge that does not take it keeps the branch as it is: it grows, and everything else goes on. */
async function rolled(
  git: Git,
  place: { folder: string; branch: string; target: Target; tip: string | undefined },
): Promise<string | undefined> {
  const { tip } = place;
  if (tip === undefined) return undefined;
  const answer = await rollOver(git, { ...place, tip }, new Date());
  return answer !== undefined && "tip" in answer ? answer.tip : tip;
}

export function nameOf({ environment, cluster }: Target): string {
  return evidenceBranch(environment, cluster);
}

/** A file that cannot be read is as good as none: what is true now replaces it. */
async function readPublished(tree: Tree, branch: string): Promise<Observed> {
  const files = (await tree.list("")).filter((path) => /^[^/]+\.json$/.test(path));
  const texts = await Promise.all(files.map((path) => tree.read(path)));
  const published = new Map<string, ReturnType<typeof parseEvidence>>();
  files.forEach((path, index) => {
    try {
      const evidence = parseEvidence(String(texts[index] ?? ""), `${branch}:${path}`);
      if (path === `${evidence.service}.json`) published.set(evidence.service, evidence);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  });
  return published;
}
