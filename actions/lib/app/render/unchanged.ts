import { CONFIG_FILE } from "../../domain/config/config.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import { type Release, readRelease, releasePath } from "../../domain/releases/releases.ts";
import type { Service } from "../../domain/services/services.ts";
import type { Git, Tree } from "../../io/git/git.ts";

/**
 * Manifests that releases of `environment` carry already and that rendering again would only repeat: chart, strategy
 * and values are the same objects at the release's source commit as in `tree`. Service to manifests; one git process
 * for all. A release that was edited by hand, or whose source is not in this clone, is left out.
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
  const ids = await git.objectIds(
    known.flatMap(({ service, release }) => [
      ...inputs(service).map((path) => `${release.source}:${path}`),
      ...inputs(service).map((path) => `${tree.commit}:${path}`),
    ]),
  );
  const width = 2 * INPUTS;
  const same = known.filter((_, index) => {
    const both = ids.slice(index * width, (index + 1) * width);
    const [before, now] = [both.slice(0, width / 2), both.slice(width / 2)];
    // A repository may have no slipway.yaml, then and now.
    return before.every((id, i) => id === now[i] && (id !== undefined || i === CONFIG));
  });
  const manifests = await Promise.all(
    same.map(async ({ service: { name } }) => {
      const content = await tree.read(`${releasePath(environment, name)}/manifests.yaml`);
      return [name, content?.toString() ?? ""] as const;
    }),
  );
  return new Map(manifests);
}

const INPUTS = 4;
const CONFIG = 3;

/** All that `helm template` reads for a service. */
function inputs(
  service: Pick<Service, "path" | "chart" | "strategyFile">,
): readonly [chart: string, strategy: string, values: string, own: string] {
  return [service.chart, service.strategyFile, `${service.path}/values.yaml`, CONFIG_FILE];
}

/** Reading a release compares its id with its bytes; who computed the id anew is found when the release is to leave (promotion/rendered-again.ts). */
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
