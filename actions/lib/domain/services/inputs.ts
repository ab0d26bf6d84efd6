import type { Tree } from "../repository/git.ts";
import { imageInputs } from "./image-inputs.ts";
import type { Paths } from "./paths.ts";
import { renderedFrom } from "./rendering.ts";
import type { Service } from "./service.ts";

export { isBelow } from "./paths.ts";

/** What a release of a service is made of. */
export interface ServiceInputs {
  /** A change below any of them needs a release; the service's own folder first. Not all are there. */
  readonly paths: Paths;
  /** Workspace folders whose dependencies in the lockfile count too. */
  readonly workspaces: readonly string[];
  /** Why more counts than is known to be read. */
  readonly doubts: readonly string[];
}

/** Name of the strategy by which releases of a service replace each other. */
export function strategyOf({ tier, strategy }: Pick<Service, "tier" | "strategy">): string {
  return strategy ?? tier;
}

export async function serviceInputs(tree: Tree, service: Service): Promise<ServiceInputs> {
  const builds = [service.build, ...Object.values(service.images ?? {}).map(({ build }) => build)];
  const all = await Promise.all(builds.map((build) => imageInputs(tree, { ...service, build })));
  return {
    paths: [...all.flatMap(({ paths }) => paths), ...(await renderedFrom(tree, service.rendering))],
    workspaces: [...new Set(all.flatMap(({ workspaces }) => workspaces))],
    doubts: [...new Set(all.flatMap(({ doubts }) => doubts))],
  };
}
