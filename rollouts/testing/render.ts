import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

export const repository = join(import.meta.dirname, "../..");

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});

const metric = z.looseObject({
  name: z.string(),
  initialDelay: z.string().optional(),
  interval: z.string(),
  count: z.int().optional(),
  failureLimit: z.int(),
  consecutiveErrorLimit: z.int(),
  successCondition: z.string(),
  provider: z.strictObject({ prometheus: z.strictObject({ query: z.string(), timeout: z.int() }) }),
});

export type Manifest = z.output<typeof manifest>;
export type Metric = z.output<typeof metric>;

/** Files relative to the repository, or values given in place. */
export type Values = string | { readonly yaml: string };

/** What Helm makes of the chart for one service; rejects with Helm's words. */
export async function render(service: string, values: readonly Values[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-chart-"));
  try {
    const files = await Promise.all(values.map((one, index) => valuesFile(folder, index, one)));
    const own = [`slipway.image=shop/${service}`, "slipway.product=shop"];
    const flags = [
      ...files.flatMap((file) => ["--values", file]),
      ...own.flatMap((value) => ["--set-string", value]),
    ];
    const { stdout } = await exec("helm", ["template", service, "rollouts/chart", ...flags], {
      cwd: repository,
      env: { HELM_NAMESPACE: undefined, KUBECONFIG: undefined },
      timeoutMs: 30_000,
    });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function valuesFile(folder: string, index: number, values: Values): Promise<string> {
  if (typeof values === "string") return values;
  const file = join(folder, `${index}.yaml`);
  await writeFile(file, values.yaml);
  return file;
}

export function manifests(text: string): readonly Manifest[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as unknown)
    .filter((document) => document !== null)
    .map((document) => manifest.parse(document));
}

/** The one object of this kind and name. */
export function find(all: readonly Manifest[], kind: string, name: string): Manifest {
  const found = all.filter((one) => one.kind === kind && one.metadata.name === name);
  if (found.length === 1 && found[0] !== undefined) return found[0];
  const names = all.map((one) => `${one.kind}/${one.metadata.name}`).join(", ");
  throw new Error(`${found.length} objects ${kind}/${name} among ${names}`);
}

export function metricsOf(template: Manifest): readonly Metric[] {
  return z.looseObject({ spec: z.looseObject({ metrics: z.array(metric) }) }).parse(template).spec.metrics;
}
