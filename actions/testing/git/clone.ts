import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "../temporary-folder.ts";
import { makeRepository } from "./folder.ts";
import { git, gitAt } from "./git.ts";
import { headOf } from "./objects.ts";

/** Path → content of the files to write; `null` deletes, `{ executable }` sets the mode. */
export type Files = Readonly<Record<string, string | Buffer | null | { readonly executable: string }>>;

export interface Clone extends AsyncDisposable {
  readonly path: string;
  git(...args: readonly string[]): Promise<string>;
  /** Writes files and commits them; returns the sha. */
  commit(message: string, files?: Files, at?: Date): Promise<string>;
  /** `commit`, then pushes HEAD to `main`; returns the sha. */
  push(message: string, files?: Files): Promise<string>;
}

/** A clone of `url` in a temporary folder; `options` go to `git clone` (`--depth=1`). */
export async function clone(url: string, ...options: readonly string[]): Promise<Clone> {
  const folder = await temporaryFolder("slipway-clone-");
  await git(folder.path, "clone", "--quiet", ...options, url, "work");
  return cloneIn(folder);
}

/** What `clone` of a repository without commits is. */
export async function emptyClone(url: string): Promise<Clone> {
  const folder = await temporaryFolder("slipway-clone-");
  makeRepository(join(folder.path, "work", ".git"), {
    core: { repositoryformatversion: 0, filemode: true, bare: false, logallrefupdates: true },
    'remote "origin"': { url, fetch: "+refs/heads/*:refs/remotes/origin/*" },
    'branch "main"': { remote: "origin", merge: "refs/heads/main" },
  });
  return cloneIn(folder);
}

function cloneIn(folder: TemporaryFolder): Clone {
  const path = join(folder.path, "work");
  const commit = async (message: string, files: Files = {}, at = new Date()) => {
    await Promise.all(Object.entries(files).map(([file, content]) => write(join(path, file), content)));
    await git(path, "add", "--all");
    await gitAt(at, path, "commit", "--quiet", "--allow-empty", "-m", message);
    return headOf(join(path, ".git"));
  };
  return {
    path,
    git: (...args) => git(path, ...args),
    commit,
    async push(message, files) {
      const sha = await commit(message, files);
      await git(path, "push", "--quiet", "origin", "HEAD:main");
      return sha;
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function write(file: string, content: Files[string]): Promise<void> {
  if (content === null || content === undefined) return rm(file, { force: true });
  await mkdir(dirname(file), { recursive: true });
  if (typeof content === "string" || Buffer.isBuffer(content)) return writeFile(file, content);
  await writeFile(file, content.executable);
  await chmod(file, 0o755);
}
