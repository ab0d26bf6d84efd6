import { UserError } from "../../domain/errors/user-error.ts";
import type { Tree } from "../../io/git/git.ts";
import { exported } from "./export.ts";
import { kustomizeIn } from "./kustomize.ts";
import type { Target } from "./target.ts";

/** Any kustomization of the repository, with the `paths` that it builds from; only these are on the disk. */
export async function buildAnywhere(tree: Tree, folder: string, paths: readonly string[]): Promise<Target> {
  return exported(tree, [folder, ...paths], async (root): Promise<Target> => {
    const built = await kustomizeIn(root, "").build(folder);
    if ("manifests" in built) return built;
    const words =
      "refused" in built
        ? built.refused.join("\n")
        : `${folder}: kustomize build: ${built.failure}.\n  Fix it.`;
    return { fault: new UserError(words) };
  });
}
