import type { Tree } from "../git/git.ts";
import { buildInputs } from "./build-inputs.ts";
import type { Service } from "./services.ts";

/** What a release of a service is made of. */
export interface ServiceInputs {
  /** Whole folders and single files, the service's own folder first; a change below any of them needs a release. Not all are there. */
  readonly paths: readonly string[];
  /** Workspace folders whose dependencies in the lockfile count too. */
  readonly workspaces: readonly string[];
}

export const CHART = "rollouts/chart";

/** Name of the strategy by which releases of a service replace each other. */
export function strategyOf({ tier, strategy }: Pick<Service, "tier" | "strategy">): string {
  return strategy ?? tier;
}

export function strategyFile(service: Pick<Service, "tier" | "strategy">): string {
  return `rollouts/strategies/${strategyOf(service)}.yaml`;
}

export async function serviceInputs(tree: Tree, service: Service): Promise<ServiceInputs> {
  const { folders, paths } = await buildInputs(tree, service.path);
  return { workspaces: folders, paths: [...paths, CHART, strategyFile(service)] };
}

export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
