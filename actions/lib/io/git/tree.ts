import { SUBMODULE, type Tree, type TreeEntry } from "../../domain/repository/tree.ts";
import type { GitCommand } from "./command.ts";
import { together } from "./together.ts";

export async function resolveCommit(git: GitCommand, ref: string): Promise<string | undefined> {
  const found = await git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`], {
    allowFailure: true,
  });
  return found.exitCode === 0 ? found.text.trim() : undefined;
}

export const emptyTree: Tree = {
  commit: "",
  read: async () => undefined,
  list: async () => [],
  entry: async () => undefined,
};

export type BlobReader = (objects: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>;

/** `commit` must be a full sha that exists. */
export function openTree(
  git: GitCommand,
  commit: string,
  readBlobs: BlobReader = (objects) => catFile(git, objects),
): Tree {
  const read = batchedBlobs(readBlobs);
  let listing: Promise<ReadonlyMap<string, TreeEntry>> | undefined;
  let folders: Promise<ReadonlyMap<string, readonly string[]>> | undefined;
  const entries = () => {
    listing ??= listFiles(git, commit);
    return listing;
  };
  return {
    commit,
    entry: async (path) => (await entries()).get(path),
    async read(path) {
      const entry = (await entries()).get(path);
      return entry === undefined || entry.mode === SUBMODULE ? undefined : read(entry.object);
    },
    async list(path) {
      folders ??= entries().then(filesByFolder);
      return (await folders).get(path) ?? [];
    },
  };
}

/** Asked for each of many services, a search through all files would cost their square. */
function filesByFolder(entries: ReadonlyMap<string, TreeEntry>): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>([["", [...entries.keys()]]]);
  for (const path of entries.keys()) {
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end);
      const files = folders.get(folder);
      if (files === undefined) folders.set(folder, [path]);
      else files.push(path);
    }
  }
  return folders;
}

async function listFiles(git: GitCommand, commit: string): Promise<ReadonlyMap<string, TreeEntry>> {
  const { text } = await git(["ls-tree", "-r", "-z", "--full-tree", commit]);
  const entries = new Map<string, TreeEntry>();
  for (const line of text.split("\0")) {
    const [head = "", path] = splitOnce(line, "\t");
    const [mode = "", , object = ""] = head.split(" ");
    if (path !== undefined) entries.set(path, { mode, object });
  }
  return entries;
}

/** Collects the objects asked for in one turn of the event loop and reads them with one `cat-file --batch`. */
function batchedBlobs(readBlobs: BlobReader): (object: string) => Promise<Buffer> {
  const known = new Map<string, Promise<Buffer>>();
  const read = together(async (objects: readonly string[]) => {
    const blobs = await readBlobs(objects);
    return objects.map((object) => blobs.get(object) as Buffer);
  });
  return (object) => {
    const blob = known.get(object) ?? read(object);
    known.set(object, blob);
    return blob;
  };
}

/** The bytes of objects of this clone, with one process. */
export async function catFile(
  git: GitCommand,
  objects: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const { bytes } = await git(["cat-file", "--batch"], { input: objects.map((id) => `${id}\n`).join("") });
  const blobs = new Map<string, Buffer>();
  let at = 0;
  for (const object of objects) {
    const end = bytes.indexOf(0x0a, at);
    const header = bytes.toString("utf8", at, end);
    const size = Number(header.split(" ")[2]);
    if (end < 0 || !Number.isSafeInteger(size)) {
      throw new Error(`git cat-file answered ${JSON.stringify(header)} for object ${object}`);
    }
    blobs.set(object, bytes.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return blobs;
}

/** Ids of the objects that `names` (`<commit>:<path>`) name, in their order; undefined for what is not there. */
export async function objectIds(
  git: GitCommand,
  names: readonly string[],
): Promise<readonly (string | undefined)[]> {
  if (names.length === 0) return [];
  const { text } = await git(["cat-file", "--batch-check=%(objectname)"], {
    input: names.map((name) => `${name}\n`).join(""),
  });
  // What is not there is answered by its name and the word "missing".
  const lines = text.split("\n").slice(0, names.length);
  return lines.map((line) => (/^[0-9a-f]{40,64}$/.test(line) ? line : undefined));
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
