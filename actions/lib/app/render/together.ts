/**
 * Many targets by one process: a kustomization that lists them all, with an object of our own after each, by which the
 * output is cut again. A process takes longer to start than a target takes to build.
 */
import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Kustomize } from "./kustomize.ts";
import { targetPath } from "./paths.ts";

const FOLDER = "together";

/**
 * Service to manifests, each byte for byte as from its folder alone. Undefined when any of them is broken, or
 * they cannot be in one kustomization (two objects with one name): then each must be built separately.
 */
export async function buildTogether(
  { buildList }: Kustomize,
  root: string,
  environment: string,
  services: readonly string[],
): Promise<ReadonlyMap<string, string> | undefined> {
  if (services.length < 2) return undefined;
  // A name that nobody can know: an object of a target with the same would hide all that stands before it.
  const kind = `TargetEnd${randomUUID().replaceAll("-", "")}`;
  await mkdir(join(root, FOLDER));
  const ends = services.map(
    (service) => `---\napiVersion: slipway.dev/v1\nkind: ${kind}\nmetadata:\n  name: ${service}\n`,
  );
  await Promise.all(ends.map((end, index) => writeFile(join(root, FOLDER, `${index}.yaml`), end)));
  const resources = services.flatMap((service, index) => [
    `../${targetPath(environment, service)}`,
    `${index}.yaml`,
  ]);
  const kustomization = { resources, sortOptions: { order: "fifo" } };
  await writeFile(join(root, FOLDER, "kustomization.yaml"), JSON.stringify(kustomization));
  const folders = services.map((service) => targetPath(environment, service));
  const built = await buildList(FOLDER, folders);
  return "manifests" in built ? cut(built.manifests, kind, services) : undefined;
}

function cut(
  manifests: string,
  kind: string,
  services: readonly string[],
): ReadonlyMap<string, string> | undefined {
  const end = new RegExp(
    `(?:^|---\\n)apiVersion: slipway\\.dev/v1\\nkind: ${kind}\\nmetadata:\\n  name: (.+)\\n`,
    "gm",
  );
  const found = new Map<string, string>();
  let from = 0;
  for (const match of manifests.matchAll(end)) {
    found.set(match[1] ?? "", manifests.slice(from, match.index).replace(/^---\n/, ""));
    from = match.index + match[0].length;
  }
  const isWhole = from === manifests.length && services.every((service) => found.has(service));
  return isWhole ? found : undefined;
}
