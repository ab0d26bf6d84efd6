/** Commits made straight in a bare repository, without a process: a long past is made often in tests. */
import type { Files } from "./clone.ts";
import {
  FOLDER,
  moveBranch,
  readObject,
  readTree,
  type TreeEntry,
  writeObject,
  writeTree,
} from "./objects.ts";

export interface FastCommit {
  readonly branch: string;
  readonly message: string;
  readonly files?: Files;
  readonly date?: Date;
  /** Without parent, whatever the branch has. */
  readonly isFirst?: boolean;
  readonly by?: string;
}

/** Returns the commit. */
export function fastCommit(bare: string, commit: FastCommit): Promise<string> {
  const { branch, message, files = {}, date = new Date(), isFirst = false, by = BOT } = commit;
  return moveBranch(bare, branch, async (present) => {
    const parent = isFirst ? undefined : present;
    const before = parent === undefined ? undefined : await treeOf(bare, parent);
    const tree = await changed(bare, before, files);
    const who = `${by} ${Math.floor(date.getTime() / 1000)} +0000`;
    const lines = [
      `tree ${tree}`,
      ...(parent === undefined ? [] : [`parent ${parent}`]),
      `author ${who}`,
      `committer ${who}`,
    ];
    return writeObject(bare, "commit", `${lines.join("\n")}\n\n${message}`);
  });
}

const BOT = "bot <bot@example.com>";

async function treeOf(bare: string, commit: string): Promise<string> {
  const text = (await readObject(bare, "commit", commit)).toString("utf8");
  return /^tree (\w+)$/m.exec(text)?.[1] ?? "";
}

/** The tree with the files written and deleted; a folder without files is gone. */
async function changed(bare: string, tree: string | undefined, files: Files): Promise<string> {
  const entries = tree === undefined ? new Map<string, TreeEntry>() : await readTree(bare, tree);
  const below = new Map<string, Record<string, Files[string]>>();
  for (const [path, content] of Object.entries(files)) {
    const [name = "", ...rest] = path.split("/");
    if (rest.length > 0) below.set(name, { ...below.get(name), [rest.join("/")]: content });
    else if (content === null) entries.delete(name);
    else entries.set(name, blob(bare, content));
  }
  for (const [name, inside] of below) {
    const present = entries.get(name);
    const id = await changed(bare, present?.mode === FOLDER ? present.id : undefined, inside);
    if (id === EMPTY) entries.delete(name);
    else entries.set(name, { mode: FOLDER, id });
  }
  return writeTree(bare, entries);
}

const EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

function blob(bare: string, content: Exclude<Files[string], null>): TreeEntry {
  if (typeof content === "string" || Buffer.isBuffer(content)) {
    return { mode: "100644", id: writeObject(bare, "blob", content) };
  }
  return { mode: "100755", id: writeObject(bare, "blob", content.executable) };
}
