import { inc } from "semver";

/** How many versions of a service are tried: they may be taken by runs that died, or by runs that are ahead of this one. */
export const MOST_TAKEN = 10;

/** Throws when `version` is not a version. */
export function nextPatch(version: string): string {
  const raised = inc(version, "patch");
  if (raised === null) throw new TypeError(`${version} is not a version`);
  return raised;
}
