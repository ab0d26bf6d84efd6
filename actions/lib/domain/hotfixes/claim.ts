/** Whether a release folder that claims to be a hotfix is one, as far as git shows. */

import type { Environment } from "../environments/environments.ts";
import { type Release, readRelease } from "../releases/releases.ts";
import type { Git, RefName, Tree } from "../repository/git.ts";
import { shortSha } from "../repository/short-sha.ts";
import { hotfixReleaseBranch } from "./branches.ts";
import { misplaced } from "./cut.ts";

export interface Claim {
  readonly git: Git;
  /** Tip of the branch the environments live on. */
  readonly tip: Tree;
  /** Fetched refs, those of hotfixes among them. */
  readonly refs: ReadonlyMap<RefName, string>;
  readonly environment: Environment | undefined;
  readonly release: Release;
  /** The branch that contains it. */
  readonly branch: RefName;
}

/** The fault, as text. */
export async function falseClaim(claim: Claim): Promise<string | undefined> {
  const { git, tip, refs, environment, release, branch } = claim;
  const { hotfix, service, source, version } = release;
  if (environment === undefined) return `${service}: there is no such environment`;
  const { name } = environment;
  if (hotfix === undefined) return `${service} ${version} does not say which hotfix it is`;
  if (branch !== hotfixReleaseBranch(name, hotfix)) {
    return `${service} ${version} says it is ${hotfix}, but comes by ${branch}`;
  }
  const refused = allowsNone(environment);
  if (refused !== undefined) return refused;
  const head = refs.get(hotfix);
  if (head === undefined || !(await git.isAncestor(source, head))) {
    return `${service} ${version} was built from ${shortSha(source)}, which is not on ${hotfix}.\n  Push the hotfix to ${hotfix}.`;
  }
  const pinned = await readRelease(tip, name, service);
  if (pinned === undefined) return firstRelease(name, service);
  return await misplaced(git, {
    environment: name,
    hotfix,
    service,
    source,
    pinned,
    main: tip.commit,
  });
}

export function allowsNone({ name, hotfix }: Environment): string | undefined {
  if (hotfix.allowed) return undefined;
  return `${name} allows no hotfix.\n  An owner sets hotfix: { allowed: true } in environments/${name}/environment.yaml.`;
}

export function firstRelease(environment: string, service: string): string {
  return `${environment} has no release of ${service}, so there is nothing to fix.\n  Promote one.`;
}
