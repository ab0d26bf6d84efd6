/** A key that stands twice in one map: found in one pass, where the reader's own check takes the square of its keys. */
import { type Document, isAlias, isScalar, visit } from "yaml";

const MERGE = "string <<";

/** Offset of the second of two equal keys. */
export function duplicateKey(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Map(_key, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        const name = nameOf(key);
        // Helm and kustomize merge all of several `<<`.
        if (name === undefined || name === MERGE) continue;
        if (seen.has(name)) {
          found = (key as { readonly range?: readonly number[] }).range?.[0];
          return visit.BREAK;
        }
        seen.add(name);
      }
      return undefined;
    },
  });
  return found;
}

/** `1` and `"1"` are different keys to every reader. */
function nameOf(key: unknown): string | undefined {
  if (isScalar(key)) return `${typeof key.value} ${String(key.value)}`;
  return isAlias(key) ? `* ${key.source}` : undefined;
}
