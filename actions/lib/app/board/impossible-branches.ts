/** Branches of the platform that cannot be pushed, because a branch of another name is in the way. */
import type { Environment } from "../../domain/environments/environments.ts";
import { EVIDENCE_REFS, evidenceBranch, heartbeatBranch } from "../../domain/evidence/evidence.ts";
import { EVERYWHERE, STOP_REFS, stopBranch } from "../../domain/stops/stops.ts";
import type { RefName } from "../../io/git/git.ts";
import { obstaclesTo, removalOf, withObstacles } from "../../io/git/obstacles.ts";
import { PROMOTION_REFS } from "./promotions.ts";

const ROLLBACK_REFS: readonly RefName[] = ["rollback/*"];

/** Everything that the platform keeps in branches, and what may be in their way. */
export const RESERVED_REFS: readonly RefName[] = withObstacles([
  ...PROMOTION_REFS,
  ...EVIDENCE_REFS,
  ...STOP_REFS,
  ...ROLLBACK_REFS,
]);

/** One sentence for each stop that stops nothing, because no environment has its name. */
export function idleStops(
  environments: readonly Pick<Environment, "name">[],
  names: Iterable<RefName>,
): readonly string[] {
  const known = environments.map(({ name }) => name);
  const real = [...known, EVERYWHERE].map(stopBranch);
  return [...names]
    .filter(
      (name) => /^stops?\//i.test(name) && !real.some((stop) => name === stop || name.startsWith(`${stop}/`)),
    )
    .map(
      (name) =>
        `branch ${name}: it stops nothing, for there is no such environment. Known: ${[...known, EVERYWHERE].join(", ")}. Push the right one, or remove it: ${removalOf([name])}`,
    );
}

/** One sentence for each conflicting branch, with its effect and the command that removes it. */
export function impossibleBranches(
  environments: readonly Pick<Environment, "name" | "clusters">[],
  names: Iterable<RefName>,
): readonly string[] {
  const all = [...names];
  const stops = [EVERYWHERE, ...environments.map(({ name }) => name)].map(stopBranch);
  // What follows these two differs from change to change.
  const expected = [...stops, "promote/*", "rollback/*"];
  for (const { name, clusters } of environments) {
    for (const cluster of clusters)
      expected.push(evidenceBranch(name, cluster), heartbeatBranch(name, cluster));
  }
  const blocked = new Map<RefName, string[]>();
  for (const branch of expected) {
    for (const obstacle of obstaclesTo(branch, all)) {
      blocked.set(obstacle, [...(blocked.get(obstacle) ?? []), branch]);
    }
  }
  return [...blocked].map(
    ([obstacle, branches]) =>
      `branch ${obstacle}: ${branches.join(", ")} cannot be pushed while it exists. Remove it: ${removalOf([obstacle])}`,
  );
}
