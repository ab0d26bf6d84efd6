import type { RefName } from "../../domain/repository/changes.ts";
/**
 * Branches that make another branch impossible: git stores a branch as a path, so `stop` cannot exist next to `stop/prod`,
 * nor `stop/prod/now`. The server refuses the push that would make the second of them.
 */

/** Of `names`, those that keep `branch` from being made. */
export function obstaclesTo(branch: RefName, names: Iterable<RefName>): readonly RefName[] {
  return [...names].filter((name) => branch.startsWith(`${name}/`) || name.startsWith(`${branch}/`)).sort();
}

/** What has to be fetched to see them: `stop/*` is fetched as `stop*`, which also has the branch `stop`. */
export function withObstacles(patterns: readonly RefName[]): readonly RefName[] {
  return patterns.map((pattern) => pattern.replace(/\/\*$/, "*"));
}

/** The command that removes them. */
export function removalOf(obstacles: readonly RefName[]): string {
  return `git push origin --delete ${obstacles.map(asWord).join(" ")}`;
}

/** Branch names may hold `;`, `$` and quotes: whoever copies the command must run nothing else. */
function asWord(name: string): string {
  return /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
}
