/** Histories with people and dates of their own, written by one git process: for tests that read the past. */
import { exec } from "@slipway/lib/io/exec/exec.ts";

export interface Imported {
  /** Branch without `refs/heads/`. */
  readonly branch: string;
  readonly message: string;
  readonly author: string;
  readonly at: Date;
  /** `null` deletes; absent: the files stay as they are. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Another branch, whose tip becomes the second parent. */
  readonly merge?: string;
  /** Branch that a new one begins at; without it a new branch has no parent. */
  readonly from?: string;
}

/** Adds commits to the bare repository at `folder`, in their order. */
export async function importCommits(folder: string, commits: readonly Imported[]): Promise<void> {
  const known = new Set<string>();
  const parts: (string | Buffer)[] = [];
  const existing = new Set((await heads(folder)).keys());
  for (const commit of commits) {
    const ref = `refs/heads/${commit.branch}`;
    const who = `${commit.author} <${commit.author.toLowerCase().replace(/\W/g, "")}@example.com> ${commit.at.getTime() / 1000} +0000`;
    parts.push(`commit ${ref}\nauthor ${who}\ncommitter ${who}\n`, ...data(commit.message));
    if (!known.has(commit.branch)) {
      if (commit.from !== undefined) parts.push(`from ${startOf(commit.from, known)}\n`);
      else if (existing.has(commit.branch)) parts.push(`from ${ref}^0\n`);
    }
    if (commit.merge !== undefined) parts.push(`merge ${startOf(commit.merge, known)}\n`);
    for (const [path, content] of Object.entries(commit.files ?? {})) {
      if (content === null) parts.push(`D ${path}\n`);
      else parts.push(`M 100644 inline ${path}\n`, ...data(content));
    }
    known.add(commit.branch);
  }
  const input = Buffer.concat(parts.map((part) => Buffer.from(part)));
  await exec("git", ["fast-import", "--quiet", "--force"], { cwd: folder, input });
}

export async function heads(folder: string): Promise<ReadonlyMap<string, string>> {
  const format = "--format=%(refname:lstrip=2) %(objectname)";
  const { stdout } = await exec("git", ["for-each-ref", format, "refs/heads"], { cwd: folder });
  const lines = stdout.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => line.split(" ") as [string, string]));
}

function startOf(branch: string, known: ReadonlySet<string>): string {
  return known.has(branch) ? `refs/heads/${branch}` : `refs/heads/${branch}^0`;
}

function data(text: string): readonly [string, Buffer, string] {
  const bytes = Buffer.from(text);
  return [`data ${bytes.length}\n`, bytes, "\n"];
}
