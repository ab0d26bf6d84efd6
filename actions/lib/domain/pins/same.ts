/** Whether an edited file says what it said before, but for the values that were to change. */
import { isDeepStrictEqual } from "node:util";
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, visit } from "yaml";
import { UnpinnableValue } from "./errors.ts";
import type { YamlFile } from "./reading.ts";

/**
 * Compared node by node, aliases as names: what they stand for is never expanded, so a file may have any number of them.
 * `edited`: node of the old document → its new value.
 */
export function isSameButFor(
  before: YamlFile,
  after: YamlFile,
  edited: ReadonlyMap<unknown, string>,
): boolean {
  const pairs: [unknown, unknown][] = [[before.document.contents, after.document.contents]];
  for (let next = pairs.pop(); next !== undefined; next = pairs.pop()) {
    const [old, now] = next;
    const value = edited.get(old);
    if (value === undefined ? !isSameNode(old, now) : !isScalar(now) || now.value !== value) return false;
    const [oldParts, newParts] = [partsOf(old), partsOf(now)];
    if (oldParts.length !== newParts.length) return false;
    for (const [index, part] of oldParts.entries()) pairs.push([part, newParts[index]]);
  }
  return true;
}

/** The nodes that an alias stands for. */
export function aliasedNodes({ file, document, lineAt }: YamlFile): ReadonlySet<unknown> {
  const named = new Map<string, unknown>();
  const found = new Set<unknown>();
  visit(document, {
    Alias: (_key, { source, range }) => {
      if (!named.has(source)) {
        const words = `not YAML: there is no &${source} before the alias *${source}`;
        throw new UnpinnableValue(file, lineAt(range?.[0]), words, "Fix the file.");
      }
      found.add(named.get(source));
    },
    Value: (_key, node) => {
      if (node.anchor !== undefined) named.set(node.anchor, node);
    },
  });
  return found;
}

function isSameNode(old: unknown, now: unknown): boolean {
  if (isAlias(old)) return isAlias(now) && old.source === now.source;
  if (isScalar(old)) {
    return (
      isScalar(now) &&
      isDeepStrictEqual(old.value, now.value) &&
      old.anchor === now.anchor &&
      old.tag === now.tag
    );
  }
  if (isMap(old)) return isMap(now) && old.anchor === now.anchor && old.tag === now.tag;
  if (isSeq(old)) return isSeq(now) && old.anchor === now.anchor && old.tag === now.tag;
  if (isPair(old)) return isPair(now);
  return isNode(old) ? false : old === now;
}

function partsOf(node: unknown): readonly unknown[] {
  if (isMap(node) || isSeq(node)) return node.items;
  return isPair(node) ? [node.key, node.value] : [];
}
