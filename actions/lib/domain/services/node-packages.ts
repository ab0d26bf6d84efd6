/** Node: of a build that copies a whole workspace, the packages that none of its commands builds. */
import type { Tree } from "../repository/git.ts";
import type { Command } from "./dockerfile/dockerfile.ts";
import type { Narrowed } from "./go-packages.ts";
import { isHarmless } from "./go-packages.ts";
import { isBelow } from "./paths.ts";
import { wordsOf } from "./shell-words.ts";
import { packageInputs, workspacePackages } from "./workspace.ts";

const INSTALLS = new Set(["ci", "install", "i", "config", "--version"]);
const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall", "prepare"];

/**
 * Folders of packages that the image of `folder` is not made of; undefined where the repository has no workspace. What
 * the Dockerfile names in any way counts, and so does a package with scripts that run when it is installed.
 */
export async function unneededPackages(
  tree: Tree,
  folder: string,
  dockerfile: string,
  commands: readonly Command[],
): Promise<(Narrowed & { readonly needed?: readonly string[] }) | undefined> {
  const packages = (await workspacePackages(tree)).filter(({ isNamed, path }) => isNamed && path !== "");
  if (!packages.some(({ path }) => path === folder) || packages.length < 2) return undefined;
  const named = new Set<string>([folder]);
  for (const { text } of commands) {
    const words = wordsOf(text);
    if (words === undefined) return { doubt: "a RUN cannot be read" };
    for (const command of words) {
      const found = packagesBuilt(command);
      if (found === undefined) return { doubt: `RUN ${command.slice(0, 4).join(" ")} may read anything` };
      for (const name of found) {
        const built = packages.find((each) => each.name === name || each.path === name.replace(/^\.\//, ""));
        if (built === undefined) return { doubt: `RUN ${command.join(" ")}: there is no package ${name}` };
        named.add(built.path);
      }
    }
  }
  for (const { path, name, scripts } of packages) {
    const isMentioned = dockerfile.includes(path) || dockerfile.includes(name);
    if (isMentioned || scripts.some((script) => INSTALL_SCRIPTS.includes(script))) named.add(path);
  }
  const inputs = await Promise.all([...named].map((path) => packageInputs(tree, path)));
  const needed = [...new Set(inputs.flatMap(({ folders }) => folders))];
  const isNeeded = (path: string) => needed.some((each) => isBelow(path, each) || isBelow(each, path));
  return { exclude: packages.map(({ path }) => path).filter((path) => !isNeeded(path)), needed };
}

/** Packages that a command builds by name; undefined where it may build others. */
function packagesBuilt([program = "", ...words]: readonly string[]): readonly string[] | undefined {
  if (isHarmless(program) || program === "corepack") return [];
  if (!["npm", "pnpm", "yarn"].includes(program)) return undefined;
  const [verb = ""] = words.filter((word) => !word.startsWith("-"));
  const selected = [
    ...valuesOf(words, ["-w", "--workspace", "--filter", "-F"]),
    ...(program === "yarn" && words[0] === "workspace" ? [words[1] ?? ""] : []),
  ];
  if (selected.some((name) => /[*!.{}^[\]]/.test(name.replace(/^\.\//, "")))) return undefined;
  if (selected.length > 0) return selected;
  return INSTALLS.has(verb) || (program === "yarn" && words.every((word) => word.startsWith("-")))
    ? []
    : undefined;
}

/** Of `-w a`, `--workspace=a`. */
function valuesOf(words: readonly string[], flags: readonly string[]): readonly string[] {
  return words.flatMap((word, at) => {
    const [name = "", ...value] = word.split("=");
    if (!flags.includes(name)) return [];
    return [value.length > 0 ? value.join("=") : (words[at + 1] ?? "")];
  });
}
