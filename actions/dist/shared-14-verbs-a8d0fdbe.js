// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  SYMBOLIC_LINK
} from "./shared-19-verbs-798eb292.js";
import {
  UserError,
  array,
  insideRepository,
  path,
  preprocess,
  require_dist,
  strictObject,
  string
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/kustomizations/paths.ts
init_oldest_node();
import { posix } from "node:path";
function isBelow(path2, folder) {
  return folder === "" || folder === "." || path2.startsWith(`${folder}/`);
}
var KUSTOMIZATION = "kustomization.yaml";
var OTHER_NAMES = /* @__PURE__ */ new Set(["kustomization.yml", "Kustomization"]);
function isKustomization(path2) {
  const name = posix.basename(path2);
  return name === KUSTOMIZATION || OTHER_NAMES.has(name);
}
function isOtherSource(path2) {
  const name = posix.basename(path2).toLowerCase();
  return /^\.argocd-source.*\.ya?ml$/.test(name) || /chart\.ya?ml$/.test(name);
}
var SEGMENT = /^[\w.+-][\w.+ -]*$/;
function resolved(from, value) {
  const path2 = value.replace(/\/$/, "").replace(/^(?:\.\/)+/, "");
  const segments = path2.split("/");
  if (!segments.every((segment) => SEGMENT.test(segment))) return void 0;
  if (/^github\.com$/i.test(segments[0] ?? "")) return void 0;
  return posix.join(posix.dirname(from), path2);
}

// actions/lib/domain/kustomizations/reach.ts
init_oldest_node();
var import_yaml3 = __toESM(require_dist(), 1);
import { posix as posix2 } from "node:path";

// actions/lib/domain/plain-yaml/plain-yaml.ts
init_oldest_node();
var import_yaml2 = __toESM(require_dist(), 1);

// actions/lib/domain/plain-yaml/characters.ts
init_oldest_node();
var REMEDY = "Remove it, or write it as an escape in double quotes.";
var NAMES = {
  "": "the line break NEL (U+0085)",
  "\u2028": "the line break LS (U+2028)",
  "\u2029": "the line break PS (U+2029)",
  "\uFEFF": "a byte order mark (U+FEFF)",
  "�": "a byte that is not UTF-8",
  "\r": "a carriage return that ends no line (U+000D)"
};
var REFUSED = (
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is searched for.
  new RegExp("[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ufffd\\ufffe\\uffff\\u115f\\u1160\\u3164\\uffa0]|\\u034f|\\u17b4|\\u17b5|\\u180b|\\u180c|\\u180d|\\u180f|(?![\\u200c\\u200d])\\p{Cf}|(?<=[\\u0000-\\u007f])[\\u200c\\u200d]|[\\u200c\\u200d](?=[\\u0000-\\u007f])|\\r(?!\\n)|\\p{Surrogate}", "gu")
);
function decoded(content) {
  if (typeof content === "string") return content;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(content);
}
function refusedCharacters(text) {
  const faults = /* @__PURE__ */ new Map();
  let line = 1;
  let from = 0;
  for (const { 0: found, index } of text.matchAll(REFUSED)) {
    for (; from < index; from++) if (text[from] === "\n") line += 1;
    if (!faults.has(line))
      faults.set(line, { line, words: `${nameOf(found)} is not allowed`, remedy: REMEDY });
  }
  return [...faults.values()];
}
function nameOf(found) {
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return NAMES[found] ?? `the control character U+${code}`;
}

// actions/lib/domain/plain-yaml/tokens.ts
init_oldest_node();
var import_yaml = __toESM(require_dist(), 1);

// actions/lib/domain/plain-yaml/scalars.ts
init_oldest_node();
var SAFE = /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?(?:[eE][-+][0-9]+)?)$/;
var WORDS = /^(?:yes|no|on|off)$/i;
var INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+)$/;
var FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
var SPECIAL = /^[-+]?\.(?:inf|nan)$/i;
var DATE = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?$/;
var WORD_OF_SAFE = /^(?:null|true|false)$/i;
function isAmbiguous(plain) {
  if (SAFE.test(plain)) return false;
  const digits = plain.replaceAll("_", "");
  return WORDS.test(plain) || WORD_OF_SAFE.test(plain) || INTEGER.test(digits) || FLOAT.test(digits) || SPECIAL.test(plain) || DATE.test(plain);
}

// actions/lib/domain/plain-yaml/tokens.ts
var MOST_NESTED = 64;
var BLANKS = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;
var REFUSED2 = {
  alias: ["an alias", "Write out what it stands for."],
  anchor: ["an anchor", "Remove it, and write out what refers to it."],
  tag: ["a tag", "Remove it; quote what is meant as text."],
  "explicit-key-ind": ["a key marked with ?", "Write `key: value`."],
  "directive-line": ["a directive", "Remove the line."],
  "doc-end": ["a line `...` that ends a document", "Separate documents by `---`."]
};
var START = "";
var CONTENT = "";
function refusedTokens(text) {
  const faults = [];
  let line = 1;
  let depth = 0;
  let isContent = false;
  let isBlock = false;
  let hasIndent = false;
  const refuse = (words, remedy) => faults.push({ line, words, remedy });
  for (const lexeme of new import_yaml.Lexer().lex(text)) {
    if (lexeme === START) continue;
    if (lexeme === CONTENT) {
      isContent = true;
      continue;
    }
    if (isContent) {
      if (isBlock) checkBlock(lexeme, line, hasIndent, faults);
      else if (isAmbiguous(lexeme)) {
        refuse(
          `${lexeme} without quotes is read as text by some and as another value by others`,
          "Quote it."
        );
      } else if (BLANKS.test(lexeme)) {
        refuse("a value with a blank that is no space", "Write a space, or quote the value.");
      } else if (/^(?:---|%)/.test(lexeme)) {
        refuse(`a value that begins with ${lexeme.slice(0, 3)}`, "Quote it.");
      }
      isBlock = false;
    } else {
      const type = import_yaml.CST.tokenType(lexeme);
      const [words, remedy] = REFUSED2[type ?? ""] ?? [];
      if (words !== void 0 && remedy !== void 0) refuse(`${words} is not allowed`, remedy);
      if (type === "block-scalar-header") {
        isBlock = true;
        hasIndent = /[0-9]/.test(lexeme);
        if (lexeme.startsWith(">")) refuse("a folded text (>) is not allowed", "Write | or quotes.");
      }
      if (type === "flow-map-start" || type === "flow-seq-start") depth += 1;
      if (type === "flow-map-end" || type === "flow-seq-end") depth -= 1;
      if (depth > MOST_NESTED) {
        refuse(`more than ${MOST_NESTED} brackets inside each other`, "Write it flatter.");
        return faults;
      }
      if (lexeme.includes("	")) refuse("a tab is not allowed", "Write spaces.");
    }
    isContent = false;
    for (const character of lexeme) if (character === "\n") line += 1;
  }
  return faults;
}
function checkBlock(block, from, hasIndent, faults) {
  if (hasIndent && block.trim() === "") {
    faults.push({ line: from, words: "a block without a text", remedy: "Write quotes." });
  }
  const line = block.split("\n").findIndex((each) => /^ *\t/.test(each));
  if (line >= 0) {
    faults.push({ line: from + line, words: "a tab before the text of a line", remedy: "Write spaces." });
  }
}
function refusedMarkers(text) {
  return text.split("\n").flatMap((each, index) => {
    if (!/^(?:---|%)/.test(each) || /^---[ ]*(?:#.*)?\r?$/.test(each)) return [];
    const words = `a line that begins with ${each.slice(0, 3)} and continues is not allowed`;
    return [{ line: index + 1, words, remedy: "Put `---` alone on its line." }];
  });
}

// actions/lib/domain/plain-yaml/plain-yaml.ts
var MOST_BYTES = 2 * 1024 * 1024;
var DEEPEST = 100;
var MOST_FAULTS = 20;
function plainYaml(content, file, { documents: wanted }, firstLine = 1) {
  const lines = new import_yaml2.LineCounter();
  const lineOf = (node) => {
    const offset = (0, import_yaml2.isScalar)(node) || (0, import_yaml2.isMap)(node) || (0, import_yaml2.isSeq)(node) ? node.range?.[0] : void 0;
    return firstLine - 1 + (offset === void 0 ? 1 : lines.linePos(offset).line);
  };
  const refused = (faults2) => ({
    documents: [],
    findings: faults2.slice(0, MOST_FAULTS).map(({ line, words, remedy }) => `${file}:${firstLine - 1 + line}: ${words}.
  ${remedy}`),
    lineOf
  });
  const text = decoded(content);
  if (text.length > MOST_BYTES) {
    return refused([{ line: 1, words: "larger than 2 MiB", remedy: "Split the file." }]);
  }
  const characters = refusedCharacters(text);
  if (characters.length > 0) return refused(characters);
  const tokens = [...refusedMarkers(text), ...refusedTokens(text)];
  if (tokens.length > 0) return refused(tokens.toSorted((one, other) => one.line - other.line));
  const documents = parsed(text, lines);
  if (documents === void 0) {
    return refused([{ line: 1, words: "nested too deeply", remedy: "Write it flatter." }]);
  }
  const faults = [
    ...documents.flatMap((document) => [...faultsOf(document, lines)]),
    ...wanted === "one" ? surplus(documents, lines) : []
  ];
  return faults.length > 0 ? refused(faults) : { documents, findings: [], lineOf };
}
function parsed(text, lines) {
  try {
    const options = {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: "silent"
    };
    return [...(0, import_yaml2.parseAllDocuments)(text, options)];
  } catch (error) {
    if (error instanceof RangeError) return void 0;
    throw error;
  }
}
function* faultsOf(document, lines) {
  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    if (/call stack/.test(message)) {
      yield { line: 1, words: "nested too deeply", remedy: "Write it flatter." };
      return;
    }
    const words = `not YAML: ${message.replace(/\.$/, "")}`;
    yield { line: lines.linePos(pos[0]).line, words, remedy: "Fix the line." };
  }
  if (document.errors.length === 0) yield* faultsBelow(document.contents, lines, 0);
}
function* faultsBelow(node, lines, depth) {
  const line = lineIn(lines, node);
  if (depth > DEEPEST) {
    yield { line, words: "nested too deeply", remedy: "Write it flatter." };
  } else if ((0, import_yaml2.isAlias)(node)) {
    yield { line, words: "an alias is not allowed", remedy: "Write out what it stands for." };
  } else if ((0, import_yaml2.isSeq)(node)) {
    for (const item of node.items) yield* faultsBelow(item, lines, depth + 1);
  } else if ((0, import_yaml2.isMap)(node)) {
    const seen = /* @__PURE__ */ new Set();
    for (const pair of node.items) {
      yield* faultsOfKey(pair, seen, lines);
      if (pair.value === null) {
        yield {
          line: lineIn(lines, pair.key),
          words: "a key without a value",
          remedy: "Write `key: value`."
        };
      }
      yield* faultsBelow(pair.value, lines, depth + 1);
    }
  }
}
function* faultsOfKey({ key }, seen, lines) {
  const line = lineIn(lines, key);
  if (!(0, import_yaml2.isScalar)(key) || typeof key.value !== "string") {
    const words = (0, import_yaml2.isScalar)(key) ? `the key ${String(key.value)} is not text` : "a key that is not text";
    yield { line, words, remedy: "Quote the key." };
    return;
  }
  if (key.value === "<<") {
    yield { line, words: "the merge key << is not allowed", remedy: "Write out what it would bring in." };
  }
  if (seen.has(key.value)) {
    const words = `the key ${JSON.stringify(key.value)} appears twice in one map`;
    yield { line, words, remedy: "Keep one of the two." };
  }
  seen.add(key.value);
}
function surplus(documents, lines) {
  return documents.slice(1).map((document) => ({
    line: lines.linePos(document.range?.[0] ?? 0).line,
    words: "a second document, where one is read",
    remedy: "Remove it, and the `---` before it."
  }));
}
function lineIn(lines, node) {
  const range = node?.range;
  return range === void 0 || range === null ? 1 : lines.linePos(range[0]).line;
}

// actions/lib/domain/kustomizations/reach.ts
async function reachOf(tree, folder) {
  const all = new Set(await tree.list(""));
  const paths = /* @__PURE__ */ new Set();
  const seen = /* @__PURE__ */ new Set();
  let isUnknown = false;
  const waiting = (await tree.list(folder)).filter(isKustomization);
  for (let file = waiting.shift(); file !== void 0; file = waiting.shift()) {
    if (seen.has(file)) continue;
    seen.add(file);
    if ((await tree.entry(file))?.mode === SYMBOLIC_LINK) isUnknown = true;
    const { texts, isPlain } = textsOf(await tree.read(file) ?? Buffer.of(), file);
    if (!isPlain) isUnknown = true;
    for (const text of texts) {
      const path2 = posix2.join(posix2.dirname(file), text.replace(/^[\w.-]+=/, "")).replace(/\/$/, "");
      const below = await tree.list(path2);
      if (!all.has(path2) && below.length === 0) continue;
      if (!paths.has(path2) && path2 !== posix2.dirname(file)) paths.add(path2);
      waiting.push(...below.filter(isKustomization));
    }
  }
  return { paths, isUnknown };
}
function reaches({ paths, isUnknown }, changed) {
  return isUnknown || changed.some((path2) => isAmong(path2, paths));
}
function isAmong(path2, reached) {
  for (let at = path2; at !== "." && at !== "/"; at = posix2.dirname(at)) if (reached.has(at)) return true;
  return false;
}
function textsOf(content, file) {
  const isPlain = plainYaml(content, file, { documents: "many" }).findings.length === 0;
  const texts = [];
  for (const document of (0, import_yaml3.parseAllDocuments)(content.toString(), { logLevel: "silent", uniqueKeys: false })) {
    (0, import_yaml3.visit)(document, {
      Scalar: (_, { value }) => {
        if (typeof value !== "string" || value === "" || value.length > 500) return;
        if (!value.includes("\n")) texts.push(value);
      }
    });
  }
  return { texts, isPlain };
}

// actions/lib/domain/services/rendering.ts
init_oldest_node();
import { posix as posix3 } from "node:path";
var own = strictObject({
  helm: strictObject({
    chart: path.describe("Folder of the Helm chart, from the service's folder."),
    values: array(path, "a list of files is expected").default([]).describe("Files of values, from the service's folder; later files win.")
  }).optional().describe("A Helm chart of your own."),
  kustomize: path.optional().describe("Folder of a kustomization of your own, from the service's folder, without an environment."),
  image: string("the name of an image is expected").regex(/^[\w./:-]*[\w]$/, "the name of an image without tag and digest is expected").optional().describe(
    "Name of the service's image in these manifests, where it does not end in the name that `image` of slipway.yaml gives."
  )
});
var renderSchema = preprocess(
  (value) => value === "chart" ? void 0 : value,
  own.refine(
    ({ helm, kustomize }) => helm === void 0 !== (kustomize === void 0),
    "either helm or kustomize is expected"
  ).optional()
);
function renderingOf(folder, strategy, config, own2) {
  const inside = (path2, key) => belowRoot(folder, path2, `render.${key}`);
  if (own2?.helm !== void 0) {
    return {
      by: "helm",
      chart: inside(own2.helm.chart, "helm.chart"),
      values: own2.helm.values.map((file) => inside(file, "helm.values")),
      image: own2.image
    };
  }
  if (own2?.kustomize !== void 0) {
    return { by: "kustomize", folder: inside(own2.kustomize, "kustomize"), image: own2.image };
  }
  return {
    by: "chart",
    chart: config.chart,
    strategyFile: `${config.strategies}/${strategy}.yaml`,
    valuesFile: posix3.join(folder, "values.yaml")
  };
}
function belowRoot(folder, path2, key) {
  const inside = insideRepository(folder, path2, key);
  if (inside !== "") return inside;
  throw new UserError(
    `${posix3.join(folder, "service.yaml")}: ${key}: ${JSON.stringify(path2)} is the repository's root, which holds the environments too.
  Move the manifests into a folder.`
  );
}
async function renderedFrom(tree, rendering) {
  switch (rendering.by) {
    case "chart":
      return [rendering.chart, rendering.strategyFile, rendering.valuesFile];
    case "helm":
      return [rendering.chart, ...rendering.values];
    case "kustomize":
      return [rendering.folder, ...(await reachOf(tree, rendering.folder)).paths];
  }
}

export {
  decoded,
  refusedCharacters,
  plainYaml,
  isBelow,
  KUSTOMIZATION,
  isKustomization,
  isOtherSource,
  resolved,
  reachOf,
  reaches,
  renderSchema,
  renderingOf,
  renderedFrom
};
