import type { Tree } from "../git/git.ts";
import type { Service } from "./services.ts";
import { workspaceFolders } from "./workspace.ts";

/** What a release of a service is made of. */
export interface ServiceInputs {
  /** Whole folders and single files, the service's own folder first; a change below any of them needs a release. */
  readonly paths: readonly string[];
  /** Workspace folders whose dependencies in the lockfile count too. */
  readonly workspaces: readonly string[];
}

export const LOCKFILE = "package-lock.json";
export const CHART = "rollouts/chart";

export function strategyFile(service: Pick<Service, "tier">): string {
  return `rollouts/strategies/${service.tier}.yaml`;
}

export async function serviceInputs(tree: Tree, service: Service): Promise<ServiceInputs> {
  const workspaces = await workspaceFolders(tree, service.path);
  return { workspaces, paths: [...workspaces, CHART, strategyFile(service)] };
}

export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
