/** What the bytes of a service's image are made of, in this repository. */
import { posix } from "node:path";
import type { Tree } from "../repository/git.ts";
import { packageInputs } from "./workspace.ts";

export interface BuildInputs {
  /** The service's folder and the packages it needs. */
  readonly folders: readonly string[];
  /** Everything that a change of counts, lockfile and root package.json apart: what counts of these is read in them. */
  readonly paths: readonly string[];
}

export const ROOT_PACKAGE = "package.json";
/** npm reads the first of these that is there. */
export const LOCKFILES = ["npm-shrinkwrap.json", "package-lock.json"] as const;

const COMPILER_FILES = ["tsconfig.json", "jsconfig.json"];
const NPM_SETTINGS = ".npmrc";

/** Files count whether or not they are there: one that is removed changes the bytes too. */
export async function buildInputs(tree: Tree, folder: string): Promise<BuildInputs> {
  const { folders, files } = await packageInputs(tree, folder);
  const above = new Set(folders.flatMap(foldersAbove));
  const compiler = [...above].flatMap((each) => COMPILER_FILES.map((name) => posix.join(each, name)));
  const extended = await extendedBy(tree, [...compiler, ...folders.flatMap(compilerFilesIn)]);
  return { folders, paths: [...new Set([...folders, ...files, ...compiler, ...extended, NPM_SETTINGS])] };
}

function compilerFilesIn(folder: string): readonly string[] {
  return COMPILER_FILES.map((name) => `${folder}/${name}`);
}

/** `services/order` is below `services` and the root. */
function foldersAbove(folder: string): readonly string[] {
  const above: string[] = [];
  for (let at = posix.dirname(folder); at !== "."; at = posix.dirname(at)) above.push(at);
  return [...above, ""];
}

/** What these files extend, and what that extends; packages are the lockfile's. */
async function extendedBy(tree: Tree, files: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  const open = [...files];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const text = (await tree.read(file))?.toString() ?? "";
    for (const path of extendsIn(text, posix.dirname(file))) {
      for (const each of [path, `${path}.json`, `${path}/tsconfig.json`]) {
        if (found.has(each) || files.includes(each)) continue;
        found.add(each);
        open.push(each);
      }
    }
  }
  return [...found];
}

/** Comments and commas that JSON does not know are let be: only the value of `extends` is looked for. */
function extendsIn(text: string, folder: string): readonly string[] {
  const value = /"extends"\s*:\s*(?<value>"[^"]{0,1000}"|\[[^\]]{0,2000}\])/.exec(text)?.groups?.value ?? "";
  const names = [...value.matchAll(/"([^"]*)"/g)].map(([, name = ""]) => name);
  return names.filter((name) => name.startsWith(".")).map((name) => posix.join(folder, name));
}
