import * as z from "zod";
import { readConfig } from "../../domain/config/read.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import { parseJson } from "../../domain/parsing/json.ts";
import type { Rendering } from "../../domain/services/rendering.ts";
import type { Migration, Service } from "../../domain/services/service.ts";
import { exec } from "../../io/exec/exec.ts";
import { inParallel } from "../../io/exec/in-parallel.ts";
import type { Tree } from "../../io/git/git.ts";
import { exported } from "./export.ts";
import { helmFolders, rendered } from "./helm.ts";
import { renderOwn } from "./own.ts";

/** A service's manifests at one commit, or why they cannot be rendered. */
export type Rendered = { readonly manifests: string } | { readonly fault: UserError };

const PARALLEL = 2;

/**
 * Renders the services from `tree`, without namespace and environment: `helm template <service>` with Slipway's chart, or
 * what the service names instead. Only files of the commit are on the disk that is read. One that fails does not drop the
 * others. What is `known` already (see `unchangedManifests`) is not rendered again.
 */
export async function renderManifests(
  tree: Tree,
  services: readonly Service[],
  known: ReadonlyMap<string, string> = new Map(),
): Promise<ReadonlyMap<string, Rendered>> {
  const repeated = [...known].map(([name, manifests]) => [name, { manifests }] as const);
  const unknown = services.filter(({ name }) => !known.has(name));
  if (unknown.length === 0) return new Map(repeated);
  const files = unknown.flatMap(({ rendering }) => (rendering.by === "chart" ? filesOf(rendering) : []));
  return exported(tree, [...new Set(files)], async (root) => {
    const each = await inParallel(unknown, PARALLEL, (service) => render(tree, root, service));
    return new Map([
      ...repeated,
      ...unknown.map((service, index) => [service.name, each[index] as Rendered] as const),
    ]);
  });
}

type ChartRendering = Extract<Rendering, { by: "chart" }>;

function filesOf({ chart, strategyFile, valuesFile }: ChartRendering): readonly string[] {
  return [chart, strategyFile, valuesFile];
}

async function render(tree: Tree, root: string, service: Service): Promise<Rendered> {
  const { name, rendering } = service;
  if (rendering.by !== "chart") return renderOwn(tree, service, rendering);
  const missing = await missingFile(tree, service, rendering);
  if (missing !== undefined) return { fault: missing };
  const { chart, strategyFile, valuesFile } = rendering;
  const values = [strategyFile, valuesFile].flatMap((file) => ["--values", file]);
  const own = await ownValues(tree, service, chart);
  const options = { cwd: root, env: helmFolders(root), timeoutMs: 60_000 };
  return rendered(() => exec("helm", ["template", name, chart, ...values, ...own], options), {
    root,
    chart,
    file: valuesFile,
  });
}

async function missingFile(
  tree: Tree,
  service: Service,
  { chart, strategyFile, valuesFile }: ChartRendering,
): Promise<UserError | undefined> {
  const files = [`${chart}/Chart.yaml`, strategyFile, valuesFile];
  const found = await Promise.all(files.map((file) => tree.entry(file)));
  const missing = files.filter((_, index) => found[index] === undefined);
  if (missing.length === 0) return undefined;
  return new UserError(
    `${missing.join(", ")}: not there at commit ${tree.commit}, so ${service.name} cannot be rendered.\n  Add the file, or give ${service.path}/service.yaml another tier or strategy.`,
  );
}

/**
 * Values that only the repository knows: `slipway.image` and `slipway.product`. A chart whose schema lacks
 * them does not get them, so that older releases can still be rendered again.
 */
async function ownValues(
  tree: Tree,
  { image, images, migration }: Service,
  chart: string,
): Promise<readonly string[]> {
  const schema = parseJson((await tree.read(`${chart}/values.schema.json`))?.toString() ?? "{}");
  if (!takesOwnValues.safeParse(schema).success) return [];
  const { product } = await readConfig(tree);
  const texts = [`slipway.image=${image}`, `slipway.product=${product}`];
  return [
    ...texts.flatMap((value) => ["--set-string", value]),
    ...(migration === undefined
      ? []
      : ["--set-json", `slipway.migration=${JSON.stringify(migrationOf(migration, images))}`]),
  ];
}

/** The chart knows names of images, not of a service.yaml. */
function migrationOf(migration: Migration, images: Service["images"]): Migration {
  const { image, ...rest } = migration;
  return image === undefined ? rest : { ...rest, image: images?.[image]?.image };
}

const takesOwnValues = z.union([
  z.looseObject({ properties: z.looseObject({ slipway: z.unknown().refine((one) => one !== undefined) }) }),
  z.looseObject({ additionalProperties: z.literal(true).optional() }),
]);
