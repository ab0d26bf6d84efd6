/** What a release needs of other services, next to what an environment has of them. */

import type { Dependency } from "../gates/dependencies.ts";
import { type Release, readRelease } from "../releases/releases.ts";
import type { Tree } from "../repository/git.ts";
import { orReason } from "./sources.ts";

export async function dependenciesOf(
  tip: Tree,
  environment: string,
  { dependsOn = {} }: Pick<Release, "dependsOn">,
): Promise<readonly Dependency[]> {
  return Promise.all(
    Object.entries(dependsOn).map(async ([service, range]) => {
      const pinned = await orReason(() => readRelease(tip, environment, service));
      return { service, range, pinned };
    }),
  );
}
