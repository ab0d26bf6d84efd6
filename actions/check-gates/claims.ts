/** Whether release folders on a hotfix's branch are what they claim to be. */
import { readEnvironments } from "@slipway/lib/domain/environments/environments.ts";
import { falseClaim } from "@slipway/lib/domain/hotfixes/claim.ts";
import { orReason } from "@slipway/lib/domain/promotions/sources.ts";
import { isPlain } from "@slipway/lib/domain/releases/contents.ts";
import { readRelease, releasePath } from "@slipway/lib/domain/releases/releases.ts";
import type { Git, RefName, Tree } from "@slipway/lib/io/git/git.ts";
import { foldersOf } from "./difference.ts";

export async function falseClaims(
  git: Git,
  { tip, head }: { readonly tip: Tree; readonly head: Tree },
  paths: readonly string[],
  { refs, branch }: { readonly refs: ReadonlyMap<RefName, string>; readonly branch: RefName },
): Promise<readonly string[]> {
  const environments = await readEnvironments(tip);
  const claims = await Promise.all(
    foldersOf(paths).map(async (folder) => {
      const { environment: name, service } = folder;
      const environment = environments.find((each) => each.name === name);
      const release = await orReason(() => readRelease(head, name, service));
      if (typeof release === "string") return release;
      if (release === undefined || !(await isPlain(head, name, service))) {
        return `${releasePath(name, service)} is deleted, or holds more than plain files`;
      }
      return await falseClaim({ git, tip, refs, environment, release, branch });
    }),
  );
  return claims.filter((claim) => claim !== undefined);
}
