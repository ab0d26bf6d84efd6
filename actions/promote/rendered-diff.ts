/** What a promotion changes in what runs, resource by resource. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { exec } from "../lib/exec/exec.ts";

export interface ResourceDiff {
  /** `Rollout shop-staging/product`. */
  readonly resource: string;
  /** Unified, without file headers. */
  readonly text: string;
}

/** Compares two outputs of `kustomize build`; the contents of Secrets are never shown. */
export async function renderedDiff(before: string, after: string): Promise<readonly ResourceDiff[]> {
  const [old, renewed] = [resources(before), resources(after)];
  const names = [...new Set([...old.keys(), ...renewed.keys()])].sort();
  const changed = names.filter((name) => old.get(name) !== renewed.get(name));
  const folder = await mkdtemp(join(tmpdir(), "slipway-diff-"));
  try {
    const diffs: ResourceDiff[] = [];
    for (const resource of changed) {
      const text = resource.startsWith("Secret ")
        ? "(changes of a Secret are not shown)\n"
        : await unified(folder, old.get(resource) ?? "", renewed.get(resource) ?? "");
      diffs.push({ resource, text });
    }
    return diffs;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function resources(stream: string): ReadonlyMap<string, string> {
  const documents = parseAllDocuments(stream);
  if (!Array.isArray(documents)) return new Map();
  return new Map(
    documents.flatMap((document) => {
      const name = nameOf(document.toJS());
      return name === undefined ? [] : [[name, document.toString({ directives: false, lineWidth: 0 })]];
    }),
  );
}

function nameOf(resource: unknown): string | undefined {
  if (!isRecord(resource) || !isRecord(resource.metadata)) return undefined;
  const { namespace, name } = resource.metadata;
  const place = typeof namespace === "string" ? `${namespace}/` : "";
  return `${String(resource.kind)} ${place}${String(name)}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

async function unified(folder: string, before: string, after: string): Promise<string> {
  const [a, b] = [join(folder, "before"), join(folder, "after")];
  await Promise.all([writeFile(a, before), writeFile(b, after)]);
  const { stdout } = await exec("diff", ["-U3", a, b], { allowFailure: true, env: { LC_ALL: "C" } });
  return stdout.split("\n").slice(2).join("\n");
}
