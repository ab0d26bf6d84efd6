/**
 * What Slipway asks of git. The domain reads and plans through this; `io/git` answers it with git's command line.
 */
import type {
  CommitPlan,
  Merged,
  Planner,
  PushResult,
  PushUpdate,
  RefName,
  Replanned,
  ReplanOptions,
} from "./changes.ts";
import type {
  ChangedPath,
  Commit,
  CommitRecord,
  CommitWithPaths,
  LogOptions,
  PathOptions,
  RecordOptions,
  Revision,
  RevisionOptions,
} from "./history.ts";
import type { Tree } from "./tree.ts";

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
} from "./changes.ts";
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
} from "./history.ts";
export type { Tree, TreeEntry } from "./tree.ts";

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
  log(tip: string, options?: LogOptions): Promise<readonly Commit[]>;
  /** Commits reachable from `tip` and not from `since`, each with the paths it changed, newest first. */
  logWithPaths(tip: string, since: string, options?: PathOptions): Promise<readonly CommitWithPaths[]>;
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
  changedPaths(from: string, to: string): Promise<readonly ChangedPath[]>;
  /**
   * One fetch for all refs: branches by name (`main`, `evidence/*`), tags in full (`refs/tags/product-v*`). Returns those
   * that exist on the remote, name → commit; an annotated tag gives the commit it names.
   */
  fetch(...refs: readonly RefName[]): Promise<ReadonlyMap<RefName, string>>;
  /** Deepens a shallow clone below `commits` in steps until `isEnough`, completes it at last; returns whether it is. */
  deepen(commits: readonly string[], isEnough: () => Promise<boolean>): Promise<boolean>;
  /** Brings one commit by its full sha, whatever branch it is on; false when the remote does not give it. */
  fetchCommit(sha: string): Promise<boolean>;
  /**
   * The tip of a repository that slipway.yaml names in `sources`, fetched now. Throws when it does not name it, or it cannot
   * be read.
   */
  fetchSource(repository: string): Promise<string>;
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
