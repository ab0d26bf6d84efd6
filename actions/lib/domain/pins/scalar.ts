/** Replaces one value of a YAML file and not a byte more. */
import { isAlias, isMap, isNode, isScalar, isSeq } from "yaml";
import { MissingPin, UnpinnableValue } from "./errors.ts";
import { written } from "./quoting.ts";
import { namingFile, openYaml, type YamlFile } from "./reading.ts";
import { aliasedNodes, isSameButFor } from "./same.ts";

export type Path = readonly (string | number)[];

/** One value to be replaced: the bytes from `start` to `end` become `text`. */
export interface Edit {
  readonly path: Path;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edit that makes the value at `path` be `value`; undefined when it is already. */
export function editOf(yaml: YamlFile, path: Path, value: string): Edit | undefined {
  const { node, start, end } = scalarAt(yaml, path);
  return node.value === value ? undefined : { path, value, start, end, text: written(value, node.type) };
}

/**
 * The text with all edits made. Comments, order, quotes and everything else stay byte for byte. Throws `UnpinnableValue`
 * when two edits touch, or when what is read again differs in more than these values.
 */
export function applyEdits(yaml: YamlFile, edits: readonly Edit[]): string {
  const ordered = edits.toSorted((one, other) => one.start - other.start);
  let replaced = "";
  let at = 0;
  for (const edit of ordered) {
    if (edit.start < at) throw unpinnable(yaml, edits, "it is to be replaced twice", "Pin each value once.");
    replaced += yaml.text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  replaced += yaml.text.slice(at);
  if (edits.length > 0) {
    namingFile(yaml.text, yaml.file, () => requireOnlyThese(yaml, replaced, edits));
  }
  return replaced;
}

/** What is at `path` now. */
export function scalarValue(yaml: YamlFile, path: Path): unknown {
  return scalarAt(yaml, path).node.value;
}

interface Found {
  readonly node: { readonly value: unknown; readonly type?: unknown };
  readonly start: number;
  readonly end: number;
}

function scalarAt(yaml: YamlFile, path: Path): Found {
  const { file, document } = yaml;
  const shown = formatPath(path);
  let at: unknown = document.contents;
  for (const [depth, step] of path.entries()) {
    requireNoAlias(yaml, at, path.slice(0, depth));
    const next: unknown = isMap(at) || isSeq(at) ? at.get(step, true) : undefined;
    if (next === undefined) {
      requireNoMerge(yaml, at, path.slice(0, depth + 1));
      const parent = isNode(at) ? yaml.lineAt(at.range?.[0]) : undefined;
      const words = `${shown}: there is no ${formatPath(path.slice(0, depth + 1))}`;
      throw new MissingPin(
        file,
        parent,
        words,
        "Add it with any value; only values that are there are replaced.",
      );
    }
    at = next;
  }
  requireNoAlias(yaml, at, path);
  const line = isNode(at) ? yaml.lineAt(at.range?.[0]) : undefined;
  if (!isScalar(at) || !at.range) {
    throw new UnpinnableValue(file, line, `${shown} is a list or a map`, "Name a single value.");
  }
  if (at.type === "BLOCK_LITERAL" || at.type === "BLOCK_FOLDED") {
    throw new UnpinnableValue(file, line, `${shown} is a block of text`, "Write it on one line.");
  }
  if (at.range[0] === at.range[1]) {
    throw new MissingPin(file, line, `${shown} has no value`, 'Give it one, such as "".');
  }
  return { node: at, start: at.range[0], end: at.range[1] };
}

/** Helm reads merged keys as the map's own; only where they are written can they be replaced. */
function requireNoMerge({ file, lineAt }: YamlFile, node: unknown, path: Path): void {
  if (!isMap(node) || !node.has("<<")) return;
  throw new UnpinnableValue(
    file,
    lineAt(node.range?.[0]),
    `${formatPath(path)} is not written there; the map merges others (<<)`,
    "Write the key in this map, or pin the place that is merged.",
  );
}

function requireNoAlias({ file, lineAt }: YamlFile, node: unknown, path: Path): void {
  if (!isAlias(node)) return;
  throw new UnpinnableValue(
    file,
    lineAt(node.range?.[0]),
    `${formatPath(path)} is the alias *${node.source}`,
    `Write the value out, or pin the place that has &${node.source}.`,
  );
}

/** Whatever the file does with anchors and quotes: read again, it differs in those values alone. */
function requireOnlyThese(yaml: YamlFile, replaced: string, edits: readonly Edit[]): void {
  const aliased = aliasedNodes(yaml);
  const edited = new Map(edits.map(({ path, value }) => [nodesAlong(yaml, path).at(-1), value]));
  const isShared = edits.some(({ path }) => nodesAlong(yaml, path).some((node) => aliased.has(node)));
  if (!isShared && isSameButFor(yaml, openYaml(replaced, yaml.file), edited)) return;
  throw unpinnable(
    yaml,
    edits,
    "replacing it would change other values too",
    "Give it its own value, without an anchor that others refer to.",
  );
}

/** The nodes from the root to the value at `path`. */
function nodesAlong({ document }: YamlFile, path: Path): readonly unknown[] {
  const nodes: unknown[] = [document.contents];
  for (const step of path) {
    const at = nodes.at(-1);
    nodes.push(isMap(at) || isSeq(at) ? at.get(step, true) : undefined);
  }
  return nodes;
}

function unpinnable(yaml: YamlFile, edits: readonly Edit[], words: string, remedy: string): UnpinnableValue {
  const paths = edits.map(({ path }) => formatPath(path)).join(", ");
  return new UnpinnableValue(yaml.file, undefined, `${paths}: ${words}`, remedy);
}

/** `image.tag`, `images[2].newTag`. */
export function formatPath(path: Path): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join("");
}
