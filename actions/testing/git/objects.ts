/** Objects and refs of a bare repository, read and written without a process: a test's past is many commits. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { deflateSync, inflateSync } from "node:zlib";
import { execBytes } from "@slipway/lib/io/exec/exec.ts";

export type ObjectType = "blob" | "tree" | "commit";

export interface TreeEntry {
  readonly mode: string;
  readonly id: string;
}

/** Writes it unless it is there; returns its id. */
export function writeObject(bare: string, type: ObjectType, content: string | Buffer): string {
  const body = Buffer.from(content);
  const bytes = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
  const id = createHash("sha1").update(bytes).digest("hex");
  const file = looseFile(bare, id);
  if (existsSync(file)) return id;
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.${process.pid}`;
  writeFileSync(part, deflateSync(bytes, { level: 1 }), { mode: 0o444 });
  renameSync(part, file);
  return id;
}

export function writeTree(bare: string, entries: ReadonlyMap<string, TreeEntry>): string {
  // Folders stand where their names with a slash would.
  const place = (name: string, { mode }: TreeEntry) => Buffer.from(mode === FOLDER ? `${name}/` : name);
  const sorted = [...entries].sort(([one, a], [other, b]) => Buffer.compare(place(one, a), place(other, b)));
  const parts = sorted.flatMap(([name, { mode, id }]) => [
    Buffer.from(`${mode} ${name}\0`),
    Buffer.from(id, "hex"),
  ]);
  return writeObject(bare, "tree", Buffer.concat(parts));
}

export async function readTree(bare: string, id: string): Promise<Map<string, TreeEntry>> {
  const content = await readObject(bare, "tree", id);
  const entries = new Map<string, TreeEntry>();
  for (let at = 0; at < content.length; ) {
    const end = content.indexOf(0, at);
    const [mode = "", ...name] = content.toString("utf8", at, end).split(" ");
    entries.set(name.join(" "), { mode, id: content.toString("hex", end + 1, end + 21) });
    at = end + 21;
  }
  return entries;
}

export const FOLDER = "40000";

/** The content; git itself is requested what it has packed. */
export async function readObject(bare: string, type: ObjectType, id: string): Promise<Buffer> {
  const file = looseFile(bare, id);
  if (!existsSync(file)) return (await execBytes("git", ["cat-file", type, id], { cwd: bare })).stdout;
  const bytes = inflateSync(readFileSync(file));
  return bytes.subarray(bytes.indexOf(0) + 1);
}

const looseFile = (bare: string, id: string) => join(bare, "objects", id.slice(0, 2), id.slice(2));

/** Moves a branch to what `next` makes of its present commit, with git's own lock held meanwhile; returns where it is then. */
export async function moveBranch(
  bare: string,
  branch: string,
  next: (present: string | undefined) => Promise<string>,
): Promise<string> {
  const file = join(bare, "refs/heads", branch);
  const lock = `${file}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  await locked(lock);
  try {
    const id = await next(branchTip(bare, branch));
    writeFileSync(lock, `${id}\n`);
    renameSync(lock, file);
    return id;
  } catch (error) {
    rmSync(lock, { force: true });
    throw error;
  }
}

const lockedWithinMs = 60_000;

async function locked(lock: string): Promise<void> {
  for (const end = Date.now() + lockedWithinMs; ; await pause(2)) {
    try {
      return writeFileSync(lock, "", { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || Date.now() > end) throw error;
    }
  }
}

/** The commit that is checked out. */
export function headOf(gitFolder: string): string {
  const text = readFileSync(join(gitFolder, "HEAD"), "utf8").trim();
  const [, branch] = /^ref: refs\/heads\/(.+)$/.exec(text) ?? [];
  return branch === undefined ? text : (branchTip(gitFolder, branch) ?? "");
}

export function branchTip(bare: string, branch: string): string | undefined {
  const file = join(bare, "refs/heads", branch);
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  const packed = join(bare, "packed-refs");
  const lines = existsSync(packed) ? readFileSync(packed, "utf8").split("\n") : [];
  return lines.find((line) => line.endsWith(` refs/heads/${branch}`))?.split(" ")[0];
}
