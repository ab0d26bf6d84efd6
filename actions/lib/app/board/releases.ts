/** Release folders of the environments, and the commits that they were built from. */
import type { Environment } from "../../domain/environments/environments.ts";
import { orMessage } from "../../domain/errors/or-message.ts";
import { type Release, readRelease, releasedServices } from "../../domain/releases/releases.ts";
import type { Git, Tree } from "../../io/git/git.ts";
import { type CellKey, cellKey } from "./facts.ts";

/** A fault of one folder is shown in its place; it must not hide the others. */
export async function readPinned(
  tip: Tree,
  environments: readonly Environment[],
  only: string | undefined,
): Promise<ReadonlyMap<CellKey, Release | string>> {
  const found = await Promise.all(
    environments.map(async ({ name }) => {
      const released = await releasedServices(tip, name);
      const services = released.filter((service) => only === undefined || service === only);
      const releases = await Promise.all(
        services.map((service) => orMessage(() => readRelease(tip, name, service))),
      );
      return services.map((service, index) => [cellKey(name, service), releases[index]] as const);
    }),
  );
  return new Map(found.flat().flatMap(([place, release]) => (release ? [[place, release] as const] : [])));
}

/** Commits that releases of other repositories were built from: distances are counted in their histories. */
export async function sourceTips(
  git: Git,
  pinned: ReadonlyMap<CellKey, Release | string>,
  notes: string[],
): Promise<readonly string[]> {
  const apart = [...pinned.values()].flatMap((release) =>
    typeof release === "object" && release.repository !== undefined ? [release.source] : [],
  );
  const found = await Promise.all(
    [...new Set(apart)].map(async (source) => {
      const tree = await orMessage(() => git.tree(source));
      if (typeof tree !== "string") return [tree.commit];
      notes.push(tree);
      return [];
    }),
  );
  return found.flat();
}
