/** The files of a commit, as everything that reads a repository is given them. */

/** Modes of entries that are no files. A submodule's object is a commit of another repository. */
export const SYMBOLIC_LINK = "120000";
export const SUBMODULE = "160000";

/** The files of one commit. It never changes. */
export interface Tree {
  /** Full sha; empty for the tree of a branch that does not exist yet. */
  readonly commit: string;
  /** The bytes of a file, or undefined when there is no file at `path`, or a submodule. Reads asked for together cost one process. */
  read(path: string): Promise<Buffer | undefined>;
  /** Full paths of all files, links and submodules below the folder `path` ("" is the root), sorted bytewise; empty when there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  /** Mode (100644 and 100755: a file, 120000: a link, 160000: a submodule) and object id of what is at `path`; equal ids are equal bytes. */
  entry(path: string): Promise<TreeEntry | undefined>;
}

export interface TreeEntry {
  readonly mode: string;
  readonly object: string;
}
