import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import type { Manifest } from "@slipway/local/control-plane/client.ts";
import { parse, stringify } from "yaml";
import * as z from "zod";
import { manifests } from "../../../../../rollouts/testing/render.ts";
import { moduleFolder } from "../module.ts";

/** What the operator's chart makes of the add-on's values. */
export interface Chart {
  readonly namespace: string;
  /** Roles and accounts. */
  readonly rights: readonly Manifest[];
  /** User that the API server sees in the operator. */
  readonly user: string;
  /** The operator's arguments. */
  readonly parameters: readonly string[];
}

const deployment = z.looseObject({
  kind: z.literal("Deployment"),
  metadata: z.looseObject({ name: z.literal("external-secrets") }),
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({
        serviceAccountName: z.string(),
        containers: z.tuple([z.looseObject({ args: z.array(z.string()) })]),
      }),
    }),
  }),
});

/** Renders the chart that the operator's module has, of the same version, with the values that the add-on is installed with. */
export async function renderChart(folder: string): Promise<Chart> {
  const namespace = "external-secrets";
  const chart = join(folder, "chart");
  await cp(join(await moduleFolder(), "deploy/charts/external-secrets"), chart, { recursive: true });
  await exec("chmod", ["-R", "u+w", chart]);
  await withoutDependencies(chart);
  const values = join(import.meta.dirname, "../../values.yaml");
  const { stdout } = await exec("helm", [
    ...["template", "external-secrets", chart, "--namespace", namespace, "--values", values],
    ...["--api-versions", "monitoring.coreos.com/v1", "--set", "installCRDs=false"],
  ]);
  const all = manifests(stdout) as readonly Manifest[];
  const [operator] = all.flatMap((one) => {
    const read = deployment.safeParse(one);
    return read.success ? [read.data.spec.template.spec] : [];
  });
  if (operator === undefined) throw new Error(`the chart renders no Deployment external-secrets:\n${stdout}`);
  return {
    namespace,
    rights: all.filter(({ kind }) => /^(?:ServiceAccount|(?:Cluster)?Role(?:Binding)?)$/.test(kind)),
    user: `system:serviceaccount:${namespace}:${operator.serviceAccountName}`,
    parameters: operator.containers[0].args,
  };
}

/** A server for another store, which the values leave off; Helm asks for its chart all the same. */
async function withoutDependencies(chart: string): Promise<void> {
  const file = join(chart, "Chart.yaml");
  const { dependencies: _, ...rest } = parse(await readFile(file, "utf8")) as Record<string, unknown>;
  await writeFile(file, stringify(rest));
  await rm(join(chart, "Chart.lock"), { force: true });
}
