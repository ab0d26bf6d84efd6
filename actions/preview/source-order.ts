/** A release built from an older source takes out what was merged since, whatever its version says. */

import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { type Release, readRelease } from "@slipway/lib/domain/releases/releases.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import type { Git, Tree } from "@slipway/lib/io/git/git.ts";
import type { TargetPreview } from "./model.ts";

export async function withSourceOrder(
  git: Git,
  [base, merged]: readonly [Tree, Tree],
  previews: readonly TargetPreview[],
): Promise<readonly TargetPreview[]> {
  // Asked together: git is started once for all of them.
  return Promise.all(
    previews.map(async (preview) => {
      if (preview.changes.length === 0) return preview;
      const { environment, service } = preview;
      const [old, renewed] = await Promise.all(
        [base, merged].map((tree) => releaseAt(tree, environment, service)),
      );
      const risk =
        old === undefined || renewed === undefined ? undefined : await orderRisk(git, old, renewed);
      return risk === undefined ? preview : withRisk(preview, risk);
    }),
  );
}

async function orderRisk(git: Git, old: Release, renewed: Release): Promise<string | undefined> {
  if (old.source === renewed.source) return undefined;
  const asked = Promise.all([
    git.isAncestor(old.source, renewed.source),
    git.isAncestor(renewed.source, old.source),
  ]);
  const answers = await asked.catch((error: unknown) => {
    if (error instanceof UserError) return firstLine(error.message);
    throw error;
  });
  if (typeof answers === "string") return `whether source moves back is not known: ${answers}`;
  const [isNewer, isOlder] = answers;
  if (isNewer) return undefined;
  const way = `${shortSha(old.source)} → ${shortSha(renewed.source)}`;
  return isOlder
    ? `source moves back, ${way}: what was merged in between is taken out`
    : `source does not descend from what runs, ${way}: something in it may be lost`;
}

/** At the object that runs it. */
function withRisk(preview: TargetPreview, risk: string): TargetPreview {
  const at = Math.max(
    0,
    preview.changes.findIndex(({ resource }) => resource.startsWith("Rollout ")),
  );
  const changes = preview.changes.map((change, index) =>
    index === at ? { ...change, risks: [...change.risks, risk] } : change,
  );
  return { ...preview, changes };
}

/** A folder that was edited manually is for the check that guards it. */
async function releaseAt(tree: Tree, environment: string, service: string): Promise<Release | undefined> {
  try {
    return await readRelease(tree, environment, service);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
