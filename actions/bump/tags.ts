import type { Report } from "@slipway/lib/app/report/report.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { versionTag } from "@slipway/lib/domain/versions/next-version.ts";
import type { Git, RefName } from "@slipway/lib/io/git/git.ts";

/**
 * Names the source commits of pinned releases, with one push. Called after the pins landed, for those that lack their
 * tag: so a run that died in between is made good by the next. A tag is never moved; a fault is no reason to fail.
 */
export async function tagReleases(
  git: Git,
  refs: ReadonlyMap<RefName, string>,
  releases: readonly Release[],
  report: Report,
): Promise<void> {
  const missing = releases
    .map(({ service, version, source }) => ({ ref: versionTag(service, version), to: source, expect: null }))
    .filter(({ ref }) => !refs.has(ref));
  if (missing.length === 0) return;
  const warn = (words: string) => report.warning(`${words}\n  The pins stand; the next bump tries again.`);
  try {
    for (const { ref, status, reason } of await git.push(missing)) {
      if (status === "refused" || status === "lost-race") warn(`${ref} was not pushed: ${reason}.`);
    }
  } catch (error) {
    warn(`Version tags were not pushed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
