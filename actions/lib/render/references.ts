/**
 * What a kustomization refers to. A target is built from its own folder: what is fetched from elsewhere would be another
 * thing tomorrow, and a pull request could have any address called.
 */
import { posix } from "node:path";
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

export interface StrayReference {
  readonly file: string;
  readonly line: number;
  readonly value: string;
}

const KUSTOMIZATION = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
const LISTS = [
  "resources",
  "bases",
  "components",
  "crds",
  "configurations",
  "generators",
  "transformers",
  "validators",
  "patchesStrategicMerge",
] as const;
const WITH_PATH = ["patches", "patchesJson6902", "replacements", "openapi"] as const;
const GENERATORS = ["configMapGenerator", "secretGenerator"] as const;

/** What `slipway bump` writes refers to manifests.yaml alone; parsing it again for every target takes longer than this. */
const MACHINES =
  /^(?:#.*\n)*apiVersion: \S+\nkind: Kustomization\nresources:\n {2}- manifests\.yaml\nimages:\n(?: {2}[- ] \w+: \S+\n)+patches:\n {2}- target:\n {6}kind: Rollout\n {4}patch: \|-\n(?: {6}.*\n)+$/;

/** References that leave `folder`, in any kustomization below it; `texts` are the folder's kustomizations by path. */
export function strayReferences(
  folder: string,
  files: readonly string[],
  texts: ReadonlyMap<string, string>,
): readonly StrayReference[] {
  return [...texts].flatMap(([file, text]) => {
    if (MACHINES.test(text)) return [];
    const lines = new LineCounter();
    const root = parseDocument(text, { lineCounter: lines, logLevel: "silent" }).contents;
    return references(root).flatMap((node) => {
      const value = String(node.value);
      if (isWithin(folder, files, posix.dirname(file), value)) return [];
      return [{ file, line: lines.linePos(node.range?.[0] ?? 0).line, value }];
    });
  });
}

export function isKustomization(path: string): boolean {
  return KUSTOMIZATION.test(path);
}

type Text = Node & { readonly value: unknown };

function references(root: unknown): readonly Text[] {
  if (!isMap(root)) return [];
  const get = (key: string): unknown => root.get(key, true);
  const generated = GENERATORS.flatMap((key) => each(get(key))).flatMap((one) =>
    isMap(one) ? [...each(one.get("files", true)), ...each(one.get("envs", true)), one.get("env", true)] : [],
  );
  const paths = WITH_PATH.flatMap((key) => each(get(key))).map((one) =>
    isMap(one) ? one.get("path", true) : undefined,
  );
  return [...LISTS.flatMap((key) => each(get(key))), ...paths, ...generated].filter(isText);
}

function each(node: unknown): readonly unknown[] {
  return isSeq(node) ? node.items : [node];
}

// What spans lines is an object written in place, not a reference.
function isText(node: unknown): node is Text {
  return isScalar(node) && typeof node.value === "string" && !node.value.includes("\n");
}

function isWithin(folder: string, files: readonly string[], from: string, value: string): boolean {
  // An entry of a generator may name its key: `settings.yaml=files/a.yaml`.
  const path = value.replace(/^[\w.-]+=/, "");
  const resolved = posix.join(from, path).replace(/\/$/, "");
  if (posix.isAbsolute(path) || !resolved.startsWith(`${folder}/`)) return false;
  const isThere = files.some((file) => file === resolved || file.startsWith(`${resolved}/`));
  // Kustomize takes what is not there for an address where it can; a plain name it reports by itself.
  return isThere || !/[:?]|^git@|^[^/]+\.[^/]+\//.test(path);
}
