import type { Tree } from "@slipway/lib/io/git/git.ts";

/** A tree out of a record, for planners and parsers that need no git. */
export function treeOf(files: Readonly<Record<string, string>>, commit = "c".repeat(40)): Tree {
  return {
    commit,
    read: async (path) => (Object.hasOwn(files, path) ? Buffer.from(files[path] ?? "") : undefined),
    list: async (path) =>
      Object.keys(files)
        .filter((file) => path === "" || file.startsWith(`${path}/`))
        .sort(),
    entry: async (path) =>
      Object.hasOwn(files, path)
        ? { mode: "100644", object: Buffer.from(files[path] ?? "").toString("hex") }
        : undefined,
  };
}
