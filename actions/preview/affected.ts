/**
 * Which targets and services are rendered. What a target builds from is its own folder and nothing else, and what Helm
 * reads for a service is listed: equal object ids are equal results. Everything else is a doubt, and a doubt renders.
 */
import { renderInputs, sameInputs } from "@slipway/lib/app/render/inputs.ts";
import { targetPath } from "@slipway/lib/app/render/render.ts";
import { isBelow } from "@slipway/lib/domain/services/inputs.ts";
import type { Service } from "@slipway/lib/domain/services/service.ts";
import type { Git, Tree } from "@slipway/lib/io/git/git.ts";

/** One folder that Argo CD builds: `environments/<environment>/<service>`, an environment's platform among them. */
export interface Target {
  readonly environment: string;
  readonly service: string;
}

export const PLATFORM = "platform";

// A name that is no name of Kubernetes' (a line break in it, say) is a stray path: a doubt.
const TARGET =
  /^environments\/([\w.-]+)\/([\w.-]+)\/(?:kustomization\.ya?ml|Kustomization|release\/release\.yaml)$/;

/** All targets of either side, sorted as `environments` are. */
export async function layoutTargets([base, merged]: readonly [Tree, Tree]): Promise<readonly Target[]> {
  const lists = await Promise.all([base, merged].map((tree) => tree.list("environments")));
  const targets = new Map(
    lists.flat().flatMap((path) => {
      const [, environment = "", service = ""] = TARGET.exec(path) ?? [];
      return service === "" ? [] : [[`${environment}/${service}`, { environment, service }] as const];
    }),
  );
  return [...targets.values()];
}

/** Those whose build may depend on environments/. */
export async function affectedTargets(
  git: Git,
  [base, merged]: readonly [Tree, Tree],
  all: readonly Target[],
  paths: readonly string[],
): Promise<readonly Target[]> {
  const folders = all.map(({ environment, service }) => targetPath(environment, service));
  const isChanged = await differing(git, base.commit, merged.commit, folders);
  const strays = strayPaths(paths, new Set(folders));
  return all.filter(
    ({ environment }, index) =>
      isChanged[index] ||
      strays.some((path) => isBelow(path, `environments/${environment}`) || isLost(path, all)),
  );
}

/** Changed files below environments/ that are in no target's folder, and that are not known to be read by Slipway alone. */
function strayPaths(paths: readonly string[], folders: ReadonlySet<string>): readonly string[] {
  return paths.filter((path) => {
    if (!isBelow(path, "environments")) return false;
    const parts = path.split("/");
    if (parts.length > 3 && folders.has(parts.slice(0, 3).join("/"))) return false;
    return !/^environments\/([^/]+\/(environment\.yaml|holds\/.+)|(.+\/)?[^/]+\.md)$/.test(path);
  });
}

/** In no environment: it counts for all of them. */
function isLost(path: string, all: readonly Target[]): boolean {
  return !all.some(({ environment }) => isBelow(path, `environments/${environment}`));
}

/** Services whose next release may be rendered otherwise: all that is read is compared, as it was and as it is. */
export async function affectedServices(git: Git, base: Side, merged: Side): Promise<readonly Service[]> {
  const tiers = new Map(base.services.map((service) => [service.name, service]));
  const comparisons = await Promise.all(
    merged.services.map(async (service) => {
      const [before, now] = await Promise.all([
        renderInputs(base.tree, tiers.get(service.name) ?? service),
        renderInputs(merged.tree, service),
      ]);
      return {
        before: before.map((path) => `${base.tree.commit}:${path}`),
        now: now.map((path) => `${merged.tree.commit}:${path}`),
      };
    }),
  );
  const isSame = await sameInputs(git, comparisons);
  return merged.services.filter((_, index) => !isSame[index]);
}

interface Side {
  readonly tree: Tree;
  readonly services: readonly Service[];
}

async function differing(
  git: Git,
  base: string,
  merged: string,
  folders: readonly string[],
): Promise<readonly boolean[]> {
  const ids = await git.objectIds([
    ...folders.map((folder) => `${base}:${folder}`),
    ...folders.map((folder) => `${merged}:${folder}`),
  ]);
  return folders.map((_, index) => ids[index] !== ids[folders.length + index]);
}
