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
import type { Identity, Publisher } from "../../domain/repository/changes.ts";
import type { Git } from "../../domain/repository/git.ts";
import { areAncestors, type Descent } from "./ancestry.ts";
import { commandFor } from "./command.ts";
import { commitTree, writeTree } from "./commit.ts";
import * as history from "./history.ts";
import { mergeCommits, mergeEachWay } from "./merge.ts";
import { fetchMissing } from "./missing.ts";
import { pushRefs } from "./push.ts";
import { records } from "./records.ts";
import { deepen, fetchCommit, fetchRefs, openRemote, unshallow } from "./remote.ts";
import { pushReplanned } from "./replan.ts";
import { revisions } from "./revisions.ts";
import { openSources, type SharedConfig, type SourceOptions, type Sources } from "./sources.ts";
import { together } from "./together.ts";
import { catFile, objectIds, openTree, resolveCommit } from "./tree.ts";

export type {
  Change,
  CommitPlan,
  Identity,
  Merged,
  Planner,
  Published,
  PublishedCommit,
  Publisher,
  PushResult,
  PushUpdate,
  RefName,
  Replanned,
  ReplanOptions,
} from "../../domain/repository/changes.ts";
export type { Git, PastContent } from "../../domain/repository/git.ts";
export type {
  ChangedPath,
  Commit,
  CommitRecord,
  CommitWithPaths,
  LogOptions,
  RecordOptions,
  RevisedFile,
  Revision,
  RevisionOptions,
} from "../../domain/repository/history.ts";
export type { Tree, TreeEntry } from "../../domain/repository/tree.ts";
export { plannedTree } from "./planned-tree.ts";
export { PushRefused, RaceNeverWon } from "./replan.ts";

export interface GitOptions {
  /** Absent or empty: the machine's own credentials. */
  readonly token?: string | undefined;
  readonly identity: Identity;
  /** Name of the remote; `origin` by default. */
  readonly remote?: string;
  /** Makes `pushReplanned`'s commits instead of a push; absent: a push does. */
  readonly publisher?: Publisher | undefined;
  /** Where commits that this clone lacks are looked for; absent: nowhere. */
  readonly sources?: SourceOptions | undefined;
}

const FULL_SHA = /^[0-9a-f]{40}$/;

/** Opens the clone at `dir`; nothing is read before the first call. */
export function openGit(dir: string, options: GitOptions): Git {
  const command = commandFor(dir);
  const shared: SharedConfig = [];
  const remote = openRemote(command, options.remote ?? "origin", options.token, shared);
  const { identity } = options;
  const readBlobs = async (blobs: readonly string[]) => {
    await fetchMissing(remote, blobs);
    await sources?.fetchMissing(blobs);
    return catFile(remote.read, blobs);
  };
  // Local objects only: what a partial clone lacks is not fetched to find out whether it is there.
  const resolveHere = together((shas: readonly string[]) =>
    objectIds(
      command,
      shas.map((sha) => `${sha}^{commit}`),
    ),
  );
  const sources =
    options.sources &&
    openSources(
      {
        clone: command,
        origin: remote,
        options: options.sources,
        openTree: (commit) => openTree(remote.read, commit),
      },
      shared,
    );
  const resolveSha = async (sha: string) =>
    (await resolveHere(sha)) ?? ((await sources?.bring(sha)) ? resolveHere(sha) : undefined);
  // A commit that could not be looked for is not one that does not exist.
  const requireLookedFor = async (sha: string) => {
    const fault = (await resolveSha(sha)) === undefined ? sources?.fault(sha) : undefined;
    if (fault !== undefined) throw fault;
  };
  const isAncestor = together((pairs: readonly Descent[]) => areAncestors(command, pairs));
  const git: Git = {
    resolve: (ref) => (FULL_SHA.test(ref) ? resolveSha(ref) : resolveCommit(command, ref)),
    async tree(commitish) {
      const commit = await git.resolve(commitish);
      if (commit !== undefined) return openTree(remote.read, commit, readBlobs);
      const fault = sources?.fault(commitish);
      if (fault !== undefined) throw fault;
      throw new UserError(
        `commit ${JSON.stringify(commitish)}: not in this clone.\n  Fetch it (actions/checkout: fetch-depth: 0), or name a commit that exists.`,
      );
    },
    async isAncestor(ancestor, descendant) {
      if (sources !== undefined) await Promise.all([ancestor, descendant].map(requireLookedFor));
      return isAncestor({ ancestor, descendant });
    },
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
    fetchSource: (repository) => requireSources(sources).fetch(repository),
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

function requireSources(sources: Sources | undefined): Sources {
  if (sources !== undefined) return sources;
  throw new Error("this Git was opened without sources");
}

function listed(parent: string | undefined): readonly string[] {
  return parent === undefined ? [] : [parent];
}
