/**
 * Which targets and services are rendered. What a target builds from is its own folder and nothing else, and what Helm
 * reads for a service is listed: equal object ids are equal results. Everything else is a doubt, and a doubt renders.
 */

import { targetPath } from "@slipway/lib/app/render/render.ts";
import { CONFIG_FILE } from "@slipway/lib/domain/config/config.ts";
import { isBelow } from "@slipway/lib/domain/services/inputs.ts";
import type { Service } from "@slipway/lib/domain/services/services.ts";
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

/** Those that may build differently by what stands in environments/. */
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

/** In no environment at all: it counts for every one. */
function isLost(path: string, all: readonly Target[]): boolean {
  return !all.some(({ environment }) => isBelow(path, `environments/${environment}`));
}

/** Services whose next release may be rendered otherwise: all that Helm reads is compared, the tier's strategy as it was and is. */
export async function affectedServices(
  git: Git,
  base: { readonly commit: string; readonly services: readonly Service[] },
  merged: { readonly commit: string; readonly services: readonly Service[] },
): Promise<readonly Service[]> {
  const tiers = new Map(base.services.map((service) => [service.name, service]));
  const before = (service: Service) => inputs(tiers.get(service.name) ?? service);
  const ids = await git.objectIds(
    merged.services.flatMap((service) => [
      ...before(service).map((path) => `${base.commit}:${path}`),
      ...inputs(service).map((path) => `${merged.commit}:${path}`),
    ]),
  );
  const width = INPUTS * 2;
  return merged.services.filter((_, index) => {
    const both = ids.slice(index * width, (index + 1) * width);
    const isSame = (id: string | undefined, input: number) =>
      id === both[INPUTS + input] && (id !== undefined || input === CONFIG);
    return !both.slice(0, INPUTS).every(isSame);
  });
}

const INPUTS = 4;
/** A repository may have no slipway.yaml, before and after. */
const CONFIG = 3;

function inputs(service: Service): readonly string[] {
  return [service.chart, service.strategyFile, `${service.path}/values.yaml`, CONFIG_FILE];
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
