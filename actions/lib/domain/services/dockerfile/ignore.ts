/** `.dockerignore`: what of a context its build cannot see. */
import { posix } from "node:path";
import type { Tree } from "../../repository/git.ts";
import { globOrPath } from "../paths.ts";

export interface Ignored {
  /** Where only these paths are seen; undefined: all but `exclude`. */
  readonly only: readonly string[] | undefined;
  readonly exclude: readonly string[];
  /** Files that may hold the rules; both count, whether or not they are there. */
  readonly files: readonly string[];
}

/** The file next to the Dockerfile wins over the context's, as for BuildKit. */
export async function readIgnored(tree: Tree, context: string, dockerfile: string): Promise<Ignored> {
  const files = [`${dockerfile}.dockerignore`, posix.join(context, ".dockerignore")];
  const [own, common] = await Promise.all(files.map((file) => tree.read(file)));
  const patterns = parsePatterns((own ?? common)?.toString() ?? "");
  return { ...ignoredBy(patterns, context), files };
}

function parsePatterns(text: string): readonly string[] {
  return text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/**
 * Two forms are read exactly: a list of what is left out, and "nothing but" (`*`, then only lines with `!`). Any other
 * mix lets back in what an earlier line leaves out; then nothing is taken for left out, which only rebuilds more.
 */
function ignoredBy(patterns: readonly string[], context: string): Pick<Ignored, "only" | "exclude"> {
  const specs = (list: readonly string[]) =>
    list.flatMap((pattern) => globOrPath(posix.join(context, posix.resolve("/", pattern).slice(1))));
  const exceptions = patterns.filter((pattern) => pattern.startsWith("!"));
  if (exceptions.length === 0) return { only: undefined, exclude: specs(patterns) };
  const [first = "", ...rest] = patterns;
  const isNothingBut =
    ["*", "**", "**/*", "/*"].includes(first) && rest.every((each) => each.startsWith("!"));
  if (!isNothingBut) return { only: undefined, exclude: [] };
  return { only: specs(rest.map((pattern) => pattern.slice(1).trim())), exclude: [] };
}
