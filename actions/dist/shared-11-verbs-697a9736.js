// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  readEnvironment
} from "./shared-12-verbs-172a5c86.js";
import {
  RELEASE_ID_ANNOTATION,
  expectedRelease,
  readRelease,
  releaseFiles,
  releasePath,
  writtenRelease
} from "./shared-14-verbs-98873d3f.js";
import {
  plannedTree
} from "./shared-17-verbs-154b40da.js";
import {
  inParallel
} from "./shared-17-verbs-2776c8e5.js";
import {
  CONFIG_FILE,
  CommandFailed,
  UserError,
  _enum,
  array,
  boolean,
  exec,
  int,
  literal,
  looseObject,
  object,
  parseJson,
  parseYaml,
  readConfig,
  record,
  require_dist,
  strictObject,
  string,
  union,
  unknown
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/app/render/manifests.ts
init_oldest_node();
import { join as join2 } from "node:path";

// actions/lib/app/render/export.ts
init_oldest_node();
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
async function exported(tree, folders, use) {
  const root = await realpath(await mkdtemp(join(tmpdir(), "slipway-render-")));
  try {
    const paths = (await Promise.all(folders.map((folder) => filesAt(tree, folder)))).flat();
    await Promise.all(
      [...new Set(paths)].map(async (path) => {
        const content = await tree.read(path);
        if (content === void 0) return;
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), content);
      })
    );
    return await use(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
async function filesAt(tree, path) {
  const below = await tree.list(path);
  return below.length > 0 ? below : [path];
}

// actions/lib/app/render/manifests.ts
var ChartRefused = class extends UserError {
  name = "ChartRefused";
  file;
  constructor(file, chart, words) {
    super(
      `${file}: the chart cannot be rendered with these values:
${indented(words)}
  Fix the values named; ${chart}/values.schema.json says what is allowed.`
    );
    this.file = file;
  }
};
var PARALLEL = 2;
async function renderManifests(tree, services, known3 = /* @__PURE__ */ new Map()) {
  const repeated = [...known3].map(([name, manifests]) => [name, { manifests }]);
  const unknown2 = services.filter(({ name }) => !known3.has(name));
  if (unknown2.length === 0) return new Map(repeated);
  const files = unknown2.flatMap((service) => [service.chart, service.strategyFile, valuesFile(service)]);
  return exported(tree, [...new Set(files)], async (root) => {
    const rendered = await inParallel(unknown2, PARALLEL, (service) => render(tree, root, service));
    return new Map([
      ...repeated,
      ...unknown2.map((service, index) => [service.name, rendered[index]])
    ]);
  });
}
function valuesFile(service) {
  return `${service.path}/values.yaml`;
}
async function render(tree, root, service) {
  const missing = await missingFile(tree, service);
  if (missing !== void 0) return { fault: missing };
  const values = [service.strategyFile, valuesFile(service)].flatMap((file) => ["--values", file]);
  const own = await ownValues(tree, service);
  try {
    const { stdout } = await exec("helm", ["template", service.name, service.chart, ...values, ...own], {
      cwd: root,
      env: helmFolders(root),
      timeoutMs: 6e4
    });
    return { manifests: stdout };
  } catch (error) {
    if (error instanceof CommandFailed && error.exitCode > 0) {
      return {
        fault: new ChartRefused(valuesFile(service), service.chart, error.stderr.replaceAll(`${root}/`, ""))
      };
    }
    throw error;
  }
}
async function missingFile(tree, service) {
  const files = [`${service.chart}/Chart.yaml`, service.strategyFile, valuesFile(service)];
  const found3 = await Promise.all(files.map((file) => tree.entry(file)));
  const missing = files.filter((_, index) => found3[index] === void 0);
  if (missing.length === 0) return void 0;
  return new UserError(
    `${missing.join(", ")}: not there at commit ${tree.commit}, so ${service.name} cannot be rendered.
  Add the file, or give ${service.path}/service.yaml another tier or strategy.`
  );
}
async function ownValues(tree, { chart, image }) {
  const schema2 = parseJson((await tree.read(`${chart}/values.schema.json`))?.toString() ?? "{}");
  if (!takesOwnValues.safeParse(schema2).success) return [];
  const { product } = await readConfig(tree);
  return [`slipway.image=${image}`, `slipway.product=${product}`].flatMap((value) => ["--set-string", value]);
}
var takesOwnValues = union([
  looseObject({ properties: looseObject({ slipway: unknown().refine((one) => one !== void 0) }) }),
  looseObject({ additionalProperties: literal(true).optional() })
]);
function helmFolders(root) {
  return {
    HELM_CACHE_HOME: join2(root, ".helm/cache"),
    HELM_CONFIG_HOME: join2(root, ".helm/config"),
    HELM_DATA_HOME: join2(root, ".helm/data"),
    HELM_NAMESPACE: void 0,
    KUBECONFIG: void 0
  };
}
function indented(text2) {
  return text2.replace(/^Error: /, "").split("\n").filter((line) => line.trim() !== "").map((line) => `    ${line}`).join("\n");
}

// actions/lib/app/render/paths.ts
init_oldest_node();
function targetPath(environment, service) {
  return `environments/${environment}/${service}`;
}
function overlayPath(environment, service) {
  return `${targetPath(environment, service)}/kustomization.yaml`;
}

// actions/lib/domain/kustomizations/paths.ts
init_oldest_node();
import { posix } from "node:path";
function isBelow(path, folder) {
  return folder === "" || folder === "." || path.startsWith(`${folder}/`);
}
var KUSTOMIZATION = "kustomization.yaml";
var OTHER_NAMES = /* @__PURE__ */ new Set(["kustomization.yml", "Kustomization"]);
function isKustomization(path) {
  const name = posix.basename(path);
  return name === KUSTOMIZATION || OTHER_NAMES.has(name);
}
function isOtherSource(path) {
  const name = posix.basename(path).toLowerCase();
  return /^\.argocd-source.*\.ya?ml$/.test(name) || /^chart\.ya?ml$/.test(name);
}
var SEGMENT = /^[\w.+-][\w.+ -]*$/;
function resolved(from, value) {
  const path = value.replace(/\/$/, "").replace(/^(?:\.\/)+/, "");
  const segments = path.split("/");
  if (!segments.every((segment) => SEGMENT.test(segment))) return void 0;
  if (/^github\.com$/i.test(segments[0] ?? "")) return void 0;
  return posix.join(posix.dirname(from), path);
}

// actions/lib/app/render/target.ts
init_oldest_node();
var import_yaml6 = __toESM(require_dist(), 1);
import { existsSync } from "node:fs";
import { join as join6 } from "node:path";

// actions/lib/app/render/broken.ts
init_oldest_node();
var TargetBroken = class extends UserError {
  name = "TargetBroken";
  file;
  constructor(file, line, words, remedy) {
    super(`${line === void 0 ? file : `${file}:${line}`}: ${words}.
  ${remedy}`);
    this.file = file;
  }
};
var TargetRefused = class extends TargetBroken {
  findings;
  /** `findings` are `file:line: what.\n  remedy`; at least one. */
  constructor(findings) {
    const [first = ""] = findings;
    super(/^([^:\n]*)/.exec(first)?.[1] ?? "", void 0, "", "");
    this.message = findings.join("\n");
    this.findings = findings;
  }
};

// actions/lib/app/render/image-rules.ts
init_oldest_node();

// actions/lib/domain/images/allowed.ts
init_oldest_node();

// actions/lib/domain/images/images.ts
init_oldest_node();
var CONTAINERS = /^(?:containers|initContainers|ephemeralContainers)$/;
var NAMES_IMAGE = /^image$|[a-z]Image$/;
var DATA = /* @__PURE__ */ new Set(["ConfigMap", "Secret"]);
function imagesOf(object2) {
  if (!isRecord(object2)) return [];
  const metadata = isRecord(object2.metadata) ? object2.metadata : {};
  const name = `${String(object2.kind)}/${String(metadata.name)}`;
  const { data: _data, binaryData: _binary, stringData: _text, ...rest } = object2;
  const read2 = DATA.has(object2.kind) ? rest : object2;
  return found(read2, []).map(({ place, image }) => ({ object: name, place: place.join("."), image }));
}
function found(value, place) {
  if (Array.isArray(value)) return value.flatMap((item, index) => found(item, [...place, String(index)]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const here = [...place, key];
    if (CONTAINERS.test(key) && Array.isArray(part)) {
      return part.flatMap((item, index) => ofContainer(item, [...here, String(index)]));
    }
    if (NAMES_IMAGE.test(key) && typeof part === "string" && part !== "")
      return [{ place: here, image: part }];
    if (key === "image" && isRecord(part) && typeof part.reference === "string") {
      return [{ place: [...here, "reference"], image: part.reference }];
    }
    return found(part, here);
  });
}
function ofContainer(container, place) {
  const all = found(container, place);
  const own = isRecord(container) ? container.image : void 0;
  if (typeof own === "string" && own !== "") return all;
  const image = own === void 0 || own === null || own === "" ? void 0 : JSON.stringify(own);
  return [...all, { place: [...place, "image"], image }];
}
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// actions/lib/domain/images/allowed.ts
function ownImage({ registry }, { image, version }) {
  return `${registry}/${image.name}:${version}@${image.digest}`;
}
function imageFaults(objects, environment, own) {
  return objects.flatMap(imagesOf).filter(({ image }) => image === void 0 || image !== own).flatMap((use) => faultOf(use, environment));
}
function faultOf({ object: object2, place, image }, { name, platformImages }) {
  const where = `${object2} ${place}`;
  if (image === void 0) return [`${where} names no image`];
  if (!PINNED.test(image)) return [`${where} is ${image}, which is not pinned by digest`];
  if (platformImages.includes(repositoryOf(image))) return [];
  return [
    `${where} is ${image}, which is neither the release's image nor one of platformImages in environments/${name}/environment.yaml`
  ];
}
var PINNED = /@sha256:[0-9a-f]{64}$/;
function repositoryOf(image) {
  return image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
}

// actions/lib/app/render/image-rules.ts
async function imageRules(tree, environment) {
  try {
    return { policy: await readEnvironment(tree, environment) };
  } catch (fault) {
    if (fault instanceof UserError) return { fault };
    throw fault;
  }
}
function refusedImages(rules, file, built, release) {
  if ("fault" in rules) return rules.fault;
  const objects = built.map((document) => document.toJS());
  return imagesRefused(file, objects, rules.policy, release);
}
function imagesRefused(file, objects, policy, release) {
  const own = release === void 0 ? void 0 : ownImage(policy, release);
  const images = objects.flatMap(imagesOf).map(({ image }) => image ?? "none");
  if (own !== void 0 && release !== void 0 && !images.includes(own)) {
    const { name } = release.image;
    return new TargetBroken(
      file,
      void 0,
      `the pods run ${images.join(", ") || "no image"}, expected ${own}`,
      `Write under images: {name: ${name}, newName: ${policy.registry}/${name}}, without newTag and digest.`
    );
  }
  const faults = imageFaults(objects, policy, own);
  if (faults.length === 0) return void 0;
  return new TargetBroken(
    file,
    void 0,
    faults.join("; "),
    "Remove the patch that brings the image in, or have the environment's owners list it in platformImages."
  );
}

// actions/lib/app/render/kustomize.ts
init_oldest_node();
import { readdir, readFile } from "node:fs/promises";
import { join as join4 } from "node:path";

// actions/lib/domain/kustomizations/folder.ts
init_oldest_node();
import { createHash } from "node:crypto";
import { posix as posix2 } from "node:path";

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
  new RegExp("[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ufeff\\ufffd\\ufffe\\uffff\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2069]|\\r(?!\\n)|\\p{Surrogate}", "gu")
);
function decoded(content) {
  if (typeof content === "string") return content;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(content);
}
function refusedCharacters(text2) {
  const faults = /* @__PURE__ */ new Map();
  let line = 1;
  let from = 0;
  for (const { 0: found3, index } of text2.matchAll(REFUSED)) {
    for (; from < index; from++) if (text2[from] === "\n") line += 1;
    if (!faults.has(line))
      faults.set(line, { line, words: `${nameOf(found3)} is not allowed`, remedy: REMEDY });
  }
  return [...faults.values()];
}
function nameOf(found3) {
  const code = (found3.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return NAMES[found3] ?? `the control character U+${code}`;
}

// actions/lib/domain/plain-yaml/plain-yaml.ts
init_oldest_node();
var import_yaml2 = __toESM(require_dist(), 1);

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
function refusedTokens(text2) {
  const faults = [];
  let line = 1;
  let depth = 0;
  let isContent = false;
  let isBlock = false;
  let hasIndent = false;
  const refuse = (words, remedy) => faults.push({ line, words, remedy });
  for (const lexeme of new import_yaml.Lexer().lex(text2)) {
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
function refusedMarkers(text2) {
  return text2.split("\n").flatMap((each, index) => {
    if (!/^(?:---|%)/.test(each) || /^---[ ]*(?:#.*)?\r?$/.test(each)) return [];
    const words = `a line that begins with ${each.slice(0, 3)} and goes on is not allowed`;
    return [{ line: index + 1, words, remedy: "Put `---` alone on its line." }];
  });
}

// actions/lib/domain/plain-yaml/plain-yaml.ts
var MOST_BYTES = 2 * 1024 * 1024;
var DEEPEST = 100;
var MOST_FAULTS = 20;
function plainYaml(content, file, { documents: wanted }, firstLine = 1) {
  const lines = new import_yaml2.LineCounter();
  const lineOf2 = (node) => {
    const offset = (0, import_yaml2.isScalar)(node) || (0, import_yaml2.isMap)(node) || (0, import_yaml2.isSeq)(node) ? node.range?.[0] : void 0;
    return firstLine - 1 + (offset === void 0 ? 1 : lines.linePos(offset).line);
  };
  const refused = (faults2) => ({
    documents: [],
    findings: faults2.slice(0, MOST_FAULTS).map(({ line, words, remedy }) => `${file}:${firstLine - 1 + line}: ${words}.
  ${remedy}`),
    lineOf: lineOf2
  });
  const text2 = decoded(content);
  if (text2.length > MOST_BYTES) {
    return refused([{ line: 1, words: "larger than 2 MiB", remedy: "Split the file." }]);
  }
  const characters = refusedCharacters(text2);
  if (characters.length > 0) return refused(characters);
  const tokens = [...refusedMarkers(text2), ...refusedTokens(text2)];
  if (tokens.length > 0) return refused(tokens.toSorted((one, other) => one.line - other.line));
  const documents = parsed(text2, lines);
  if (documents === void 0) {
    return refused([{ line: 1, words: "nested too deeply", remedy: "Write it flatter." }]);
  }
  const faults = [
    ...documents.flatMap((document) => [...faultsOf(document, lines)]),
    ...wanted === "one" ? surplus(documents, lines) : []
  ];
  return faults.length > 0 ? refused(faults) : { documents, findings: [], lineOf: lineOf2 };
}
function parsed(text2, lines) {
  try {
    const options2 = {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: "silent"
    };
    return [...(0, import_yaml2.parseAllDocuments)(text2, options2)];
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
    const words = `the key ${JSON.stringify(key.value)} stands twice in one map`;
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

// actions/lib/domain/kustomizations/kustomization.ts
init_oldest_node();
var import_yaml3 = __toESM(require_dist(), 1);
var ALONE = "what runs must be told by this folder alone";
var CODE = "a folder holds plain objects, and builders are programs";
var REASONS = {
  transformers: CODE,
  generators: CODE,
  validators: CODE,
  configurations: CODE,
  openapi: CODE,
  crds: CODE,
  vars: "write the value where it belongs",
  replacements: "write the value where it belongs",
  components: ALONE,
  bases: ALONE,
  helmCharts: "manifests are rendered once, when the release is made",
  helmChartInflationGenerator: "manifests are rendered once, when the release is made",
  helmGlobals: "manifests are rendered once, when the release is made",
  secretGenerator: "secrets come from the secret store, never from git",
  patchesStrategicMerge: "a strategic merge replaces a Rollout's containers: write a JSON6902 patch below patches",
  patchesJson6902: "write it below patches",
  imageTags: "write it below images",
  commonLabels: "write it below labels"
};
var text = string("expected text");
var texts = record(string(), text);
var options = strictObject({
  labels: texts.optional(),
  annotations: texts.optional(),
  disableNameSuffixHash: boolean().optional(),
  immutable: boolean().optional()
});
var names = text.regex(
  /^[\w-]*(?:\.\*)?[\w.-]*(?:\|[\w-]*(?:\.\*)?[\w.-]*)*$/,
  "expected a name, or names with | between them, each with at most one .*"
);
var selector = strictObject({
  group: names.optional(),
  version: names.optional(),
  kind: names.optional(),
  name: names.optional(),
  namespace: names.optional(),
  labelSelector: text.optional(),
  annotationSelector: text.optional()
});
var patch = strictObject({
  target: selector.optional(),
  patch: text.optional(),
  path: text.optional(),
  options: strictObject({ allowNameChange: boolean().optional() }).optional()
}).refine((one) => one.patch === void 0 !== (one.path === void 0), "expected either patch or path");
var schema = strictObject({
  apiVersion: literal("kustomize.config.k8s.io/v1beta1", "expected kustomize.config.k8s.io/v1beta1"),
  kind: literal("Kustomization", "expected Kustomization"),
  namespace: text.optional(),
  namePrefix: text.optional(),
  nameSuffix: text.optional(),
  labels: array(
    strictObject({
      pairs: texts,
      includeSelectors: boolean().optional(),
      includeTemplates: boolean().optional()
    })
  ).optional(),
  commonAnnotations: texts.optional(),
  resources: array(text, "expected a list of files and folders").optional(),
  images: array(
    strictObject({
      // Kustomize takes it for a regular expression.
      name: text.regex(/^[\w./:-]+$/, "expected the plain name of an image"),
      newName: text.optional(),
      newTag: text.optional(),
      digest: text.optional()
    })
  ).optional(),
  replicas: array(strictObject({ name: text, count: int().min(0) })).optional(),
  patches: array(patch).optional(),
  configMapGenerator: array(
    strictObject({
      name: text,
      namespace: text.optional(),
      files: array(text).optional(),
      literals: array(text).optional(),
      envs: array(text).optional(),
      options: options.optional()
    })
  ).optional(),
  generatorOptions: options.optional(),
  sortOptions: strictObject({ order: _enum(["fifo", "legacy"]) }).optional()
});
var allowed = new Set(Object.keys(schema.shape));
var kind = { schema, remedy: "environments/README.md shows a right kustomization.yaml." };
function checkKustomization(content, file) {
  const plain = plainYaml(content, file, { documents: "one" });
  const [document] = plain.documents;
  if (plain.findings.length > 0) return { value: void 0, findings: plain.findings };
  const body = content.toString();
  const findings = [...refusedKeys(document, plain, file), ...rewritten(body, file)];
  if (findings.length === 0) findings.push(...parseYaml(decodedText(content), file, kind).findings);
  if (findings.length > 0 || document === void 0) return { value: void 0, findings };
  return { value: read(document, plain), findings: [] };
}
function decodedText(content) {
  return typeof content === "string" ? content : Buffer.from(content).toString();
}
function refusedKeys(document, plain, file) {
  if (!(0, import_yaml3.isMap)(document?.contents)) return [];
  return document.contents.items.flatMap(({ key }) => {
    const name = (0, import_yaml3.isScalar)(key) ? String(key.value) : "";
    if (allowed.has(name)) return [];
    const reason = REASONS[name] ?? `only ${[...allowed].join(", ")} are read`;
    return [
      `${file}:${plain.lineOf(key)}: ${name}: not allowed in a kustomization.
  Remove it: ${reason}.`
    ];
  });
}
function rewritten(content, file) {
  const line = content.split("\n").findIndex((each) => each.includes("imageTags:"));
  if (line < 0) return [];
  return [`${file}:${line + 1}: kustomize reads imageTags: as images:, even inside of a text.
  Remove it.`];
}
function read(document, { lineOf: lineOf2 }) {
  const list = (path) => {
    const found3 = document.getIn(path, true);
    return (0, import_yaml3.isSeq)(found3) ? found3.items : [];
  };
  const reference = (role) => (node) => (0, import_yaml3.isScalar)(node) ? [{ role, line: lineOf2(node), value: String(node.value) }] : [];
  const below = (node, key) => {
    const found3 = (0, import_yaml3.isMap)(node) ? node.get(key, true) : void 0;
    return (0, import_yaml3.isSeq)(found3) ? found3.items : found3 === void 0 ? [] : [found3];
  };
  const patches = list(["patches"]);
  const generators = list(["configMapGenerator"]);
  return {
    references: [
      ...list(["resources"]).flatMap(reference("resource")),
      ...patches.flatMap((one) => below(one, "path")).flatMap(reference("patch")),
      ...generators.flatMap((one) => [...below(one, "files"), ...below(one, "envs")]).flatMap(reference("generator"))
    ],
    patches: patches.flatMap((one) => below(one, "patch")).flatMap(
      (node) => (0, import_yaml3.isScalar)(node) ? [{ line: textLine(node, lineOf2), text: String(node.value) }] : []
    )
  };
}
function textLine(node, lineOf2) {
  const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
  return lineOf2(node) + (isBlock ? 1 : 0);
}

// actions/lib/domain/kustomizations/folder.ts
function judgeFolder(folder, contents, boundary = folder) {
  const files = [...contents.keys()].filter((path) => isBelow(path, boundary)).sort();
  const findings = [];
  const roles = /* @__PURE__ */ new Map();
  for (const file of files.filter(isKustomization)) {
    if (posix2.basename(file) !== KUSTOMIZATION) {
      findings.push(`${file}: kustomize reads it as a kustomization.
  Name it ${KUSTOMIZATION}.`);
      continue;
    }
    const { value, findings: own } = checkKustomization(contents.get(file) ?? "", file);
    findings.push(...own);
    if (value === void 0) continue;
    findings.push(...strays(file, value, files, boundary));
    findings.push(...value.patches.flatMap((patch2) => inlineFindings(file, patch2)));
    for (const { role, value: path } of value.references) {
      const named = target(file, role, path) ?? "";
      roles.set(named, /* @__PURE__ */ new Set([...roles.get(named) ?? [], role]));
    }
  }
  for (const file of files.filter((path) => !isKustomization(path))) {
    for (const role of roles.get(file) ?? [void 0]) {
      findings.push(...fileFindings(file, contents.get(file) ?? "", role));
    }
  }
  return [...new Set(findings)];
}
function target(file, role, value) {
  return resolved(file, role === "generator" ? value.replace(/^[\w.-]+=/, "") : value);
}
function strays(file, { references }, files, boundary) {
  return references.flatMap(({ role, line, value }) => {
    const where = `${file}:${line}: ${JSON.stringify(value)}`;
    const path = target(file, role, value);
    const place = boundary === "" || boundary === "." ? "the repository" : boundary;
    const isInside = path !== void 0 && isBelow(path, boundary) && !path.startsWith("../");
    if (!isInside) {
      return [
        `${where} is not in ${place}, and a target is built from its own folder alone.
  Copy what it names into the folder.`
      ];
    }
    if (role === "resource" && isKustomization(path)) {
      return [`${where} is a kustomization, not an object.
  Name its folder.`];
    }
    const isFolder = role === "resource" && files.includes(`${path}/${KUSTOMIZATION}`);
    if (isFolder || files.includes(path)) return [];
    return [`${where} is not there.
  Add the file, or remove the line.`];
  });
}
function inlineFindings(file, { line, text: text2 }) {
  const { documents, findings } = plainYaml(text2, file, { documents: "one" }, line);
  return [...findings, ...builderFindings(documents, `${file}:${line}`)];
}
var known = /* @__PURE__ */ new Set();
function fileFindings(file, content, role) {
  if (isOtherSource(file)) {
    return [`${file}: Argo CD would run what this file says instead of the kustomization.
  Remove it.`];
  }
  const isYaml = /\.(?:ya?ml|json)$/i.test(file);
  if (role === void 0 && !isYaml) return [];
  const key = createHash("sha256").update(`${role ?? ""}
${isYaml}
`).update(content).digest("base64");
  if (known.has(key)) return [];
  const findings = isYaml || role !== "generator" ? yamlFindings(file, content, role) : textFindings(file, content);
  if (findings.length === 0) known.add(key);
  return findings;
}
function yamlFindings(file, content, role) {
  const { documents, findings } = plainYaml(content, file, { documents: role === "patch" ? "one" : "many" });
  return role === "generator" ? findings : [...findings, ...builderFindings(documents, file)];
}
function textFindings(file, content) {
  return refusedCharacters(decoded(content)).map(
    ({ line, words, remedy }) => `${file}:${line}: ${words}.
  ${remedy}`
  );
}
var BUILDER = /\b(?:config\.kubernetes\.io|kustomize\.config\.k8s\.io)(?:\/|~1)[\w.-]*/;
function builderFindings(documents, where) {
  return documents.flatMap((document) => {
    const object2 = document.toJS();
    const [found3] = BUILDER.exec(JSON.stringify(object2) ?? "") ?? [];
    const kind2 = String(document.get?.("kind") ?? "");
    return [
      ...found3 === void 0 ? [] : [`${where}: ${found3} speaks to kustomize itself.
  Remove it.`],
      ...kind2.endsWith("List") && document.has("items") ? [`${where}: ${kind2} holds other objects.
  Write each as a document of its own.`] : []
    ];
  });
}

// actions/lib/io/exec/confined.ts
init_oldest_node();
import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join as join3 } from "node:path";
var NOWHERE = "http://127.0.0.1:0";
var NO_PROGRAMS = "/nonexistent";
var PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);
async function confined(command, args, { cwd, timeoutMs, namespace = true }) {
  const program = await found2(command) ?? command;
  const wrapper = namespace ? await emptyNetwork() : [];
  const [first = program, ...rest] = [...wrapper, program, ...args];
  return exec(first, rest, { cwd, timeoutMs, env: closedEnvironment(cwd) });
}
function closedEnvironment(home) {
  return {
    ...Object.fromEntries(Object.keys(process.env).map((name) => [name, void 0])),
    ...Object.fromEntries(PROXIES.map((name) => [name, NOWHERE])),
    NO_PROXY: "",
    no_proxy: "",
    PATH: NO_PROGRAMS,
    HOME: home,
    GIT_ALLOW_PROTOCOL: "none",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0"
  };
}
var known2;
function emptyNetwork() {
  known2 ??= firstThatRuns();
  return known2;
}
async function firstThatRuns() {
  const [unshare, nothing] = await Promise.all([found2("unshare"), found2("true")]);
  if (unshare === void 0 || nothing === void 0) return [];
  for (const flags of [["--user", "--map-root-user", "--net"], ["--net"]]) {
    const wrapper = [unshare, ...flags, "--"];
    const [first = unshare, ...rest] = [...wrapper, nothing];
    const { exitCode } = await exec(first, rest, { allowFailure: true, timeoutMs: 1e4 });
    if (exitCode === 0) return wrapper;
  }
  return [];
}
async function found2(command) {
  if (isAbsolute(command)) return command;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join3(folder, command);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false
    );
    if (folder !== "" && isThere) return path;
  }
  return void 0;
}

// actions/lib/app/render/kustomize.ts
function kustomizeIn(root, boundary) {
  const judged = /* @__PURE__ */ new Map();
  const judge = (folder) => {
    const findings = judged.get(folder) ?? contentsBelow(root, boundary ?? folder).then(({ contents, odd }) => [
      ...odd,
      ...judgeFolder(folder, contents, boundary)
    ]);
    judged.set(folder, findings);
    return findings;
  };
  const buildList = async (list, folders) => {
    const refused = (await Promise.all(folders.map(judge))).flat();
    return refused.length > 0 ? { refused } : run(root, list);
  };
  return { judge, buildList, build: (folder) => buildList(folder, [folder]) };
}
async function contentsBelow(root, folder) {
  const entries = await readdir(join4(root, folder), { recursive: true, withFileTypes: true });
  const pathOf = (entry) => join4(entry.parentPath, entry.name).slice(`${root}/`.length);
  const files = entries.filter((entry) => entry.isFile()).map(pathOf);
  const odd = entries.filter((entry) => !entry.isFile() && !entry.isDirectory()).map((entry) => `${pathOf(entry)}: not a plain file.
  Put a copy of what it names there.`);
  const read2 = async (path) => [path, await readFile(join4(root, path))];
  return { contents: new Map(await Promise.all(files.map(read2))), odd };
}
async function run(root, folder) {
  try {
    const { stdout } = await confined("kustomize", ["build", folder], { cwd: root, timeoutMs: 6e4 });
    return { manifests: stdout };
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.exitCode <= 0) throw error;
    return {
      failure: error.stderr.replaceAll(`${root}/`, "").replace(/^Error: /, "").trim()
    };
  }
}

// actions/lib/app/render/patches.ts
init_oldest_node();
var import_yaml5 = __toESM(require_dist(), 1);
function unmatchedPatches(people, built) {
  const lines = new import_yaml5.LineCounter();
  const patches = (0, import_yaml5.parseDocument)(people, { lineCounter: lines }).get("patches");
  if (!(0, import_yaml5.isSeq)(patches)) return [];
  const objects = built.map(identity);
  return patches.items.flatMap((patch2, index) => {
    const target2 = (0, import_yaml5.isMap)(patch2) ? patch2.get("target") : void 0;
    if (!(0, import_yaml5.isMap)(target2)) return [];
    const [kind2, name] = [target2.get("kind"), target2.get("name")];
    const matches = (wanted, value) => typeof wanted !== "string" || new RegExp(`^(?:${wanted})$`).test(value);
    if (objects.some((object2) => matches(kind2, object2.kind) && matches(name, object2.name))) return [];
    const line = lines.linePos(target2.range?.[0] ?? 0).line;
    return [{ index, line, target: [kind2, name].filter((part) => part !== void 0).join("/") }];
  });
}
function identity(document) {
  return {
    kind: String(document.get("kind") ?? ""),
    name: String(document.getIn(["metadata", "name"]) ?? "")
  };
}

// actions/lib/app/render/together.ts
init_oldest_node();
import { mkdir as mkdir2, writeFile as writeFile2 } from "node:fs/promises";
import { join as join5 } from "node:path";
var FOLDER = "together";
var KIND = "TargetEnd";
async function buildTogether({ buildList }, root, environment, services) {
  if (services.length < 2) return void 0;
  await mkdir2(join5(root, FOLDER));
  const ends = services.map(
    (service) => `---
apiVersion: slipway.dev/v1
kind: ${KIND}
metadata:
  name: ${service}
`
  );
  await Promise.all(ends.map((end, index) => writeFile2(join5(root, FOLDER, `${index}.yaml`), end)));
  const resources = services.flatMap((service, index) => [
    `../${targetPath(environment, service)}`,
    `${index}.yaml`
  ]);
  const kustomization = { resources, sortOptions: { order: "fifo" } };
  await writeFile2(join5(root, FOLDER, "kustomization.yaml"), JSON.stringify(kustomization));
  const folders = services.map((service) => targetPath(environment, service));
  const built = await buildList(FOLDER, folders);
  return "manifests" in built ? cut(built.manifests, services) : void 0;
}
function cut(manifests, services) {
  const end = new RegExp(
    `(?:^|---\\n)apiVersion: slipway\\.dev/v1\\nkind: ${KIND}\\nmetadata:\\n  name: (.+)\\n`,
    "gm"
  );
  const found3 = /* @__PURE__ */ new Map();
  let from = 0;
  for (const match of manifests.matchAll(end)) {
    found3.set(match[1] ?? "", manifests.slice(from, match.index).replace(/^---\n/, ""));
    from = match.index + match[0].length;
  }
  const isWhole = from === manifests.length && services.every((service) => found3.has(service));
  return isWhole ? found3 : void 0;
}

// actions/lib/app/render/target.ts
var PARALLEL2 = 2;
async function buildTargets(tree, environment, services, plan = { changes: [] }) {
  const planned = plannedTree(tree, plan);
  const rules = await imageRules(planned, environment);
  const read2 = new Map(
    await Promise.all(
      services.map(async (service) => [service, await readTarget(planned, environment, service)])
    )
  );
  const folders = services.map((service) => targetPath(environment, service));
  return exported(planned, folders, async (root) => {
    const kustomize = kustomizeIn(root);
    const judged = new Map(
      await inParallel(services, PARALLEL2, async (service) => {
        const target3 = read2.get(service);
        if ("fault" in target3) return [service, target3];
        const findings = await kustomize.judge(targetPath(environment, service));
        return [service, findings.length === 0 ? target3 : { fault: new TargetRefused(findings) }];
      })
    );
    const present = services.filter((service) => "people" in (judged.get(service) ?? {}));
    const together = await buildTogether(kustomize, root, environment, present);
    const target2 = async (service) => {
      const source = judged.get(service);
      if ("fault" in source) return source;
      const place = { kustomize, root, environment, service, rules, ...source };
      const manifests = together?.get(service);
      return manifests === void 0 ? buildAlone(place) : checked(place, manifests);
    };
    const targets = await inParallel(services, PARALLEL2, target2);
    return new Map(services.map((service, index) => [service, targets[index]]));
  });
}
async function readTarget(tree, environment, service) {
  const file = overlayPath(environment, service);
  const people = (await tree.read(file))?.toString();
  if (people === void 0) {
    return { fault: new TargetBroken(file, void 0, "there is no such file", "Add it.") };
  }
  const link = await linkBelow(tree, targetPath(environment, service));
  if (link !== void 0) return { fault: link };
  try {
    return { people, release: await releaseIn(tree, environment, service) };
  } catch (fault) {
    if (fault instanceof UserError) return { fault };
    throw fault;
  }
}
async function linkBelow(tree, folder) {
  const files = await tree.list(folder);
  const entries = await Promise.all(files.map((file) => tree.entry(file)));
  const link = files.find((_, index) => entries[index]?.mode === "120000");
  if (link === void 0) return void 0;
  return new TargetBroken(link, void 0, "a link", "Put a copy of what it names there.");
}
async function releaseIn(tree, environment, service) {
  const files = await releaseFiles(tree, environment, service);
  return files.size === 0 ? void 0 : writtenRelease(files, releasePath(environment, service), await expectedRelease(tree, service));
}
async function buildAlone(place) {
  const built = await place.kustomize.build(targetPath(place.environment, place.service));
  if ("manifests" in built) return checked(place, built.manifests);
  if ("refused" in built) return { fault: new TargetRefused(built.refused) };
  return { fault: await explain(place, built.failure) };
}
function checked({ environment, service, people, release, rules }, manifests) {
  const built = (0, import_yaml6.parseAllDocuments)(manifests);
  const file = overlayPath(environment, service);
  const [unmatched] = unmatchedPatches(people, built);
  if (unmatched !== void 0) {
    return {
      fault: new TargetBroken(
        file,
        unmatched.line,
        `patches.${unmatched.index}: its target ${unmatched.target} is not in the release, so the patch would do nothing`,
        "Fix the target, or remove the patch."
      )
    };
  }
  const fault = refusedImages(rules, file, built, release);
  return fault === void 0 ? { manifests } : { fault };
}
async function explain({ kustomize, root, environment, service, people }, failure) {
  const release = releasePath(environment, service);
  const alone = existsSync(join6(root, release)) ? await kustomize.build(release) : { manifests: "" };
  if ("failure" in alone) {
    return new TargetBroken(
      release,
      void 0,
      `kustomize cannot build the release itself: ${alone.failure}`,
      "The chart must render a Rollout with annotations on its pods; fix rollouts/chart."
    );
  }
  const pointer = /(?:path|key): "?(\/[^\s":]+)/.exec(failure)?.[1];
  const file = overlayPath(environment, service);
  if (pointer === void 0) {
    return new TargetBroken(file, void 0, `kustomize build: ${failure}`, "Fix this file.");
  }
  return new TargetBroken(
    file,
    lineOf(people, pointer),
    `the patch of ${pointer} does not fit the release: ${failure}`,
    "Fix the path, or remove the patch: the release no longer has what it changes."
  );
}
function lineOf(text2, words) {
  const at = text2.split("\n").findIndex((line) => line.includes(words));
  return at < 0 ? void 0 : at + 1;
}

// actions/lib/app/render/unchanged.ts
init_oldest_node();
async function unchangedManifests(git, tree, environment, services) {
  const released = await Promise.all(
    services.map(async (service) => ({
      service,
      release: await releaseOrNothing(tree, environment, service.name)
    }))
  );
  const known3 = released.flatMap(
    ({ service, release }) => release === void 0 ? [] : [{ service, release }]
  );
  const ids = await git.objectIds(
    known3.flatMap(({ service, release }) => [
      ...inputs(service).map((path) => `${release.source}:${path}`),
      ...inputs(service).map((path) => `${tree.commit}:${path}`)
    ])
  );
  const width = 2 * INPUTS;
  const same = known3.filter((_, index) => {
    const both = ids.slice(index * width, (index + 1) * width);
    const [before, now] = [both.slice(0, width / 2), both.slice(width / 2)];
    return before.every((id, i) => id === now[i] && (id !== void 0 || i === CONFIG));
  });
  const manifests = await Promise.all(
    same.map(async ({ service: { name } }) => {
      const content = await tree.read(`${releasePath(environment, name)}/manifests.yaml`);
      return [name, content?.toString() ?? ""];
    })
  );
  return new Map(manifests);
}
var INPUTS = 4;
var CONFIG = 3;
function inputs(service) {
  return [service.chart, service.strategyFile, `${service.path}/values.yaml`, CONFIG_FILE];
}
async function releaseOrNothing(tree, environment, service) {
  try {
    return await readRelease(tree, environment, service);
  } catch (error) {
    if (error instanceof UserError) return void 0;
    throw error;
  }
}

// actions/lib/app/render/verify.ts
init_oldest_node();
var import_yaml7 = __toESM(require_dist(), 1);
var isRollout = (object2) => looseObject({ kind: literal("Rollout") }).safeParse(object2).success;
var rollout = object({
  kind: literal("Rollout"),
  spec: object({
    template: object({
      metadata: object({ annotations: record(string(), unknown()).default({}) }).optional(),
      spec: object({
        containers: array(object({ name: string(), image: string() })).default([]),
        initContainers: array(object({ name: string(), image: string() })).default([])
      })
    })
  })
});
function verifyTarget(manifests, environment, release) {
  const file = overlayPath(environment.name, release.service);
  const broken = (words, remedy) => new TargetBroken(file, void 0, words, remedy);
  const objects = (0, import_yaml7.parseAllDocuments)(manifests).map((document) => document.toJS());
  const parsed2 = objects.filter((object2) => isRollout(object2)).map((object2) => rollout.safeParse(object2));
  const rollouts = parsed2.flatMap(({ data }) => data?.spec.template ?? []);
  if (rollouts.length === 0 || rollouts.length < parsed2.length) {
    throw broken(
      "what is built has no Rollout with a pod template, or one without",
      "Fix rollouts/chart: a service is a Rollout."
    );
  }
  const image = ownImage(environment, release);
  for (const template of rollouts) {
    const id = template.metadata?.annotations[RELEASE_ID_ANNOTATION];
    if (id !== release.id) {
      throw broken(
        `the pods' annotation ${RELEASE_ID_ANNOTATION} is ${String(id ?? "missing")}, the release is ${release.id}`,
        "Remove the patch that changes the pods' annotations."
      );
    }
    const images = [...template.spec.initContainers, ...template.spec.containers].map((each) => each.image);
    if (images.includes(image)) continue;
    throw broken(
      `the pods run ${images.join(", ") || "no image"}, expected ${image}`,
      `Write under images: {name: ${release.image.name}, newName: ${environment.registry}/${release.image.name}}, without newTag and digest.`
    );
  }
  const refused = imagesRefused(file, objects, environment, release);
  if (refused !== void 0) throw refused;
}

// actions/lib/app/render/render.ts
init_oldest_node();

export {
  exported,
  renderManifests,
  targetPath,
  overlayPath,
  plainYaml,
  isBelow,
  KUSTOMIZATION,
  isKustomization,
  kustomizeIn,
  buildTargets,
  unchangedManifests,
  verifyTarget
};
