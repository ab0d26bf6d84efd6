/** What a value is to the programs that read the file: aliases and merged keys are followed, as Helm and kustomize do. */
import { type Document, isAlias, isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import { namingFile, type YamlFile } from "./reading.ts";
import type { Path } from "./scalar.ts";

/** Undefined when there is no text at `path`. */
export function readText({ text, file, document }: YamlFile, path: Path): string | undefined {
  return namingFile(text, file, () => {
    let at: unknown = document.contents;
    for (const step of path) at = childOf(document, at, step);
    const node = resolved(document, at);
    return isScalar(node) && typeof node.value === "string" ? node.value : undefined;
  });
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function childOf(document: Document, node: unknown, step: string | number): unknown {
  const at = resolved(document, node);
  return isSeq(at) ? at.get(step, true) : findKey(document, at, step, new Set());
}

/** A map's own key comes before the ones that it merges; each map is looked into once, however often it is merged. */
function findKey(document: Document, map: unknown, step: string | number, seen: Set<unknown>): unknown {
  if (!isMap(map) || seen.has(map)) return undefined;
  seen.add(map);
  const own = map.get(step, true);
  if (own !== undefined) return own;
  for (const merged of mergedBy(document, map)) {
    const found = findKey(document, resolved(document, merged), step, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mergedBy(document: Document, { items }: YAMLMap): readonly unknown[] {
  return items
    .filter(({ key }) => isScalar(key) && key.value === "<<")
    .flatMap(({ value }) => {
      const merged = resolved(document, value);
      return isSeq(merged) ? merged.items : [merged];
    });
}
