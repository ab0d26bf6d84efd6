/** What git tells of commits. */

export interface ChangedPath {
  /** One letter: A, C, D, M, T. Renames are reported as a deletion and an addition. */
  readonly status: string;
  readonly path: string;
}

export interface Commit {
  readonly sha: string;
  readonly subject: string;
  /** The whole message: subject, body and trailers. */
  readonly message: string;
  readonly committedAt: Date;
}

/** A commit and what it changed against its first parent; a merge changes nothing of its own unless that was requested. */
export interface CommitWithPaths extends Commit {
  readonly paths: readonly string[];
  readonly isMerge: boolean;
}

export interface PathOptions {
  /** A merge is said to change what it brought onto the line of its first parent. */
  readonly mergesToo?: true;
}

export interface LogOptions {
  /** Commits reachable from here are left out. */
  readonly since?: string;
  /** Only commits that touch one of these paths or what is below them. */
  readonly paths?: readonly string[];
  /** Patterns of git's own, instead of paths. */
  readonly pathspecs?: readonly string[];
  readonly limit?: number;
  /** Only the line of first parents. */
  readonly isFirstParent?: boolean;
}

/** A commit and what it changed against its first parent. */
export interface Revision {
  readonly sha: string;
  /** Undefined for a first commit, and where a shallow clone ends. */
  readonly parent: string | undefined;
  readonly committedAt: Date;
  readonly files: readonly RevisedFile[];
}

export interface RevisedFile {
  readonly path: string;
  /** Undefined where the commit deleted the file. */
  readonly object: string | undefined;
}

export interface RevisionOptions {
  /** Commits at most, of all tips together, the newest of them. */
  readonly limit?: number;
  /** Commits before are left out. */
  readonly since?: Date;
}

/** A commit with who, when, why and what it changed against its first parent. */
export interface CommitRecord {
  readonly sha: string;
  /** Empty for a first commit, and where a shallow clone ends. */
  readonly parents: readonly string[];
  readonly author: string;
  readonly committedAt: Date;
  /** Subject, body and trailers. */
  readonly message: string;
  readonly files: readonly RevisedFile[];
}

export interface RecordOptions {
  /** Git's own pathspecs; only commits that change one of these, and of their files only these. */
  readonly pathspecs?: readonly string[];
  /** Only the line of first parents; a merge counts as the change it brought there. */
  readonly isFirstParent?: boolean;
  /** The newest ones at most. */
  readonly limit?: number;
}
