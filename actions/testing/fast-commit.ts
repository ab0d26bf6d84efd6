/** Commits made straight in a bare repository, one process each: a long past is made often in tests. */
import { exec } from "../lib/exec/exec.ts";
import { git } from "./git.ts";

export interface FastCommit {
  readonly branch: string;
  readonly message: string;
  readonly files?: ReadonlyMap<string, string>;
  readonly date?: Date;
  /** Without parent, whatever the branch has. */
  readonly isFirst?: boolean;
}

export async function fastCommit(bare: string, commit: FastCommit): Promise<void> {
  const { branch, message, files = new Map<string, string>(), date = new Date(), isFirst = false } = commit;
  const ref = `refs/heads/${branch}`;
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const hasParent = !isFirst && (await git(bare, "for-each-ref", ref)) !== "";
  const stream = [
    `commit ${ref}\ncommitter bot <bot@example.com> ${Math.floor(date.getTime() / 1000)} +0000\n`,
    data(message),
    hasParent ? `from ${ref}^0\n` : "",
    ...[...files].map(([path, content]) => `M 100644 inline ${path}\n${data(content)}`),
  ];
  await exec("git", ["fast-import", "--quiet", "--force"], { cwd: bare, input: stream.join("") });
}
