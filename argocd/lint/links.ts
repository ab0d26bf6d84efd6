/**
 * Symbolic links and submodules in folders that Argo CD builds: its checkout follows them, to files that
 * nobody reviewed as deployed files.
 */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { finding } from "./rule.ts";

const BUILT = ["argocd", "environments"];

/** Entries below `folder` on disk that are neither plain files nor folders, and submodules. */
export async function linksBelow(folder: string): Promise<readonly string[]> {
  const found = await Promise.all(BUILT.map((top) => oddBelow(folder, top)));
  return [...found.flat(), ...(await submodules(folder))];
}

async function oddBelow(folder: string, top: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, top), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.name === ".git" || (!entry.isFile() && !entry.isDirectory()))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !/^argocd\/(?:.*\/)?node_modules(?:\/|$)/.test(path))
    .sort()
    .map((path) =>
      finding(
        path,
        path.endsWith("/.git") ? "a repository of its own" : "a link",
        "Put a copy of what it brings there.",
      ),
    );
}

async function submodules(folder: string): Promise<readonly string[]> {
  const file = ".gitmodules";
  if (!existsSync(join(folder, file))) return [];
  // As git reads it: a line may go on, follow its section on the same line, and hold quotes anywhere.
  const text = (await readFile(join(folder, file), "utf8")).replace(/\\\r?\n/g, "").replaceAll('"', "");
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const [, value = ""] = /^\s*(?:\[[^\]]*\]\s*)?path\s*=(.*)$/i.exec(line) ?? [];
    const path = value.trim().replace(/^(?:\.\/)+/, "");
    if (!BUILT.includes(path.split("/")[0] ?? "")) return [];
    return [
      finding(
        `${file}:${index + 1}`,
        `the submodule ${path} lies in what Argo CD builds`,
        "Remove it, and put a copy of its files there.",
      ),
    ];
  });
}
