import type { CommitRecord } from "../repository/git.ts";
import { isIn, type PathSet, type Paths } from "../services/paths.ts";

/**
 * Commits that affect a service: `inputs` are the files and folders of each service. Every path is looked up
 * folder by folder, so that the cost does not grow with the number of services; only sets with patterns are
 * checked one by one.
 */
export function commitsTouching(
  records: readonly CommitRecord[],
  inputs: ReadonlyMap<string, Paths>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const touching = new Map([...inputs.keys()].map((service) => [service, new Set<string>()] as const));
  const users = new Map<string, string[]>();
  const sets: (readonly [string, PathSet])[] = [];
  for (const [service, paths] of inputs) {
    for (const path of paths) {
      if (typeof path === "string") users.set(path, [...(users.get(path) ?? []), service]);
      else sets.push([service, path]);
    }
  }
  for (const { sha, files } of records) {
    for (const { path } of files) {
      for (const part of ancestors(path)) {
        for (const service of users.get(part) ?? []) touching.get(service)?.add(sha);
      }
      for (const [service, set] of sets) if (isIn(path, [set])) touching.get(service)?.add(sha);
    }
  }
  return touching;
}

/** The path itself and every folder it lies in. */
function* ancestors(path: string): Generator<string> {
  yield path;
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
    yield path.slice(0, end);
}
