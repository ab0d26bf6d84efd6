import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../domain/errors/user-error.ts";
import type { Change, CommitPlan, Identity } from "../../domain/repository/changes.ts";
import type { Tree } from "../../domain/repository/tree.ts";
import type { GitCommand } from "./command.ts";
import { emptyTree, openTree } from "./tree.ts";

const ABSENT = "0".repeat(40);

/** Writes the tree that `plan` makes of `parent`; returns the id of the tree. */
export async function writeTree(
  git: GitCommand,
  parent: string | undefined,
  plan: Pick<CommitPlan, "changes" | "replaceFolders">,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-index-"));
  try {
    const env = { GIT_INDEX_FILE: join(folder, "index") };
    const lines = await indexLines(
      git,
      parent === undefined ? emptyTree : openTree(git, parent),
      plan,
      folder,
    );
    await git(parent === undefined ? ["read-tree", "--empty"] : ["read-tree", parent], { env });
    if (lines.length > 0) {
      await git(["update-index", "-z", "--replace", "--index-info"], { env, input: lines.join("") });
    }
    // The files that stay are the parent's; in a partial clone their bytes need not be here.
    return (await git(["write-tree", "--missing-ok"], { env })).text.trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes a commit of `tree` in the object database; no ref moves. */
export async function commitTree(
  git: GitCommand,
  identity: Identity,
  parents: readonly string[],
  tree: string,
  plan: Pick<CommitPlan, "message" | "date">,
): Promise<string> {
  const date = plan.date === undefined ? {} : datesOf(plan.date);
  const fromParents = parents.flatMap((parent) => ["-p", parent]);
  const { text } = await git(["commit-tree", ...fromParents, "-F", "-", tree], {
    input: plan.message.endsWith("\n") ? plan.message : `${plan.message}\n`,
    env: {
      GIT_AUTHOR_NAME: identity.name,
      GIT_AUTHOR_EMAIL: identity.email,
      GIT_COMMITTER_NAME: identity.name,
      GIT_COMMITTER_EMAIL: identity.email,
      ...date,
    },
  });
  return text.trim();
}

async function indexLines(
  git: GitCommand,
  tree: Tree,
  plan: Pick<CommitPlan, "changes" | "replaceFolders">,
  folder: string,
): Promise<readonly string[]> {
  for (const { path } of plan.changes) requirePlainPath(path);
  const kept = new Set(plan.changes.map((change) => change.path));
  const replaced = await Promise.all((plan.replaceFolders ?? []).map((path) => tree.list(path)));
  const gone = replaced.flat().filter((path) => !kept.has(path));
  const deleted = plan.changes.filter((change) => change.content === null).map((change) => change.path);
  const objects = await writeBlobs(git, plan.changes, folder);
  const written = await Promise.all(
    [...objects].map(async ([path, object]) => {
      // Where a link or a submodule was, the bytes are a file's all the same.
      const mode = (await tree.entry(path))?.mode === "100755" ? "100755" : "100644";
      return `${mode} ${object}\t${path}\0`;
    }),
  );
  return [...[...gone, ...deleted].map((path) => `0 ${ABSENT}\t${path}\0`), ...written];
}

/** Stores the contents of all changes with one git process; returns path → object. */
async function writeBlobs(
  git: GitCommand,
  changes: readonly Change[],
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const blobs = changes.filter((change) => change.content !== null);
  if (blobs.length === 0) return new Map();
  const files = await Promise.all(
    blobs.map(async (change, index) => {
      const file = join(folder, `blob-${index}`);
      await writeFile(file, change.content ?? "");
      return file;
    }),
  );
  // Without --no-filters the clone's line-ending settings would change the bytes that were hashed into a release id.
  const { text } = await git(["hash-object", "-w", "--no-filters", "--stdin-paths"], {
    input: files.map((file) => `${file}\n`).join(""),
  });
  const objects = text.trim().split("\n");
  return new Map(blobs.map((change, index) => [change.path, objects[index] ?? ""]));
}

function datesOf(date: Date): Record<string, string> {
  const seconds = `${Math.floor(date.getTime() / 1000)} +0000`;
  return { GIT_AUTHOR_DATE: seconds, GIT_COMMITTER_DATE: seconds };
}

function requirePlainPath(path: string): void {
  const segments = path.split("/");
  const odd = segments.some((segment) => segment === "" || segment === "." || segment === "..");
  if (odd || segments.some((segment) => segment.toLowerCase() === ".git") || path.includes("\0")) {
    throw new UserError(
      `${JSON.stringify(path)}: not a path a commit may write.\n  Give a path from the root of the repository, without "..", "." or ".git".`,
    );
  }
}
