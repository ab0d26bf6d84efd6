import { UserError } from "../lib/errors/user-error.ts";
import type { Tree } from "../lib/git/git.ts";
import { buildInputs, LOCKFILES, ROOT_PACKAGE } from "../lib/services/build-inputs.ts";

/**
 * Paths of what goes into a service's image: its folder, the workspace packages it is built from, what its
 * compiler reads above them, and the lockfile, which pins everything else. Chart and strategy are not among them: they change a release, not an image.
 */
export async function imageInputs(tree: Tree, service: string): Promise<readonly string[]> {
  const folder = `services/${service}`;
  if ((await tree.read(`${folder}/Dockerfile`)) === undefined) {
    throw new UserError(
      `${folder}/Dockerfile: not there at ${tree.commit}.\n  Add one, or do not ask for this service.`,
    );
  }
  const { paths } = await buildInputs(tree, folder);
  return [...paths, ...LOCKFILES, ROOT_PACKAGE];
}
