// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  UserError,
  duplicateKeys,
  require_dist
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/pins/errors.ts
init_oldest_node();
var MissingPin = class extends UserError {
  name = "MissingPin";
  file;
  constructor(file, line, words, remedy) {
    super(`${place(file, line)}: ${words}.
  ${remedy}`);
    this.file = file;
  }
};
var AmbiguousPin = class extends UserError {
  name = "AmbiguousPin";
  file;
  lines;
  constructor(file, lines, words, remedy) {
    super(`${place(file, lines[0])}: ${words}, at lines ${lines.join(" and ")}.
  ${remedy}`);
    this.file = file;
    this.lines = lines;
  }
};
var UnpinnableValue = class extends UserError {
  name = "UnpinnableValue";
  file;
  constructor(file, line, words, remedy) {
    super(`${place(file, line)}: ${words}.
  ${remedy}`);
    this.file = file;
  }
};
function place(file, line) {
  return line === void 0 ? file : `${file}:${line}`;
}

// actions/lib/domain/pins/pins.ts
init_oldest_node();
var import_yaml6 = __toESM(require_dist(), 1);

// actions/lib/domain/pins/readable.ts
init_oldest_node();
var import_yaml2 = __toESM(require_dist(), 1);

// actions/lib/domain/pins/reading.ts
init_oldest_node();
var import_yaml = __toESM(require_dist(), 1);
function openYaml(text, file) {
  return namingFile(text, file, () => readYaml(text, file));
}
function namingFile(text, file, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unreadable(text, file, error);
  }
}
var OTHER_LINE_ENDS = /[\u0085\u2028\u2029]|\r(?!\n)/g;
function readYaml(text, file) {
  const lines = new import_yaml.LineCounter();
  const seen = text.replace(OTHER_LINE_ENDS, "\n");
  const documents = (0, import_yaml.parseAllDocuments)(seen, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const lineAt = (offset) => offset === void 0 ? void 0 : lines.linePos(offset).line;
  const [document, second] = (Array.isArray(documents) ? documents : []).filter(
    (each, index) => index === 0 || each.errors.length > 0 || !isEmpty(each)
  );
  if (document === void 0) throw new MissingPin(file, void 0, "the file is empty", "Add the entry.");
  const error = documents.flatMap((each) => each.errors)[0];
  if (error?.message.includes("call stack")) throw new RangeError(error.message);
  if (error !== void 0) {
    throw new UnpinnableValue(file, lineAt(error.pos[0]), `not YAML: ${error.message}`, "Fix the file.");
  }
  if (second !== void 0) {
    const starts = [document, second].map((each) => lineAt(each.range?.[0]) ?? 1);
    throw new AmbiguousPin(file, starts, "several documents in one file", "Keep the pin in its own file.");
  }
  const [twice] = duplicateKeys(document, "<<");
  if (twice !== void 0) {
    throw new AmbiguousPin(
      file,
      [lineAt(twice) ?? 1],
      "a key appears twice in one map",
      "Remove one of them."
    );
  }
  return { file, text, document, lineAt };
}
function isEmpty({ contents }) {
  return contents === null || (0, import_yaml.isScalar)(contents) && contents.value === null;
}
function unreadable(text, file, error) {
  if (error instanceof RangeError) {
    const line = deepestLine(text);
    return new UnpinnableValue(
      file,
      line,
      "lists and maps are nested too deeply to be read",
      "Keep the pin in its own file."
    );
  }
  const words = error instanceof Error ? error.message : String(error);
  return new UnpinnableValue(file, 1, `cannot be read: ${words}`, "Keep the pin in its own file.");
}
function deepestLine(text) {
  let [depth, deepest, found] = [0, 0, 1];
  for (const [index, line] of text.split("\n").entries()) {
    const dashes = /^[\s-]*/.exec(line)?.[0].replace(/[^-]/g, "").length ?? 0;
    depth += line.replace(/[^[{]/g, "").length;
    const reached = depth + dashes + (/^ */.exec(line)?.[0].length ?? 0) / 2;
    if (reached > deepest) [deepest, found] = [reached, index + 1];
    depth -= line.replace(/[^\]}]/g, "").length;
  }
  return found;
}

// actions/lib/domain/pins/readable.ts
function readText({ text, file, document }, path) {
  return namingFile(text, file, () => {
    let at = document.contents;
    for (const step of path) at = childOf(document, at, step);
    const node = resolved(document, at);
    return (0, import_yaml2.isScalar)(node) && typeof node.value === "string" ? node.value : void 0;
  });
}
function resolved(document, node) {
  return (0, import_yaml2.isAlias)(node) ? node.resolve(document) : node;
}
function childOf(document, node, step) {
  const at = resolved(document, node);
  return (0, import_yaml2.isSeq)(at) ? at.get(step, true) : findKey(document, at, step, /* @__PURE__ */ new Set());
}
function findKey(document, map, step, seen) {
  if (!(0, import_yaml2.isMap)(map) || seen.has(map)) return void 0;
  seen.add(map);
  const own = map.get(step, true);
  if (own !== void 0) return own;
  for (const merged of mergedBy(document, map)) {
    const found = findKey(document, resolved(document, merged), step, seen);
    if (found !== void 0) return found;
  }
  return void 0;
}
function mergedBy(document, { items }) {
  return items.filter(({ key }) => (0, import_yaml2.isScalar)(key) && key.value === "<<").flatMap(({ value }) => {
    const merged = resolved(document, value);
    return (0, import_yaml2.isSeq)(merged) ? merged.items : [merged];
  });
}

// actions/lib/domain/pins/scalar.ts
init_oldest_node();
var import_yaml5 = __toESM(require_dist(), 1);

// actions/lib/domain/pins/quoting.ts
init_oldest_node();
var import_yaml3 = __toESM(require_dist(), 1);
function written(value, type) {
  if (type === "QUOTE_SINGLE" && !UNPRINTABLE.test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (type === "QUOTE_DOUBLE" || !readsAsItself(value)) return doubleQuoted(value);
  return value;
}
var UNPRINTABLE = /[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff\p{Cs}]/u;
function doubleQuoted(value) {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
}
function readsAsItself(value) {
  return (SAFE_WORD.test(value) || SAFE_VERSION.test(value)) && !RESERVED.test(value) && isText(value);
}
var SAFE_WORD = /^[A-Za-z](?:[\w./@:+-]*[\w./@+-])?$/;
var SAFE_VERSION = /^\d+\.\d+\.\d+(?:[.+-][\w.+-]*\w)?$/;
var RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|nil|none|nan|inf|infinity)$/i;
function isText(value) {
  return ["1.1", "1.2"].every((version) => (0, import_yaml3.parse)(`[${value}]`, { version })?.[0] === value);
}

// actions/lib/domain/pins/same.ts
init_oldest_node();
var import_yaml4 = __toESM(require_dist(), 1);
import { isDeepStrictEqual } from "node:util";
function isSameButFor(before, after, edited) {
  const pairs = [[before.document.contents, after.document.contents]];
  for (let next = pairs.pop(); next !== void 0; next = pairs.pop()) {
    const [old, now] = next;
    const value = edited.get(old);
    if (value === void 0 ? !isSameNode(old, now) : !(0, import_yaml4.isScalar)(now) || now.value !== value) return false;
    const [oldParts, newParts] = [partsOf(old), partsOf(now)];
    if (oldParts.length !== newParts.length) return false;
    for (const [index, part] of oldParts.entries()) pairs.push([part, newParts[index]]);
  }
  return true;
}
function aliasedNodes({ file, document, lineAt }) {
  const named = /* @__PURE__ */ new Map();
  const found = /* @__PURE__ */ new Set();
  (0, import_yaml4.visit)(document, {
    Alias: (_key, { source, range }) => {
      if (!named.has(source)) {
        const words = `not YAML: there is no &${source} before the alias *${source}`;
        throw new UnpinnableValue(file, lineAt(range?.[0]), words, "Fix the file.");
      }
      found.add(named.get(source));
    },
    Value: (_key, node) => {
      if (node.anchor !== void 0) named.set(node.anchor, node);
    }
  });
  return found;
}
function isSameNode(old, now) {
  if ((0, import_yaml4.isAlias)(old)) return (0, import_yaml4.isAlias)(now) && old.source === now.source;
  if ((0, import_yaml4.isScalar)(old)) {
    return (0, import_yaml4.isScalar)(now) && isDeepStrictEqual(old.value, now.value) && old.anchor === now.anchor && old.tag === now.tag;
  }
  if ((0, import_yaml4.isMap)(old)) return (0, import_yaml4.isMap)(now) && old.anchor === now.anchor && old.tag === now.tag;
  if ((0, import_yaml4.isSeq)(old)) return (0, import_yaml4.isSeq)(now) && old.anchor === now.anchor && old.tag === now.tag;
  if ((0, import_yaml4.isPair)(old)) return (0, import_yaml4.isPair)(now);
  return (0, import_yaml4.isNode)(old) ? false : old === now;
}
function partsOf(node) {
  if ((0, import_yaml4.isMap)(node) || (0, import_yaml4.isSeq)(node)) return node.items;
  return (0, import_yaml4.isPair)(node) ? [node.key, node.value] : [];
}

// actions/lib/domain/pins/scalar.ts
function editOf(yaml, path, value) {
  const { node, start, end } = scalarAt(yaml, path);
  return node.value === value ? void 0 : { path, value, start, end, text: written(value, node.type) };
}
function applyEdits(yaml, edits) {
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
function scalarValue(yaml, path) {
  return scalarAt(yaml, path).node.value;
}
function scalarAt(yaml, path) {
  const { file, document } = yaml;
  const shown = formatPath(path);
  let at = document.contents;
  for (const [depth, step] of path.entries()) {
    requireNoAlias(yaml, at, path.slice(0, depth));
    const next = (0, import_yaml5.isMap)(at) || (0, import_yaml5.isSeq)(at) ? at.get(step, true) : void 0;
    if (next === void 0) {
      requireNoMerge(yaml, at, path.slice(0, depth + 1));
      const parent = (0, import_yaml5.isNode)(at) ? yaml.lineAt(at.range?.[0]) : void 0;
      const words = `${shown}: there is no ${formatPath(path.slice(0, depth + 1))}`;
      throw new MissingPin(
        file,
        parent,
        words,
        "Add it with any value; only values that are there are replaced."
      );
    }
    at = next;
  }
  requireNoAlias(yaml, at, path);
  const line = (0, import_yaml5.isNode)(at) ? yaml.lineAt(at.range?.[0]) : void 0;
  if (!(0, import_yaml5.isScalar)(at) || !at.range) {
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
function requireNoMerge({ file, lineAt }, node, path) {
  if (!(0, import_yaml5.isMap)(node) || !node.has("<<")) return;
  throw new UnpinnableValue(
    file,
    lineAt(node.range?.[0]),
    `${formatPath(path)} is not written there; the map merges others (<<)`,
    "Write the key in this map, or pin the place that is merged."
  );
}
function requireNoAlias({ file, lineAt }, node, path) {
  if (!(0, import_yaml5.isAlias)(node)) return;
  throw new UnpinnableValue(
    file,
    lineAt(node.range?.[0]),
    `${formatPath(path)} is the alias *${node.source}`,
    `Write the value out, or pin the place that has &${node.source}.`
  );
}
function requireOnlyThese(yaml, replaced, edits) {
  const aliased = aliasedNodes(yaml);
  const edited = new Map(edits.map(({ path, value }) => [nodesAlong(yaml, path).at(-1), value]));
  const isShared = edits.some(({ path }) => nodesAlong(yaml, path).some((node) => aliased.has(node)));
  if (!isShared && isSameButFor(yaml, openYaml(replaced, yaml.file), edited)) return;
  throw unpinnable(
    yaml,
    edits,
    "replacing it would change other values too",
    "Give it its own value, without an anchor that others refer to."
  );
}
function nodesAlong({ document }, path) {
  const nodes = [document.contents];
  for (const step of path) {
    const at = nodes.at(-1);
    nodes.push((0, import_yaml5.isMap)(at) || (0, import_yaml5.isSeq)(at) ? at.get(step, true) : void 0);
  }
  return nodes;
}
function unpinnable(yaml, edits, words, remedy) {
  const paths = edits.map(({ path }) => formatPath(path)).join(", ");
  return new UnpinnableValue(yaml.file, void 0, `${paths}: ${words}`, remedy);
}
function formatPath(path) {
  return path.map((step, index) => typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`).join("");
}

// actions/lib/domain/pins/pins.ts
function kustomizationEdits(yaml, image, pin) {
  const entry = imageEntry(yaml, image);
  return editsOf(yaml, [
    [[...entry, "newTag"], pin.tag],
    [[...entry, "digest"], pin.digest]
  ]);
}
function kustomizationNewName(yaml, image) {
  return readText(yaml, [...imageEntry(yaml, image), "newName"]);
}
function helmValuesEdits(yaml, key, pin) {
  return editsOf(yaml, [
    [[...key, "tag"], pin.tag],
    [[...key, "digest"], pin.digest]
  ]);
}
function pathEdits(yaml, path, value) {
  return editsOf(yaml, [[path, value]]);
}
function editsOf(yaml, values) {
  const [old] = values.map(([path]) => String(scalarValue(yaml, path)));
  const edits = values.flatMap(([path, value]) => editOf(yaml, path, value) ?? []);
  return { old: old ?? "", edits };
}
function imageEntry({ file, document, lineAt }, image) {
  const images = (0, import_yaml6.isMap)(document.contents) ? document.contents.get("images", true) : void 0;
  const remedy = `Add under images: {name: ${image}, newTag: "", digest: ""}.`;
  if (!(0, import_yaml6.isSeq)(images)) throw new MissingPin(file, void 0, "there is no list images", remedy);
  const found = images.items.flatMap(
    (entry, index) => (0, import_yaml6.isMap)(entry) && entry.get("name") === image ? [{ index, line: lineAt(entry.range?.[0]) ?? 1 }] : []
  );
  const [only, second] = found;
  if (only === void 0) {
    throw new MissingPin(
      file,
      lineAt(images.range?.[0]),
      `images has no entry named ${JSON.stringify(image)}`,
      remedy
    );
  }
  if (second !== void 0) {
    throw new AmbiguousPin(
      file,
      found.map(({ line }) => line),
      `${found.map(({ index }) => `images[${index}]`).join(" and ")} are named ${JSON.stringify(image)}, so the pin is ambiguous`,
      "Give one entry its own name, or remove it."
    );
  }
  return ["images", only.index];
}

// actions/lib/domain/pins/encoding.ts
init_oldest_node();
var REMEDY = "Save the file as UTF-8.";
function decodeFile(bytes, file) {
  if (bytes[0] === 255 && bytes[1] === 254) return utf16(bytes, file, (same) => same);
  if (bytes[0] === 254 && bytes[1] === 255) return utf16(bytes, file, swapped);
  const text = bytes.toString("utf8");
  if (bytes.equals(Buffer.from(text))) return { text, encode: (changed) => Buffer.from(changed) };
  throw new UnpinnableValue(file, firstFaultyLine(bytes), "not text in UTF-8", REMEDY);
}
function utf16(bytes, file, order) {
  if (bytes.length % 2 !== 0)
    throw new UnpinnableValue(file, 1, "half a character of UTF-16 at its end", REMEDY);
  const encode = (text2) => order(Buffer.from(text2, "utf16le"));
  const text = order(bytes).toString("utf16le");
  if (encode(text).equals(bytes)) return { text, encode };
  throw new UnpinnableValue(file, 1, "not text in UTF-16", REMEDY);
}
function swapped(bytes) {
  return Buffer.from(bytes).swap16();
}
function firstFaultyLine(bytes) {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    const part = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (!part.equals(Buffer.from(part.toString("utf8")))) break;
    start = end < 0 ? bytes.length : end + 1;
  }
  return line;
}

export {
  MissingPin,
  UnpinnableValue,
  openYaml,
  readText,
  applyEdits,
  formatPath,
  kustomizationEdits,
  kustomizationNewName,
  helmValuesEdits,
  pathEdits,
  imageEntry,
  decodeFile
};
