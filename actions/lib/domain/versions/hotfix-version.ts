/** The version of a hotfix: the next patch of what it fixes that nobody was ever given. */
import { releasePath } from "../releases/release.ts";
import type { Git, RefName, Tree } from "../repository/git.ts";
import { nextPatch } from "./next-patch.ts";
import { versionTag } from "./next-version.ts";
import { readRecorded } from "./released.ts";

export interface HotfixVersionQuestion {
  readonly service: string;
  /** The version it fixes. */
  readonly pinned: string;
  /** The commit to be released: a tag that names it is its own, left by a run that died. */
  readonly source: string;
}

export interface HotfixVersionPlace {
  readonly git: Git;
  readonly tip: Tree;
  /** Fetched refs with the version tags of the service. */
  readonly refs: ReadonlyMap<RefName, string>;
  readonly environments: readonly string[];
}

/** Tags are the truth; pins count too, because a tag follows its pin by its own push. */
export async function hotfixVersion(
  { git, tip, refs, environments }: HotfixVersionPlace,
  { service, pinned, source }: HotfixVersionQuestion,
): Promise<string> {
  const held = await Promise.all(
    environments.map((name) =>
      git.pastContents(tip.commit, releasePath(name, service), { matching: /\/release\.yaml$/ }),
    ),
  );
  const taken = new Set(held.flat().map(({ content }) => readRecorded(content.toString())?.version));
  for (let version = nextPatch(pinned); ; version = nextPatch(version)) {
    const tagged = refs.get(versionTag(service, version));
    if (!taken.has(version) && (tagged === undefined || tagged === source)) return version;
  }
}
