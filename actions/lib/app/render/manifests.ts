import { join } from "node:path";
import * as z from "zod";
import { readConfig } from "../../domain/config/read.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import { parseJson } from "../../domain/parsing/json.ts";
import type { Service } from "../../domain/services/services.ts";
import { CommandFailed, exec } from "../../io/exec/exec.ts";
import { inParallel } from "../../io/exec/in-parallel.ts";
import type { Tree } from "../../io/git/git.ts";
import { exported } from "./export.ts";

/** A service's manifests at one commit, or why there are none. */
export type Rendered = { readonly manifests: string } | { readonly fault: UserError };

/** The chart does not render with this service's values. */
export class ChartRefused extends UserError {
  override readonly name = "ChartRefused";
  readonly file: string;

  constructor(file: string, chart: string, words: string) {
    super(
      `${file}: the chart cannot be rendered with these values:\n${indented(words)}\n  Fix the values named; ${chart}/values.schema.json says what is allowed.`,
    );
    this.file = file;
  }
}

const PARALLEL = 2;

/**
 * Renders the services with the chart, strategies and values of `tree`: `helm template <service>`, without namespace
 * and environment. Only these files are on the disk that helm sees. One that fails does not drop the others. What is
 * `known` already (see `unchangedManifests`) is not rendered again.
 */
export async function renderManifests(
  tree: Tree,
  services: readonly Service[],
  known: ReadonlyMap<string, string> = new Map(),
): Promise<ReadonlyMap<string, Rendered>> {
  const repeated = [...known].map(([name, manifests]) => [name, { manifests }] as const);
  const unknown = services.filter(({ name }) => !known.has(name));
  if (unknown.length === 0) return new Map(repeated);
  const files = unknown.flatMap((service) => [service.chart, service.strategyFile, valuesFile(service)]);
  return exported(tree, [...new Set(files)], async (root) => {
    const rendered = await inParallel(unknown, PARALLEL, (service) => render(tree, root, service));
    return new Map([
      ...repeated,
      ...unknown.map((service, index) => [service.name, rendered[index] as Rendered] as const),
    ]);
  });
}

function valuesFile(service: Service): string {
  return `${service.path}/values.yaml`;
}

async function render(tree: Tree, root: string, service: Service): Promise<Rendered> {
  const missing = await missingFile(tree, service);
  if (missing !== undefined) return { fault: missing };
  const values = [service.strategyFile, valuesFile(service)].flatMap((file) => ["--values", file]);
  const own = await ownValues(tree, service);
  try {
    const { stdout } = await exec("helm", ["template", service.name, service.chart, ...values, ...own], {
      cwd: root,
      env: helmFolders(root),
      timeoutMs: 60_000,
    });
    return { manifests: stdout };
  } catch (error) {
    if (error instanceof CommandFailed && error.exitCode > 0) {
      return {
        fault: new ChartRefused(valuesFile(service), service.chart, error.stderr.replaceAll(`${root}/`, "")),
      };
    }
    throw error;
  }
}

async function missingFile(tree: Tree, service: Service): Promise<UserError | undefined> {
  const files = [`${service.chart}/Chart.yaml`, service.strategyFile, valuesFile(service)];
  const found = await Promise.all(files.map((file) => tree.entry(file)));
  const missing = files.filter((_, index) => found[index] === undefined);
  if (missing.length === 0) return undefined;
  return new UserError(
    `${missing.join(", ")}: not there at commit ${tree.commit}, so ${service.name} cannot be rendered.\n  Add the file, or give ${service.path}/service.yaml another tier or strategy.`,
  );
}

/**
 * What only the repository knows: the values `slipway.image` and `slipway.product`. A chart whose schema has no such
 * values gets none, so that what was released before charts had them can still be rendered again.
 */
async function ownValues(tree: Tree, { chart, image }: Service): Promise<readonly string[]> {
  const schema = parseJson((await tree.read(`${chart}/values.schema.json`))?.toString() ?? "{}");
  if (!takesOwnValues.safeParse(schema).success) return [];
  const { product } = await readConfig(tree);
  return [`slipway.image=${image}`, `slipway.product=${product}`].flatMap((value) => ["--set-string", value]);
}

const takesOwnValues = z.union([
  z.looseObject({ properties: z.looseObject({ slipway: z.unknown().refine((one) => one !== undefined) }) }),
  z.looseObject({ additionalProperties: z.literal(true).optional() }),
]);

/** Helm must not find plugins, repositories or settings of the machine. */
function helmFolders(root: string): Record<string, string | undefined> {
  return {
    HELM_CACHE_HOME: join(root, ".helm/cache"),
    HELM_CONFIG_HOME: join(root, ".helm/config"),
    HELM_DATA_HOME: join(root, ".helm/data"),
    HELM_NAMESPACE: undefined,
    KUBECONFIG: undefined,
  };
}

function indented(text: string): string {
  return text
    .replace(/^Error: /, "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => `    ${line}`)
    .join("\n");
}
