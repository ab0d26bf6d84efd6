/**
 * Git, through its command line and nothing else.
 *
 * Invariants
 * - The work tree, the index and HEAD of the clone are never read and never written. Reading goes to the object
 *   database, a commit is made with an index file of its own; so a verb works in a dirty checkout and several runs
 *   may share a clone.
 * - What is written is a plan made on a commit (`CommitPlan`), pushed with that commit as the expected old value.
 *   A push that loses a race is planned again on the new tip. A stale patch is never replayed.
 * - The token travels in the environment of one git process, as a header for the remote's origin only. It is in
 *   no argument, no URL, no file.
 * - Every call has a deadline and never asks a question.
 *
 * Concurrency
 * - A `Tree` is a commit: it never changes, is safe to share, and joins reads that are asked for together into one
 *   git process. Ask with `Promise.all`, not one after the other.
 * - Remote-tracking refs are the only shared state. `fetch` and `push` of one `Git` wait for each other; processes
 *   that fetch in one clone retry on each other's ref locks and then fail loudly, never silently.
 */
import { UserError } from "../../domain/errors/user-error.ts";
import { areAncestors, type Descent } from "./ancestry.ts";
import { commandFor } from "./command.ts";
import { type CommitPlan, commitTree, type Identity, writeTree } from "./commit.ts";
import * as history from "./history.ts";
import { type Merged, mergeCommits, mergeEachWay } from "./merge.ts";
import { fetchMissing } from "./missing.ts";
import type { Publisher } from "./publish.ts";
import { type PushResult, type PushUpdate, pushRefs } from "./push.ts";
import { type CommitRecord, type RecordOptions, records } from "./records.ts";
import { deepen, fetchCommit, fetchRefs, openRemote, type RefName, unshallow } from "./remote.ts";
import { type Planner, pushReplanned, type Replanned, type ReplanOptions } from "./replan.ts";
import { type Revision, type RevisionOptions, revisions } from "./revisions.ts";
import { together } from "./together.ts";
import { catFile, objectIds, openTree, resolveCommit, type Tree } from "./tree.ts";

export type { Change, CommitPlan, Identity } from "./commit.ts";
export type { ChangedPath, Commit, CommitWithPaths, LogOptions } from "./history.ts";
export type { Merged } from "./merge.ts";
export { plannedTree } from "./planned-tree.ts";
export type { Published, PublishedCommit, Publisher } from "./publish.ts";
export type { PushResult, PushUpdate } from "./push.ts";
export type { CommitRecord, RecordOptions } from "./records.ts";
export type { RefName } from "./remote.ts";
export { type Planner, PushRefused, RaceNeverWon, type Replanned, type ReplanOptions } from "./replan.ts";
export type { RevisedFile, Revision, RevisionOptions } from "./revisions.ts";
export type { Tree, TreeEntry } from "./tree.ts";

export interface GitOptions {
  /** Absent or empty: the machine's own credentials. */
  readonly token?: string | undefined;
  readonly identity: Identity;
  /** Name of the remote; `origin` by default. */
  readonly remote?: string;
  /** Makes `pushReplanned`'s commits instead of a push; absent: a push does. */
  readonly publisher?: Publisher | undefined;
}

/** A file as some commit of the past had it. */
export interface PastContent {
  readonly path: string;
  readonly content: Buffer;
}

export interface Git {
  /** The files of a commit; an error when the clone does not have it. */
  tree(commitish: string): Promise<Tree>;
  /** The commit a ref or sha names, or undefined when this clone does not have it. */
  resolve(ref: string): Promise<string | undefined>;
  /** Whether `ancestor` is `descendant` or one of its ancestors; false when either is not in this clone. */
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /** The best common ancestor, or undefined when there is none. */
  mergeBase(one: string, other: string): Promise<string | undefined>;
  /** All best common ancestors, several in a criss-cross history; empty when there is none. */
  mergeBases(one: string, other: string): Promise<readonly string[]>;
  /** Commits reachable from `tip`, newest first. */
  log(tip: string, options?: history.LogOptions): Promise<readonly history.Commit[]>;
  /** Commits reachable from `tip` and not from `since`, each with the paths it changed, newest first. */
  logWithPaths(
    tip: string,
    since: string,
    options?: history.PathOptions,
  ): Promise<readonly history.CommitWithPaths[]>;
  /** Every content that files below `folder` with a path that matches have had in the history of `tip`. */
  pastContents(
    tip: string,
    folder: string,
    options: { readonly matching: RegExp; readonly since?: string | undefined },
  ): Promise<readonly PastContent[]>;
  /** Commits on the first-parent lines of `tips`, by sha, with the files each changed; one process for all. */
  revisions(tips: readonly string[], options?: RevisionOptions): Promise<ReadonlyMap<string, Revision>>;
  /** Commits with author, message and changed files, newest first; one process for any number of tips and paths. */
  records(tips: readonly string[], options?: RecordOptions): Promise<readonly CommitRecord[]>;
  /** The bytes of objects that this clone has, by id; one process for all. */
  contents(objects: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
  /** Object ids of `<commit>:<path>`, files and folders alike, undefined for what is not there; one process for all. */
  objectIds(names: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** The best ancestor that all commits share, or undefined when there is none. */
  sharedAncestor(commits: readonly string[]): Promise<string | undefined>;
  /** All paths that differ between two commits; a rename is a deletion and an addition. */
  changedPaths(from: string, to: string): Promise<readonly history.ChangedPath[]>;
  /**
   * One fetch for all refs: branches by name (`main`, `evidence/*`), tags in full (`refs/tags/product-v*`). Returns those
   * that exist on the remote, name → commit; an annotated tag gives the commit it names.
   */
  fetch(...refs: readonly RefName[]): Promise<ReadonlyMap<RefName, string>>;
  /** Deepens a shallow clone below `commits` in steps until `isEnough`, completes it at last; returns whether it is. */
  deepen(commits: readonly string[], isEnough: () => Promise<boolean>): Promise<boolean>;
  /** Brings one commit by its full sha, whatever branch it is on; false when the remote does not give it. */
  fetchCommit(sha: string): Promise<boolean>;
  /** Completes a shallow clone. */
  unshallow(): Promise<void>;
  /** Commits on `parent` without touching index or work tree, also when nothing changes; returns the sha. */
  commit(parent: string | undefined, plan: CommitPlan): Promise<string>;
  /** As `commit`, but undefined when the plan changes nothing. */
  commitIfChanged(parent: string | undefined, plan: CommitPlan): Promise<string | undefined>;
  /** What merging `head` into `base` gives, in this clone only: no ref moves, nothing is checked out. */
  merge(base: string, head: string): Promise<Merged>;
  /** The same for each way in which forges treat renames: with file renames, with folder renames too, with none. */
  mergeEachWay(base: string, head: string): Promise<readonly Merged[]>;
  /** One push; a result for each ref. Throws only when the remote could not be asked. */
  push(updates: readonly PushUpdate[]): Promise<readonly PushResult[]>;
  /** Fetch the tip, plan on it, commit, push; on a lost race all of it again, bounded and jittered. */
  pushReplanned(branch: string, plan: Planner, options?: ReplanOptions): Promise<Replanned>;
}

const FULL_SHA = /^[0-9a-f]{40}$/;

/** Opens the clone at `dir`; nothing is read before the first call. */
export function openGit(dir: string, options: GitOptions): Git {
  const command = commandFor(dir);
  const remote = openRemote(command, options.remote ?? "origin", options.token);
  const { identity } = options;
  const readBlobs = async (blobs: readonly string[]) => {
    await fetchMissing(remote, blobs);
    return catFile(remote.read, blobs);
  };
  // Local objects only: what a partial clone lacks is not fetched to find out whether it is there.
  const resolveSha = together((shas: readonly string[]) =>
    objectIds(
      command,
      shas.map((sha) => `${sha}^{commit}`),
    ),
  );
  const isAncestor = together((pairs: readonly Descent[]) => areAncestors(command, pairs));
  const git: Git = {
    resolve: (ref) => (FULL_SHA.test(ref) ? resolveSha(ref) : resolveCommit(command, ref)),
    async tree(commitish) {
      const commit = await git.resolve(commitish);
      if (commit !== undefined) return openTree(remote.read, commit, readBlobs);
      throw new UserError(
        `commit ${JSON.stringify(commitish)}: not in this clone.\n  Fetch it (actions/checkout: fetch-depth: 0), or name a commit that exists.`,
      );
    },
    isAncestor: (ancestor, descendant) => isAncestor({ ancestor, descendant }),
    mergeBase: (one, other) => history.mergeBase(command, one, other),
    mergeBases: (one, other) => history.mergeBases(command, one, other),
    log: (tip, logOptions) => history.log(remote.read, tip, logOptions),
    changedPaths: (from, to) => history.changedPaths(remote.read, from, to),
    fetch: (...refs) => fetchRefs(remote, refs),
    logWithPaths: (tip, since, pathOptions) => history.logWithPaths(remote.read, tip, since, pathOptions),
    revisions: (tips, revisionOptions) => revisions(remote.read, tips, revisionOptions),
    records: (tips, recordOptions) => records(remote.read, tips, recordOptions),
    contents: async (objects) => (objects.length === 0 ? new Map() : readBlobs([...new Set(objects)])),
    objectIds: (names) => objectIds(remote.read, names),
    sharedAncestor: (commits) => history.sharedAncestor(command, commits),
    async pastContents(tip, folder, { matching, since }) {
      const blobs = await history.pastBlobs(remote.read, tip, folder, since);
      const found = blobs.filter(({ path }) => matching.test(path));
      const contents = await readBlobs([...new Set(found.map(({ object }) => object))]);
      return found.map(({ path, object }) => ({ path, content: contents.get(object) as Buffer }));
    },
    deepen: (commits, isEnough) => deepen(remote, commits, isEnough),
    fetchCommit: (sha) => fetchCommit(remote, sha),
    unshallow: () => unshallow(remote),
    async commit(parent, plan) {
      return commitTree(command, identity, listed(parent), await writeTree(command, parent, plan), plan);
    },
    async commitIfChanged(parent, plan) {
      const tree = await writeTree(command, parent, plan);
      if (parent !== undefined && tree === (await treeIdOf(parent))) return undefined;
      return commitTree(command, identity, listed(parent), tree, plan);
    },
    merge: (base, head) => mergeCommits(remote.read, identity, base, head),
    mergeEachWay: (base, head) => mergeEachWay(remote.read, identity, base, head),
    push: (updates) => pushRefs(remote, updates),
    pushReplanned: (branch, plan, replanOptions) =>
      pushReplanned(git, branch, plan, { publisher: options.publisher, ...replanOptions }),
  };
  const treeIdOf = async (commit: string) =>
    (await command(["rev-parse", "--verify", "--end-of-options", `${commit}^{tree}`])).text.trim();
  return git;
}

function listed(parent: string | undefined): readonly string[] {
  return parent === undefined ? [] : [parent];
}
