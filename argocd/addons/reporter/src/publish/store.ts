import { mkdir, rm } from "node:fs/promises";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { evidenceBranch, parseEvidence } from "@slipway/lib/domain/evidence/evidence.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { type Git, openGit, type Tree } from "@slipway/lib/io/git/git.ts";
import type { Observed, Target } from "../observe.ts";
import { type NotRolled, type Rolled, rollOver } from "./roll-over.ts";

/** Content of one evidence branch. */
export interface Branch {
  /** Undefined while the branch does not exist. */
  readonly tip: string | undefined;
  readonly published: Observed;
}

/** A bare repository with the content of the evidence branches: a cache, deleted after every failure. */
export interface Store {
  readonly git: Git;
  branch(target: Target): Branch;
  /** Stores what was pushed. */
  moved(target: Target, branch: Branch): void;
}

export interface StoreOptions {
  /** Folder of the repository; it is deleted first. */
  readonly folder: string;
  readonly repository: string;
  readonly token: string | undefined;
  readonly targets: readonly Target[];
  /** Called for each branch whose history was cut, or could not be; never for one that is young enough. */
  readonly onRollOver?: OnRollOver;
}

export type OnRollOver = (target: Target, answer: Rolled | NotRolled) => void;

const identity = { name: "slipway-reporter", email: "slipway-reporter@localhost" };

/** Starts only from the remote, so that neither a kill during a git command nor a stale lock survives a restart. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { folder, repository, token, targets } = options;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await exec("git", ["init", "--quiet", "--bare", "--initial-branch=main", folder]);
  await exec("git", ["remote", "add", "origin", repository], { cwd: folder });
  const git = openGit(folder, { identity, ...(token === undefined ? {} : { token }) });
  const refs = await git.fetch(...targets.map(nameOf));
  const branches = new Map<string, Branch>();
  for (const target of targets) {
    const tip = await rolled(git, options, target, refs.get(nameOf(target)));
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

/** A branch that cannot be rolled over is not changed: it grows, this is reported, and everything else continues. */
async function rolled(
  git: Git,
  { folder, onRollOver }: StoreOptions,
  target: Target,
  tip: string | undefined,
): Promise<string | undefined> {
  if (tip === undefined) return undefined;
  const answer = await rollOver(git, { folder, branch: nameOf(target), target, tip }, new Date());
  if (answer === undefined) return tip;
  onRollOver?.(target, answer);
  return "tip" in answer ? answer.tip : tip;
}

export function nameOf({ environment, cluster }: Target): string {
  return evidenceBranch(environment, cluster);
}

/** An unreadable file counts as missing: the current state replaces it. */
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
