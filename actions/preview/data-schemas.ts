/** What a change does to the data stores: nothing that is rendered shows it. */
import { dataSchemaNotes, type Standing } from "@slipway/lib/domain/risks/data-schema.ts";
import type { Service } from "@slipway/lib/domain/services/service.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { pinnedAt } from "./next-folder.ts";

interface Sides {
  readonly base: Tree;
  readonly before: readonly Service[];
  readonly after: readonly Service[];
  /** Names of the environments, as releases move. */
  readonly environments: readonly string[];
}

export async function previewDataSchemas(sides: Sides): Promise<readonly string[]> {
  const old = new Map(sides.before.map((service) => [service.name, service.dataSchema]));
  const changed = sides.after.filter(
    ({ name, dataSchema }) => old.has(name) && JSON.stringify(dataSchema) !== JSON.stringify(old.get(name)),
  );
  const notes = await Promise.all(
    changed.map(async ({ name, dataSchema }) => {
      const before = old.get(name);
      const standing = [...(await standingOf(sides, name)), { name: "the base", dataSchema: before }];
      return dataSchemaNotes(before, dataSchema, standing).map((note) => `service ${name}: ${note}`);
    }),
  );
  return notes.flat();
}

async function standingOf({ base, environments }: Sides, service: string): Promise<readonly Standing[]> {
  const pinned = await Promise.all(
    environments.map(async (environment) => ({
      environment,
      release: (await pinnedAt(base, environment, service))?.release,
    })),
  );
  return pinned.flatMap(({ environment, release }) =>
    release === undefined
      ? []
      : [{ name: `${release.version} in ${environment}`, dataSchema: release.dataSchema }],
  );
}
