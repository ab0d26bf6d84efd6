/** The files of a commit, as everything that reads a repository is given them. */

/** The files of one commit. It never changes. */
export interface Tree {
  /** Full sha; empty for the tree of a branch that does not exist yet. */
  readonly commit: string;
  /** The bytes of a file, or undefined when there is no file at `path`. Reads asked for together cost one process. */
  read(path: string): Promise<Buffer | undefined>;
  /** Full paths of all files below the folder `path` ("" is the root), sorted bytewise; empty when there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  /** Mode and object id of the file at `path`; equal ids are equal bytes. */
  entry(path: string): Promise<TreeEntry | undefined>;
}

export interface TreeEntry {
  readonly mode: string;
  readonly object: string;
}
