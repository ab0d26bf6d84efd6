/** Which folders npm takes for workspaces: its own glob library, and its rules about patterns that begin with `!`. */
import { parseDocument } from "yaml";
import * as z from "zod";
import { matchesGlob } from "./globs.ts";

const patternList = z.array(z.string());
const rootFile = z.object({
  workspaces: z
    .union([patternList, z.object({ packages: patternList }).transform(({ packages }) => packages)])
    .default([]),
});

/** The patterns of a root package.json, as a list or as `{"packages": [...]}`; throws when it has something else. */
export function workspacePatterns(content: string): readonly string[] {
  return rootFile.parse(JSON.parse(content)).workspaces;
}

const pnpmFile = z.looseObject({ packages: patternList.default([]) });

/** The patterns of a pnpm-workspace.yaml; none where it is not one. */
export function pnpmPatterns(content: string): readonly string[] {
  const read = pnpmFile.safeParse(parseDocument(content, { logLevel: "silent", uniqueKeys: false }).toJS());
  return read.success ? read.data.packages : [];
}

/** Of folders that have a package.json those that are workspaces, as npm's map-workspaces finds them. */
export function matchingFolders(declared: readonly string[], folders: readonly string[]): readonly string[] {
  const { included, excluded } = sorted(declared);
  // A folder is matched as one: `libs/**` has `libs/` itself.
  const isIn = (folder: string, pattern: string) =>
    matchesGlob(folder, pattern) ||
    matchesGlob(`${folder}/`, pattern.endsWith("/") ? pattern : `${pattern}/`);
  const isOut = (folder: string) =>
    excluded.some((pattern) => matchesGlob(folder, pattern, DOT) || matchesGlob(`${folder}/`, pattern, DOT));
  return folders.filter(
    (folder) =>
      !folder.split("/").includes("node_modules") &&
      included.some((pattern) => isIn(folder, pattern)) &&
      !isOut(folder),
  );
}

const DOT = { dot: true } as const;

/** A later pattern cancels an earlier `!` that would exclude it; `!!` is none. */
function sorted(declared: readonly string[]): { readonly included: string[]; readonly excluded: string[] } {
  const included: string[] = [];
  const excluded: string[] = [];
  for (const each of declared) {
    const marks = /^!*/.exec(each)?.[0].length ?? 0;
    const pattern = each
      .slice(marks)
      .replace(/^\.?\/+/, "")
      .replaceAll("\\", "/");
    if (marks % 2 === 1) {
      excluded.push(pattern);
      continue;
    }
    takeBack(excluded, pattern);
    included.push(pattern);
  }
  return {
    included: included.filter((pattern) => !excluded.some((negated) => matchesGlob(pattern, negated))),
    excluded,
  };
}

/** npm removes from the list that it walks, so it passes over the one behind each that it removes: `!a`, `!a`, `a` leaves `!a`. */
function takeBack(excluded: string[], pattern: string): void {
  for (let index = 0; index < excluded.length; index++) {
    if (matchesGlob(pattern, excluded[index] ?? "")) excluded.splice(index, 1);
  }
}
