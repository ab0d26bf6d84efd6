import { UserError } from "../../domain/errors/user-error.ts";
import { type Release, readRelease, releasePath } from "../../domain/releases/releases.ts";
import type { Service } from "../../domain/services/service.ts";
import type { Git, Tree } from "../../io/git/git.ts";
import { renderInputs, sameInputs } from "./inputs.ts";

/**
 * Manifests that releases of `environment` carry already and that rendering again would only repeat: chart, strategy
 * and values are the same objects at the release's source commit as in `tree`. Service to manifests; one git process
 * for all. A release that was edited manually, or whose source is not in this clone, is left out.
 */
export async function unchangedManifests(
  git: Git,
  tree: Tree,
  environment: string,
  services: readonly Service[],
): Promise<ReadonlyMap<string, string>> {
  const released = await Promise.all(
    services.map(async (service) => ({
      service,
      release: await releaseOrNothing(tree, environment, service.name),
    })),
  );
  const known = released.flatMap(({ service, release }) =>
    release === undefined ? [] : [{ service, release }],
  );
  const isSame = await sameInputs(
    git,
    await Promise.all(
      known.map(async ({ service, release }) => {
        const paths = await renderInputs(tree, service);
        return {
          before: paths.map((path) => `${release.source}:${path}`),
          now: paths.map((path) => `${tree.commit}:${path}`),
        };
      }),
    ),
  );
  const same = known.filter((_, index) => isSame[index]);
  const manifests = await Promise.all(
    same.map(async ({ service: { name } }) => {
      const content = await tree.read(`${releasePath(environment, name)}/manifests.yaml`);
      return [name, content?.toString() ?? ""] as const;
    }),
  );
  return new Map(manifests);
}

/** Reading a release compares its id with its bytes; who computed the id again is found when the release is to leave (promotion/rendered-again.ts). */
async function releaseOrNothing(
  tree: Tree,
  environment: string,
  service: string,
): Promise<Release | undefined> {
  try {
    return await readRelease(tree, environment, service);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
