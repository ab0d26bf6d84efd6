/** Keys that appear twice in one map: found in one pass, where the reader's own check takes the square of its keys. */
import { type Document, isAlias, isScalar, visit } from "yaml";

/** Offsets of every key that its map has already, except of the scalar `allowed`. */
export function duplicateKeys(document: Document, allowed?: string): readonly number[] {
  const found: number[] = [];
  visit(document, {
    Map(_key, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        const name = nameOf(key);
        if (name === undefined || (isScalar(key) && key.value === allowed)) continue;
        if (seen.has(name)) found.push((key as { readonly range?: readonly number[] }).range?.[0] ?? 0);
        seen.add(name);
      }
    },
  });
  return found;
}

/** `1` and `"1"` are different keys to every reader. */
function nameOf(key: unknown): string | undefined {
  if (isScalar(key)) return `${typeof key.value} ${String(key.value)}`;
  return isAlias(key) ? `* ${key.source}` : undefined;
}
