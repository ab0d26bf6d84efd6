/** Changes of a repository: a commit that is planned, and how refs move. */
import type { Tree } from "./tree.ts";

/** One file of a plan: `null` deletes it. */
export interface Change {
  readonly path: string;
  readonly content: string | Buffer | null;
}

/** What one commit does to the tree it was planned on. */
export interface CommitPlan {
  readonly message: string;
  readonly changes: readonly Change[];
  /** A replaced folder ends with exactly the listed changes below it. */
  readonly replaceFolders?: readonly string[];
  /** Author and committer date; now by default. */
  readonly date?: Date;
}

export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** Short names are branches (`main`, `evidence/*`), full ones tags (`refs/tags/product-v*`). */
export type RefName = string;

/** What merging gives: a commit that no ref has, or the paths that people must merge manually. */
export type Merged = { readonly commit: string } | { readonly conflicts: readonly string[] };

export interface PushUpdate {
  readonly ref: RefName;
  /** The commit the ref is to name; `null` deletes the ref. */
  readonly to: string | null;
  /** What the ref must name now for the push to happen; `null`: it must not exist. */
  readonly expect?: string | null;
  /** Replace what is there: whatever it is, or only what `expect` names. Never for a branch that others push to. */
  readonly force?: boolean;
}

export interface PushResult {
  readonly ref: RefName;
  /** `lost-race`: somebody moved the ref first, plan again. `refused`: the server will not have it, `reason` says why. */
  readonly status: "pushed" | "unchanged" | "lost-race" | "refused";
  readonly reason: string;
}

/** A commit for a forge's API to make, and to sign. */
export interface PublishedCommit {
  readonly branch: string;
  /** The commit goes on top of exactly this one. */
  readonly expectedHead: string;
  readonly message: string;
  /** `null` deletes the file; all files are plain ones. */
  readonly changes: readonly { readonly path: string; readonly content: Buffer | null }[];
}

/** `false`: the branch moved; plan again on its new tip. */
export type Published =
  | { readonly committed: true; readonly sha: string }
  | { readonly committed: false; readonly reason: string };

/** Puts a commit onto a branch by other means than a push. */
export type Publisher = (commit: PublishedCommit) => Promise<Published>;

export interface ReplanOptions {
  /** Pushes tried before giving up. */
  readonly attempts?: number;
  /** Start the branch with a commit without parent when it does not exist. */
  readonly create?: boolean;
  /** Refs that the plan reads too; they come with the same fetch, each time. */
  readonly alsoFetch?: readonly RefName[];
  /** Makes the commit instead of a push. */
  readonly publisher?: Publisher | undefined;
}

export interface Replanned {
  /** The commit that landed; undefined when there was nothing to change. */
  readonly commit: string | undefined;
  readonly attempts: number;
}

export type Planner = (tip: Tree, refs: ReadonlyMap<RefName, string>) => Promise<CommitPlan | undefined>;
