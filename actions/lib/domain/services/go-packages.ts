/**
 * Go: of a build that copies everything, the packages that it does not compile. Every import is in a file as a
 * string, so the strings of the files that are needed, compared with the packages of this repository, give all that
 * may be needed: whatever build tags, platforms and Go versions there are, and without a Go on the machine.
 */
import { posix } from "node:path";
import type { Tree } from "../repository/git.ts";
import type { Command } from "./dockerfile/dockerfile.ts";
import { glob, isBelow } from "./paths.ts";
import { wordsOf } from "./shell-words.ts";

export type Narrowed = { readonly exclude: readonly string[] } | { readonly doubt: string };

const SUBCOMMANDS_WITHOUT_PACKAGES = new Set(["mod", "env", "version", "clean", "work", "fmt"]);
const SUBCOMMANDS_WITH_PACKAGES = new Set(["build", "install", "test", "vet", "run"]);
const FLAGS_WITH_VALUE =
  /^--?(?:o|p|asmflags|buildmode|compiler|gccgoflags|gcflags|installsuffix|ldflags|mod|pgo|pkgdir|tags|toolexec|coverprofile|run|count)$/;

/** Files of Go packages below `context` that none of `commands` compiles; undefined where there is no Go. */
export async function unneededGo(
  tree: Tree,
  context: string,
  commands: readonly Command[],
): Promise<Narrowed | undefined> {
  const files = (await tree.list(context)).filter((path) => path.endsWith(".go") && !isVendored(path));
  const modules = await readModules(tree, context);
  if (files.length === 0 || modules.size === 0) return undefined;
  const folders = new Set(files.map((file) => posix.dirname(file)));
  const roots: string[] = [];
  for (const command of commands) {
    const found = rootsOf(command, context, folders);
    if ("doubt" in found) return found;
    roots.push(...found.roots);
  }
  if (roots.length === 0) return { doubt: "no go build names its packages" };
  const needed = await closure(tree, roots, files, packagesByImport(folders, modules));
  const unneeded = [...folders].filter((folder) => !needed.has(folder)).sort();
  return { exclude: unneeded.map((folder) => glob(posix.join(folder, "*.go"))) };
}

/** What is in vendor/ is compiled under other names than its folder's. */
function isVendored(path: string): boolean {
  return path.split("/").includes("vendor");
}

/** Folder of each go.mod → the module's path. */
async function readModules(tree: Tree, context: string): Promise<ReadonlyMap<string, string>> {
  const files = (await tree.list(context)).filter(
    (path) => posix.basename(path) === "go.mod" && !isVendored(path),
  );
  const texts = await Promise.all(files.map((file) => tree.read(file)));
  return new Map(
    files.flatMap((file, index) => {
      const name = /^module\s+"?([^\s"]+)"?/m.exec(texts[index]?.toString() ?? "")?.[1];
      return name === undefined ? [] : [[posix.dirname(file), name] as const];
    }),
  );
}

function packagesByImport(
  folders: ReadonlySet<string>,
  modules: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const inner = [...modules].toSorted(([one], [other]) => other.length - one.length);
  return new Map(
    [...folders].flatMap((folder) => {
      const owner = inner.find(([root]) => root === "." || isBelow(folder, root));
      if (owner === undefined) return [];
      const [root, name] = owner;
      return [[posix.join(name, posix.relative(root, folder)), folder] as const];
    }),
  );
}

type Roots = { readonly roots: readonly string[] } | { readonly doubt: string };

function rootsOf({ text, folder }: Command, context: string, folders: ReadonlySet<string>): Roots {
  const roots: string[] = [];
  const commands = wordsOf(text);
  if (commands === undefined) return { doubt: `RUN ${shown(text)} cannot be read` };
  for (const words of commands) {
    const [program = "", subcommand = "", ...rest] = words;
    if (isHarmless(program)) continue;
    if (program !== "go") return { doubt: `RUN ${shown(words.join(" "))} may read anything` };
    if (SUBCOMMANDS_WITHOUT_PACKAGES.has(subcommand)) continue;
    if (
      !SUBCOMMANDS_WITH_PACKAGES.has(subcommand) ||
      rest.some((word) => /^--?(?:C|overlay|modfile)\b/.test(word))
    ) {
      return { doubt: `RUN ${shown(words.join(" "))} may read anything` };
    }
    for (const target of packagesNamed(rest, subcommand === "run")) {
      if (target.includes("@")) continue;
      const named = folder === undefined ? [] : foldersNamed(target, posix.join(context, folder), folders);
      if (named.length === 0)
        return { doubt: `RUN ${shown(words.join(" "))}: ${target} is no folder of Go here` };
      roots.push(...named);
    }
  }
  return { roots };
}

const HARMLESS = new Set(
  "apk apt-get adduser addgroup useradd groupadd mkdir chmod chown strip update-ca-certificates true set export echo rm touch".split(
    " ",
  ),
);

/** Programs that install or tidy, and read no source. */
export function isHarmless(program: string): boolean {
  return HARMLESS.has(program);
}

function packagesNamed(words: readonly string[], isRun: boolean): readonly string[] {
  const named: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (!word.startsWith("-")) named.push(word);
    else if (FLAGS_WITH_VALUE.test(word)) at++;
  }
  if (named.length === 0) return ["."];
  return isRun ? named.slice(0, 1) : named;
}

/** `./cmd/a`, `.`, `./...`, `main.go`; what is no path is a package of elsewhere or of an import path, which is a doubt. */
function foldersNamed(target: string, from: string, folders: ReadonlySet<string>): readonly string[] {
  if (!/^\.{1,2}(?:\/|$)/.test(target) && !target.endsWith(".go")) return [];
  const path = posix.join(from, target);
  if (path.endsWith("/...")) {
    const above = path.slice(0, -"/...".length);
    return [...folders].filter((folder) => above === "." || isBelow(folder, above));
  }
  const folder = path.endsWith(".go") ? posix.dirname(path) : path.replace(/\/$/, "");
  return folders.has(folder) ? [folder] : [];
}

async function closure(
  tree: Tree,
  roots: readonly string[],
  files: readonly string[],
  packages: ReadonlyMap<string, string>,
): Promise<ReadonlySet<string>> {
  const filesIn = Map.groupBy(files, (file) => posix.dirname(file));
  const needed = new Set<string>();
  let open = [...new Set(roots)];
  while (open.length > 0) {
    for (const folder of open) needed.add(folder);
    const read = open.flatMap((folder) => filesIn.get(folder) ?? []);
    const texts = await Promise.all(read.map((file) => tree.read(file)));
    const named = texts.flatMap((text) => stringsIn(text?.toString() ?? ""));
    open = [...new Set(named.flatMap((name) => packages.get(name) ?? []))].filter(
      (folder) => !needed.has(folder),
    );
  }
  return needed;
}

function stringsIn(text: string): readonly string[] {
  return [...text.matchAll(/"([^"\n]+)"|`([^`]+)`/g)].map(([, one, other]) => one ?? other ?? "");
}

function shown(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
