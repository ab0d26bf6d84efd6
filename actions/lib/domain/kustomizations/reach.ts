/**
 * Which files a kustomization builds from, in its own folder and elsewhere. Every text in it that names a file or folder of
 * the tree counts, whatever the key: too much is only rendered for nothing. What cannot be read reaches everything.
 */
import { posix } from "node:path";
import { parseAllDocuments, visit } from "yaml";
import { plainYaml } from "../plain-yaml/plain-yaml.ts";
import type { Tree } from "../repository/git.ts";
import { SYMBOLIC_LINK } from "../repository/tree.ts";
import { isKustomization } from "./paths.ts";

export interface Reach {
  /** Files and folders, the kustomization's own folder not among them. */
  readonly paths: ReadonlySet<string>;
  /** More than could be found out may be reached. */
  readonly isUnknown: boolean;
}

export async function reachOf(tree: Tree, folder: string): Promise<Reach> {
  const all = new Set(await tree.list(""));
  const paths = new Set<string>();
  const seen = new Set<string>();
  let isUnknown = false;
  const waiting = (await tree.list(folder)).filter(isKustomization);
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (seen.has(file)) continue;
    seen.add(file);
    if ((await tree.entry(file))?.mode === SYMBOLIC_LINK) isUnknown = true;
    const { texts, isPlain } = textsOf((await tree.read(file)) ?? Buffer.of(), file);
    if (!isPlain) isUnknown = true;
    for (const text of texts) {
      const path = posix.join(posix.dirname(file), text.replace(/^[\w.-]+=/, "")).replace(/\/$/, "");
      const below = await tree.list(path);
      if (!all.has(path) && below.length === 0) continue;
      if (!paths.has(path) && path !== posix.dirname(file)) paths.add(path);
      waiting.push(...below.filter(isKustomization));
    }
  }
  return { paths, isUnknown };
}

/** Whether one of the changed files is among what is reached, or may be. */
export function reaches({ paths, isUnknown }: Reach, changed: readonly string[]): boolean {
  return isUnknown || changed.some((path) => isAmong(path, paths));
}

function isAmong(path: string, reached: ReadonlySet<string>): boolean {
  for (let at = path; at !== "." && at !== "/"; at = posix.dirname(at)) if (reached.has(at)) return true;
  return false;
}

function textsOf(
  content: Buffer,
  file: string,
): { readonly texts: readonly string[]; readonly isPlain: boolean } {
  const isPlain = plainYaml(content, file, { documents: "many" }).findings.length === 0;
  const texts: string[] = [];
  for (const document of parseAllDocuments(content.toString(), { logLevel: "silent", uniqueKeys: false })) {
    visit(document, {
      Scalar: (_, { value }) => {
        if (typeof value !== "string" || value === "" || value.length > 500) return;
        if (!value.includes("\n")) texts.push(value);
      },
    });
  }
  return { texts, isPlain };
}
