/**
 * The only caller of kustomize: its input is checked first, and it runs isolated. A refused folder is never
 * built.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { judgeFolder } from "../../domain/kustomizations/folder.ts";
import { confined } from "../../io/exec/confined.ts";
import { CommandFailed } from "../../io/exec/exec.ts";

export type Built =
  | { readonly manifests: string }
  | { readonly failure: string }
  /** `file:line: what.\n  remedy`; kustomize was not started. */
  | { readonly refused: readonly string[] };

export interface Kustomize {
  /** What is wrong with a folder below the root; its words name files as the repository does. */
  judge(folder: string): Promise<readonly string[]>;
  build(folder: string): Promise<Built>;
  /** Builds `list`, a kustomization of our own, whose resources are these folders and objects next to it. */
  buildList(list: string, folders: readonly string[]): Promise<Built>;
}

/** `boundary` is the folder that references may not leave: its own, or a larger one. */
export function kustomizeIn(root: string, boundary?: string): Kustomize {
  const judged = new Map<string, Promise<readonly string[]>>();
  const judge = (folder: string): Promise<readonly string[]> => {
    const findings =
      judged.get(folder) ??
      contentsBelow(root, boundary ?? folder).then(({ contents, odd }) => [
        ...odd,
        ...judgeFolder(folder, contents, boundary),
      ]);
    judged.set(folder, findings);
    return findings;
  };
  const buildList = async (list: string, folders: readonly string[]): Promise<Built> => {
    const refused = (await Promise.all(folders.map(judge))).flat();
    return refused.length > 0 ? { refused } : run(root, list);
  };
  return { judge, buildList, build: (folder) => buildList(folder, [folder]) };
}

interface Contents {
  readonly contents: ReadonlyMap<string, Buffer>;
  readonly odd: readonly string[];
}

async function contentsBelow(root: string, folder: string): Promise<Contents> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const pathOf = (entry: (typeof entries)[number]) =>
    join(entry.parentPath, entry.name).slice(`${root}/`.length);
  const files = entries.filter((entry) => entry.isFile()).map(pathOf);
  const odd = entries
    .filter((entry) => !entry.isFile() && !entry.isDirectory())
    .map((entry) => `${pathOf(entry)}: not a plain file.\n  Put a copy of what it names there.`);
  const read = async (path: string) => [path, await readFile(join(root, path))] as const;
  return { contents: new Map(await Promise.all(files.map(read))), odd };
}

async function run(root: string, folder: string): Promise<Built> {
  try {
    const { stdout } = await confined("kustomize", ["build", folder], { cwd: root, timeoutMs: 60_000 });
    return { manifests: stdout };
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.exitCode <= 0) throw error;
    return {
      failure: error.stderr
        .replaceAll(`${root}/`, "")
        .replace(/^Error: /, "")
        .trim(),
    };
  }
}
