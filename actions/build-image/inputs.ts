import { UserError } from "../lib/errors/user-error.ts";
import type { Tree } from "../lib/git/git.ts";
import { LOCKFILE } from "../lib/services/inputs.ts";
import { workspaceFolders } from "../lib/services/workspace.ts";

/**
 * Paths of what goes into a service's image: its folder, the workspace packages it is built from, and the lockfile,
 * which pins everything else. Chart and strategy are not among them: they change a release, not an image.
 */
export async function imageInputs(tree: Tree, service: string): Promise<readonly string[]> {
  const folder = `services/${service}`;
  if ((await tree.read(`${folder}/Dockerfile`)) === undefined) {
    throw new UserError(
      `${folder}/Dockerfile: not there at ${tree.commit}.\n  Add one, or do not ask for this service.`,
    );
  }
  return [...(await workspaceFolders(tree, folder)), LOCKFILE];
}
