import type { CommitPlan } from "../../domain/repository/changes.ts";
import type { Tree } from "../../domain/repository/tree.ts";

/** The files as they will be once `plan` is committed on `tree`; nothing is written. Its `commit` is the parent's. */
export function plannedTree(tree: Tree, plan: Pick<CommitPlan, "changes" | "replaceFolders">): Tree {
  const changes = new Map(plan.changes.map(({ path, content }) => [path, content]));
  const isReplaced = (path: string) =>
    (plan.replaceFolders ?? []).some((folder) => path.startsWith(`${folder}/`));
  return {
    commit: tree.commit,
    async read(path) {
      const content = changes.get(path);
      if (content === null || (content === undefined && isReplaced(path))) return undefined;
      return content === undefined ? tree.read(path) : Buffer.from(content);
    },
    async list(path) {
      const kept = (await tree.list(path)).filter((file) => !changes.has(file) && !isReplaced(file));
      const added = [...changes]
        .filter(([file, content]) => content !== null && (path === "" || file.startsWith(`${path}/`)))
        .map(([file]) => file);
      return [...kept, ...added].sort();
    },
    // What is not written has no object id; asking for one would compare a plan with a past.
    entry: async (path) => (changes.has(path) || isReplaced(path) ? undefined : tree.entry(path)),
  };
}
