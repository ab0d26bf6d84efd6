/** Adds the key `digest` next to a tag that has none: most pins of others have none. */
import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, isSeq } from "yaml";
import { MissingPin, UnpinnableValue } from "./errors.ts";
import { openYaml, type YamlFile } from "./reading.ts";
import type { Path } from "./scalar.ts";

/** To be replaced: quotes, or none, are then the file's own matter. */
const PLACEHOLDER = "digest: none";

/** The text with `digest: none` next to the value at `tag`, or as it is where the key is there. Nothing else changes. */
export function withDigestKey(yaml: YamlFile, tag: Path): string {
  const { text, file, document, lineAt } = yaml;
  const parent = nodeAt(document.contents, tag.slice(0, -1));
  if (!isMap(parent)) {
    throw new MissingPin(
      file,
      undefined,
      `there is no ${tag.slice(0, -1).join(".")}`,
      "Add it with its tag.",
    );
  }
  if (parent.has("digest")) return text;
  const pair = parent.items.find(({ key }) => isScalar(key) && key.value === tag.at(-1));
  const [key, value] = [pair?.key, pair?.value];
  if (!isScalar(key) || !isScalar(value) || !key.range || !value.range) {
    throw new MissingPin(
      file,
      lineAt(parent.range?.[0]),
      `there is no ${tag.join(".")}`,
      "Add it with any value.",
    );
  }
  const added = parent.flow
    ? spliced(text, value.range[1], `, ${PLACEHOLDER}`)
    : spliced(
        text,
        endOfLine(text, value.range[1]),
        `${lineEnd(text)}${indent(text, key.range[0])}${PLACEHOLDER}`,
      );
  requireOnlyAdded(yaml, added, tag);
  return added;
}

function nodeAt(root: unknown, path: Path): unknown {
  let at = root;
  for (const step of path) at = isMap(at) || isSeq(at) ? at.get(step, true) : undefined;
  return at;
}

function spliced(text: string, at: number, added: string): string {
  return text.slice(0, at) + added + text.slice(at);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  if (end === -1) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}

function lineEnd(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** As deep as the key is: after `- ` too. */
function indent(text: string, key: number): string {
  return " ".repeat(key - (text.lastIndexOf("\n", key - 1) + 1));
}

/** Read again, it says what it said, and `digest` besides. */
function requireOnlyAdded(yaml: YamlFile, added: string, tag: Path): void {
  const after = openYaml(added, yaml.file).document;
  after.deleteIn([...tag.slice(0, -1), "digest"]);
  if (isDeepStrictEqual(after.toJS(), yaml.document.toJS())) return;
  throw new UnpinnableValue(
    yaml.file,
    undefined,
    `a digest cannot be added next to ${tag.join(".")} without changing more`,
    'Add the key by hand: digest: "".',
  );
}
