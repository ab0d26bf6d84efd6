// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  readEnvironment
} from "./shared-13-verbs-8f9a8474.js";
import {
  POD_TEMPLATES,
  RELEASE_ID_ANNOTATION,
  SHIPPED_KINDS,
  expectedRelease,
  groupKind,
  readRelease,
  releaseFiles,
  releasePath,
  writtenRelease
} from "./shared-14-verbs-98873d3f.js";
import {
  KUSTOMIZATION,
  decoded,
  isBelow,
  isKustomization,
  isOtherSource,
  plainYaml,
  reachOf,
  refusedCharacters,
  renderedFrom,
  resolved
} from "./shared-14-verbs-a8d0fdbe.js";
import {
  SUBMODULE,
  SYMBOLIC_LINK,
  plannedTree
} from "./shared-19-verbs-798eb292.js";
import {
  releaseImages
} from "./shared-16-verbs-64058615.js";
import {
  inParallel
} from "./shared-17-verbs-2776c8e5.js";
import {
  CONFIG_FILE,
  CommandFailed,
  Findings,
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
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/render/manifests.ts
init_oldest_node();

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

// actions/lib/app/render/helm.ts
init_oldest_node();
import { join as join2 } from "node:path";
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
async function rendered(run2, { root, file, chart }) {
  try {
    return { manifests: (await run2()).stdout };
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.exitCode <= 0) throw error;
    return { fault: new ChartRefused(file, chart, error.stderr.replaceAll(`${root}/`, "")) };
  }
}
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

// actions/lib/app/render/own.ts
init_oldest_node();
var import_yaml5 = __toESM(require_dist(), 1);
import { mkdir as mkdir2, writeFile as writeFile2 } from "node:fs/promises";
import { posix as posix2 } from "node:path";

// actions/lib/io/exec/confined.ts
init_oldest_node();
import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join as join3 } from "node:path";
var NOWHERE = "http://127.0.0.1:0";
var NO_PROGRAMS = "/nonexistent";
var PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);
async function confined(command, args, { cwd, timeoutMs, namespace = true }) {
  const program = await found(command) ?? command;
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
var known;
function emptyNetwork() {
  known ??= firstThatRuns();
  return known;
}
async function firstThatRuns() {
  const [unshare, nothing] = await Promise.all([found("unshare"), found("true")]);
  if (unshare === void 0 || nothing === void 0) return [];
  for (const flags of [["--user", "--map-root-user", "--net"], ["--net"]]) {
    const wrapper = [unshare, ...flags, "--"];
    const [first = unshare, ...rest] = [...wrapper, nothing];
    const { exitCode } = await exec(first, rest, { allowFailure: true, timeoutMs: 1e4 });
    if (exitCode === 0) return wrapper;
  }
  return [];
}
async function found(command) {
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
init_oldest_node();
import { readdir, readFile } from "node:fs/promises";
import { join as join4 } from "node:path";

// actions/lib/domain/kustomizations/folder.ts
init_oldest_node();
import { createHash } from "node:crypto";
import { posix } from "node:path";

// actions/lib/domain/kustomizations/kustomization.ts
init_oldest_node();
var import_yaml = __toESM(require_dist(), 1);
var ALONE = "what runs must be defined by this folder alone";
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
  /^[\w-]*(?:\.\*?[\w.-]*)?(?:\|[\w-]*(?:\.\*?[\w.-]*)?)*$/,
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
  // Most kustomizations of others leave these two out; kustomize then takes exactly these.
  apiVersion: literal("kustomize.config.k8s.io/v1beta1", "expected kustomize.config.k8s.io/v1beta1").optional(),
  kind: literal("Kustomization", "expected Kustomization").optional(),
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
  if (!(0, import_yaml.isMap)(document?.contents)) return [];
  return document.contents.items.flatMap(({ key }) => {
    const name = (0, import_yaml.isScalar)(key) ? String(key.value) : "";
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
    return (0, import_yaml.isSeq)(found3) ? found3.items : [];
  };
  const reference = (role) => (node) => (0, import_yaml.isScalar)(node) ? [{ role, line: lineOf2(node), value: String(node.value) }] : [];
  const below = (node, key) => {
    const found3 = (0, import_yaml.isMap)(node) ? node.get(key, true) : void 0;
    return (0, import_yaml.isSeq)(found3) ? found3.items : found3 === void 0 ? [] : [found3];
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
      (node) => (0, import_yaml.isScalar)(node) ? [{ line: textLine(node, lineOf2), text: String(node.value) }] : []
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
    if (posix.basename(file) !== KUSTOMIZATION) {
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
      const named2 = target(file, role, path) ?? "";
      roles.set(named2, /* @__PURE__ */ new Set([...roles.get(named2) ?? [], role]));
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
var known2 = /* @__PURE__ */ new Set();
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
  if (known2.has(key)) return [];
  const findings = isYaml || role !== "generator" ? yamlFindings(file, content, role) : textFindings(file, content);
  if (findings.length === 0) known2.add(key);
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
      ...kind2 !== "" && document.has("items") ? [`${where}: ${kind2} holds other objects.
  Write each as a separate document.`] : []
    ];
  });
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

// actions/lib/app/render/neutral.ts
init_oldest_node();
var import_yaml4 = __toESM(require_dist(), 1);

// actions/lib/domain/images/images.ts
init_oldest_node();
var import_yaml3 = __toESM(require_dist(), 1);
var CONTAINERS = /^(?:containers|initContainers|ephemeralContainers)$/;
var NAMES_IMAGE = /^image(?:Name)?$|[a-z0-9]Image$|[-_./]image$/;
var RELATED = /^RELATED_IMAGE_/;
var LONGEST_ANNOTATION = 256 * 1024;
var DATA = /* @__PURE__ */ new Set(["ConfigMap", "Secret"]);
function imagesOf(object2) {
  if (!isRecord(object2)) return [];
  const metadata = isRecord(object2.metadata) ? object2.metadata : {};
  const name = `${String(object2.kind)}/${String(metadata.name)}`;
  const { data: _data, binaryData: _binary, stringData: _text, ...rest } = object2;
  const read2 = DATA.has(object2.kind) ? rest : object2;
  return found2(read2, []).map(({ place, image }) => ({ object: name, place: place.join("."), image }));
}
function imagePaths(object2) {
  return isRecord(object2) && !DATA.has(object2.kind) ? found2(object2, []) : [];
}
function found2(value, place) {
  if (Array.isArray(value)) return value.flatMap((item, index) => found2(item, [...place, String(index)]));
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
    if (key === "image" && isRecord(part) && typeof part.repository === "string" && part.repository !== "") {
      return [{ place: here, image: ofParts(part) }];
    }
    if (key === "value" && typeof part === "string" && RELATED.test(String(value.name))) {
      return [{ place: here, image: part }];
    }
    if (key === "annotations" && isRecord(part)) return inAnnotations(part, here);
    return found2(part, here);
  });
}
function inAnnotations(annotations, place) {
  const texts2 = Object.entries(annotations).flatMap(
    ([key, text2]) => typeof text2 === "string" && /image|containers/i.test(text2) ? inText(text2, [...place, key]) : []
  );
  return [...found2(annotations, place), ...texts2];
}
function inText(text2, place) {
  const unread = (why) => [{ place, image: `in a text that ${why}` }];
  if (text2.length > LONGEST_ANNOTATION) return unread("is too long");
  try {
    return found2(structureOf(text2), place);
  } catch (error) {
    if (error instanceof RangeError) return unread("is nested too deeply");
    if (error instanceof ReferenceError) return unread("has aliases");
    throw error;
  }
}
function structureOf(text2) {
  try {
    return JSON.parse(text2);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const document = (0, import_yaml3.parseDocument)(text2, { logLevel: "silent", uniqueKeys: false });
    const messages = document.errors.map(({ message }) => message);
    if (messages.some((message) => /call stack/.test(message))) throw new RangeError(messages[0]);
    return messages.length > 0 ? void 0 : document.toJS({ maxAliasCount: 0 });
  }
}
function ofParts(parts) {
  const part = (key, mark) => typeof parts[key] === "string" ? `${mark}${parts[key]}` : "";
  const registry = typeof parts.registry === "string" && parts.registry !== "" ? `${parts.registry}/` : "";
  return `${registry}${String(parts.repository)}${part("tag", ":")}${part("digest", "@")}`;
}
function ofContainer(container, place) {
  const all = found2(container, place);
  const own = isRecord(container) ? container.image : void 0;
  if (typeof own === "string" && own !== "") return all;
  const image = own === void 0 || own === null || own === "" ? void 0 : JSON.stringify(own);
  return [...all, { place: [...place, "image"], image }];
}
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// actions/lib/domain/images/repository.ts
init_oldest_node();
function repositoryOf(image) {
  const [named2 = ""] = image.split("@", 1);
  return named2.replace(/:[^/:]*$/, "");
}

// actions/lib/app/render/neutral.ts
var ANY_NAMESPACE = "slipway-any-namespace";
function neutral(text2, where, own) {
  const documents = [
    ...(0, import_yaml4.parseAllDocuments)(text2, { uniqueKeys: false })
  ];
  const cuts = [];
  const findings = [];
  const images = [];
  for (const document of documents) {
    const object2 = document.toJS();
    const name = nameOf(object2);
    const finding = (what, remedy) => findings.push(`${where}: ${name}: ${what}.
  ${remedy}`);
    for (const [what, remedy] of faultsOf(object2)) finding(what, remedy);
    for (const { place, image } of imagePaths(object2)) {
      if (image === void 0) {
        finding(`${place.join(".")} names no image`, "Name one.");
        continue;
      }
      images.push(image);
      const pinned = own.images.find((each) => isOwn(image, each));
      if (pinned !== void 0) {
        const cut2 = replaced(document, place, pinned.image);
        if (cut2 !== void 0) cuts.push(cut2);
        else
          finding(
            `${place.join(".")} names ${image} in parts or inside of a text, where a release cannot pin it`,
            "Write it as one value of its own."
          );
      } else if (!/@sha256:[0-9a-f]{64}$/.test(image)) {
        finding(
          `${image} is neither the image of ${own.name} nor pinned by digest`,
          `Pin it (name:tag@sha256:…), or write in service.yaml which image is the service's: render.image: ${repositoryOf(image)}.`
        );
      }
    }
    const namespace = document.getIn(["metadata", "namespace"]);
    if (namespace === ANY_NAMESPACE) cuts.push(removed(document, text2));
    else if (namespace !== void 0) {
      finding(
        `names the namespace ${String(namespace)}`,
        "Remove it: the environment's overlay names the namespace."
      );
    }
  }
  if (!documents.some((document) => POD_TEMPLATES.has(String(document.get("kind"))))) {
    findings.push(`${where}: nothing runs pods.
  Add one of ${[...POD_TEMPLATES.keys()].join(", ")}.`);
  } else {
    const there = [...new Set(images)].join(", ") || "none";
    const unused = own.images.filter((each) => !images.some((image) => isOwn(image, each)));
    findings.push(
      ...unused.map((each) => {
        const [what, key] = each === own.images[0] ? [`the image of ${own.name}`, "the service's image in service.yaml: render.image"] : [
          `an image of ${own.name}`,
          "it in service.yaml (`image` of its entry in images), or remove it there"
        ];
        return `${where}: no container runs ${what} (${each.placeholder ?? `…/${each.image}`}); there are ${there}.
  Name ${key}.`;
      })
    );
  }
  const manifests = applied(text2, cuts);
  if (findings.length === 0 && manifests.includes(ANY_NAMESPACE)) {
    findings.push(
      `${where}: .Release.Namespace is elsewhere than in metadata.namespace, so a release would differ by environment.
  Leave it out: names inside a namespace need none.`
    );
  }
  return { manifests, findings };
}
function isOwn(image, own) {
  const repository = repositoryOf(image);
  return repository === (own.placeholder ?? own.image) || own.placeholder === void 0 && repository.endsWith(`/${own.image}`);
}
function faultsOf(object2) {
  const faults = [];
  const kind2 = groupKind(object2.apiVersion, object2.kind);
  if (!SHIPPED_KINDS.includes(kind2)) {
    faults.push([
      `releases do not ship ${kind2.replace(/^\//, "")}`,
      "Move it to environments/<environment>/platform; secrets come from a secret store."
    ]);
  }
  const spec = recordIn(object2, "spec");
  if (kind2 === "argoproj.io/Rollout" && spec.workloadRef !== void 0) {
    faults.push(["takes its pods from a workloadRef", "Write the pods' template into the Rollout."]);
  }
  if (kind2 === "batch/Job" && !isRunAgain(object2)) {
    faults.push([
      "a Job's pods cannot be changed, so its second release would fail",
      'Make it a hook (argocd.argoproj.io/hook: PreSync), or write the annotation argocd.argoproj.io/sync-options: "Force=true,Replace=true".'
    ]);
  }
  return faults;
}
function isRunAgain(object2) {
  const annotations = recordIn(recordIn(object2, "metadata"), "annotations");
  const isHook = ["argocd.argoproj.io/hook", "helm.sh/hook"].some((key) => annotations[key] !== void 0);
  const options2 = String(annotations["argocd.argoproj.io/sync-options"] ?? "");
  return isHook || /\bForce=true\b/.test(options2) && /\bReplace=true\b/.test(options2);
}
function recordIn(object2, key) {
  const value = object2[key];
  return typeof value === "object" && value !== null ? value : {};
}
function nameOf(object2) {
  return `${String(object2.kind)}/${String(recordIn(object2, "metadata").name)}`;
}
function replaced(document, place, text2) {
  const node = document.getIn(place, true);
  if (!(0, import_yaml4.isScalar)(node) || !node.range) return void 0;
  return { from: node.range[0], to: node.range[1], text: text2 };
}
function removed(document, text2) {
  const metadata = document.get("metadata", true);
  const pair = (0, import_yaml4.isMap)(metadata) ? metadata.items.find(({ key: key2 }) => (0, import_yaml4.isScalar)(key2) && key2.value === "namespace") : void 0;
  const key = pair?.key;
  if (!(0, import_yaml4.isScalar)(key) || !key.range) throw new Error("metadata.namespace: no key");
  const from = text2.lastIndexOf("\n", key.range[0]) + 1;
  return { from, to: text2.indexOf("\n", key.range[0]) + 1, text: "" };
}
function applied(text2, cuts) {
  return cuts.toSorted((one, other) => other.from - one.from).reduce((rest, { from, to, text: put }) => `${rest.slice(0, from)}${put}${rest.slice(to)}`, text2);
}

// actions/lib/app/render/own.ts
async function renderOwn(tree, service, rendering) {
  const where = rendering.by === "helm" ? rendering.chart : rendering.folder;
  const missing = await missingFiles(tree, rendering);
  if (missing.length > 0) {
    return {
      fault: new UserError(
        `${posix2.join(service.path, "service.yaml")}: render: ${missing.join(", ")}: not there at commit ${tree.commit}.
  Add the file, or correct the path.`
      )
    };
  }
  const built = rendering.by === "helm" ? await fromHelm(tree, service, rendering) : await fromKustomize(tree, service, rendering);
  if ("fault" in built) return built;
  const { manifests, findings } = neutral(built.manifests, where, {
    name: service.name,
    images: [{ image: service.image, placeholder: rendering.image }, ...Object.values(service.images ?? {})]
  });
  return findings.length === 0 ? { manifests } : { fault: new Findings(findings) };
}
async function missingFiles(tree, rendering) {
  const files = rendering.by === "helm" ? [`${rendering.chart}/Chart.yaml`, ...rendering.values] : [`${rendering.folder}/kustomization.yaml`];
  const found3 = await Promise.all(files.map((file) => tree.entry(file)));
  return files.filter((_, index) => found3[index] === void 0);
}
async function fromHelm(tree, { name }, { chart, values }) {
  return exported(tree, [chart, ...values], async (root) => {
    const args = ["template", name, chart, "--namespace", ANY_NAMESPACE, "--skip-tests"];
    const files = values.flatMap((file) => ["--values", file]);
    const template = () => rendered(() => confined("helm", [...args, ...files], { cwd: root, timeoutMs: 6e4 }), {
      root,
      chart,
      file: values.at(-1) ?? `${chart}/values.yaml`
    });
    const [first, second] = await Promise.all([template(), template()]);
    if ("fault" in first) return first;
    if (!("manifests" in second) || first.manifests !== second.manifests) {
      return {
        fault: new UserError(
          `${chart}: renders something else each time, so a release could not be compared with its source.
  Remove random and time functions (randAlphaNum, genCA, now) from the templates.`
        )
      };
    }
    return exported(EMPTY, [], async (folder) => {
      await wrap(folder, "own", name, ["rendered.yaml"]);
      await writeFile2(posix2.join(folder, "own/rendered.yaml"), first.manifests);
      return outcome(await kustomizeIn(folder, "own").build("own"), `${chart}: rendered`);
    });
  });
}
async function fromKustomize(tree, { name }, { folder }) {
  const { paths } = await reachOf(tree, folder);
  return exported(tree, [folder, ...paths], async (root) => {
    await wrap(root, WRAPPER, name, [`../${folder}`]);
    return outcome(await kustomizeIn(root, "").buildList(WRAPPER, [folder]), folder);
  });
}
var EMPTY = {
  commit: "",
  list: async () => [],
  read: async () => void 0,
  entry: async () => void 0
};
var WRAPPER = ".slipway-own";
async function wrap(root, folder, service, resources) {
  const patches = [...POD_TEMPLATES].map(([kind2, path]) => ({
    target: { kind: kind2 },
    patch: (0, import_yaml5.stringify)({
      apiVersion: "v1",
      kind: "any",
      metadata: { name: "any" },
      ...path.reduceRight((inner, step) => ({ [step]: inner }), {
        metadata: { annotations: { "slipway.dev/service": service } }
      })
    })
  }));
  await mkdir2(posix2.join(root, folder));
  await writeFile2(
    posix2.join(root, folder, "kustomization.yaml"),
    (0, import_yaml5.stringify)({
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources,
      sortOptions: { order: "fifo" },
      patches
    })
  );
}
function outcome(built, where) {
  if ("manifests" in built) return built;
  const words = "refused" in built ? built.refused : [`${where}: kustomize build: ${built.failure}.
  Fix it.`];
  return { fault: new Findings(words) };
}

// actions/lib/app/render/manifests.ts
var PARALLEL = 2;
async function renderManifests(tree, services, known3 = /* @__PURE__ */ new Map()) {
  const repeated = [...known3].map(([name, manifests]) => [name, { manifests }]);
  const unknown2 = services.filter(({ name }) => !known3.has(name));
  if (unknown2.length === 0) return new Map(repeated);
  const files = unknown2.flatMap(({ rendering }) => rendering.by === "chart" ? filesOf(rendering) : []);
  return exported(tree, [...new Set(files)], async (root) => {
    const each = await inParallel(unknown2, PARALLEL, (service) => render(tree, root, service));
    return new Map([
      ...repeated,
      ...unknown2.map((service, index) => [service.name, each[index]])
    ]);
  });
}
function filesOf({ chart, strategyFile, valuesFile }) {
  return [chart, strategyFile, valuesFile];
}
async function render(tree, root, service) {
  const { name, rendering } = service;
  if (rendering.by !== "chart") return renderOwn(tree, service, rendering);
  const missing = await missingFile(tree, service, rendering);
  if (missing !== void 0) return { fault: missing };
  const { chart, strategyFile, valuesFile } = rendering;
  const values = [strategyFile, valuesFile].flatMap((file) => ["--values", file]);
  const own = await ownValues(tree, service, chart);
  const options2 = { cwd: root, env: helmFolders(root), timeoutMs: 6e4 };
  return rendered(() => exec("helm", ["template", name, chart, ...values, ...own], options2), {
    root,
    chart,
    file: valuesFile
  });
}
async function missingFile(tree, service, { chart, strategyFile, valuesFile }) {
  const files = [`${chart}/Chart.yaml`, strategyFile, valuesFile];
  const found3 = await Promise.all(files.map((file) => tree.entry(file)));
  const missing = files.filter((_, index) => found3[index] === void 0);
  if (missing.length === 0) return void 0;
  return new UserError(
    `${missing.join(", ")}: not there at commit ${tree.commit}, so ${service.name} cannot be rendered.
  Add the file, or give ${service.path}/service.yaml another tier or strategy.`
  );
}
async function ownValues(tree, { image, images, migration }, chart) {
  const schema2 = parseJson((await tree.read(`${chart}/values.schema.json`))?.toString() ?? "{}");
  if (!takesOwnValues.safeParse(schema2).success) return [];
  const { product } = await readConfig(tree);
  const texts2 = [`slipway.image=${image}`, `slipway.product=${product}`];
  return [
    ...texts2.flatMap((value) => ["--set-string", value]),
    ...migration === void 0 ? [] : ["--set-json", `slipway.migration=${JSON.stringify(migrationOf(migration, images))}`]
  ];
}
function migrationOf(migration, images) {
  const { image, ...rest } = migration;
  return image === void 0 ? rest : { ...rest, image: images?.[image]?.image };
}
var takesOwnValues = union([
  looseObject({ properties: looseObject({ slipway: unknown().refine((one) => one !== void 0) }) }),
  looseObject({ additionalProperties: literal(true).optional() })
]);

// actions/lib/app/render/paths.ts
init_oldest_node();
function targetPath(environment, service) {
  return `environments/${environment}/${service}`;
}
function overlayPath(environment, service) {
  return `${targetPath(environment, service)}/kustomization.yaml`;
}

// actions/lib/app/render/target.ts
init_oldest_node();
var import_yaml7 = __toESM(require_dist(), 1);
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

// actions/lib/app/render/created-anew.ts
init_oldest_node();
var HOOKS = ["argocd.argoproj.io/hook", "helm.sh/hook"];
var SYNC_OPTIONS = "argocd.argoproj.io/sync-options";
var ANEW = /(?:^|,)\s*(?:Replace|Force)=true\s*(?:,|$)/;
function createdAnew(objects) {
  return objects.flatMap((object2) => {
    if (!isRecord2(object2) || object2.kind !== "Rollout" || !isRecord2(object2.metadata)) return [];
    const { name, annotations } = object2.metadata;
    if (!isRecord2(annotations)) return [];
    const keys = [
      ...HOOKS.filter((key) => annotations[key] !== void 0),
      ...ANEW.test(String(annotations[SYNC_OPTIONS] ?? "")) ? [SYNC_OPTIONS] : []
    ];
    return keys.map(
      (key) => `Rollout/${String(name)} has the annotation ${key}: ${String(annotations[key])}, by which Argo CD deletes and recreates it, without a canary`
    );
  });
}
function isRecord2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// actions/lib/app/render/image-rules.ts
init_oldest_node();

// actions/lib/domain/images/allowed.ts
init_oldest_node();
function ownImages({ registry }, release) {
  const reference = ({ name, digest }) => `${registry}/${name}:${release.version}@${digest}`;
  const [own, ...further] = releaseImages(release);
  return [reference(own), ...further.map(reference)];
}
function imageFaults(objects, environment, own) {
  return objects.flatMap(imagesOf).filter(({ image }) => image === void 0 || !own.includes(image)).flatMap((use) => faultOf(use, environment));
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
  const own = release === void 0 ? [] : ownImages(policy, release);
  const images = objects.flatMap(imagesOf).map(({ image }) => image ?? "none");
  const lacking = own.findIndex((each) => !images.includes(each));
  if (lacking >= 0 && release !== void 0) {
    const name = releaseImages(release)[lacking]?.name;
    return new TargetBroken(
      file,
      void 0,
      `the pods run ${images.join(", ") || "no image"}, expected ${own[lacking]}`,
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

// actions/lib/app/render/patches.ts
init_oldest_node();
var import_yaml6 = __toESM(require_dist(), 1);
function unmatchedPatches(overlay, built) {
  const lines = new import_yaml6.LineCounter();
  const patches = (0, import_yaml6.parseDocument)(overlay, { lineCounter: lines, uniqueKeys: false }).get("patches");
  if (!(0, import_yaml6.isSeq)(patches)) return [];
  const objects = built.map(identity);
  return patches.items.flatMap((patch2, index) => {
    const target2 = (0, import_yaml6.isMap)(patch2) ? patch2.get("target") : void 0;
    if (!(0, import_yaml6.isMap)(target2)) return [];
    const [kind2, name] = [target2.get("kind"), target2.get("name")];
    const matches = (pattern, value) => typeof pattern !== "string" || new RegExp(`^(?:${pattern})$`).test(value);
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
import { randomUUID } from "node:crypto";
import { mkdir as mkdir3, writeFile as writeFile3 } from "node:fs/promises";
import { join as join5 } from "node:path";
var FOLDER = "together";
async function buildTogether({ buildList }, root, environment, services) {
  if (services.length < 2) return void 0;
  const kind2 = `TargetEnd${randomUUID().replaceAll("-", "")}`;
  await mkdir3(join5(root, FOLDER));
  const ends = services.map(
    (service) => `---
apiVersion: slipway.dev/v1
kind: ${kind2}
metadata:
  name: ${service}
`
  );
  await Promise.all(ends.map((end, index) => writeFile3(join5(root, FOLDER, `${index}.yaml`), end)));
  const resources = services.flatMap((service, index) => [
    `../${targetPath(environment, service)}`,
    `${index}.yaml`
  ]);
  const kustomization = { resources, sortOptions: { order: "fifo" } };
  await writeFile3(join5(root, FOLDER, "kustomization.yaml"), JSON.stringify(kustomization));
  const folders = services.map((service) => targetPath(environment, service));
  const built = await buildList(FOLDER, folders);
  return "manifests" in built ? cut(built.manifests, kind2, services) : void 0;
}
function cut(manifests, kind2, services) {
  const end = new RegExp(
    `(?:^|---\\n)apiVersion: slipway\\.dev/v1\\nkind: ${kind2}\\nmetadata:\\n  name: (.+)\\n`,
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
    const present = services.filter((service) => "overlay" in (judged.get(service) ?? {}));
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
  const overlay = (await tree.read(file))?.toString();
  if (overlay === void 0) {
    return { fault: new TargetBroken(file, void 0, "there is no such file", "Add it.") };
  }
  const odd = await oddBelow(tree, targetPath(environment, service));
  if (odd !== void 0) return { fault: odd };
  try {
    return { overlay, release: await releaseIn(tree, environment, service) };
  } catch (fault) {
    if (fault instanceof UserError) return { fault };
    throw fault;
  }
}
async function oddBelow(tree, folder) {
  const files = await tree.list(folder);
  const entries = await Promise.all(files.map((file) => tree.entry(file)));
  const isOdd = (mode) => mode === SYMBOLIC_LINK || mode === SUBMODULE;
  const at = entries.findIndex((entry) => isOdd(entry?.mode));
  const odd = files[at];
  if (odd === void 0) return void 0;
  const what = entries[at]?.mode === SYMBOLIC_LINK ? "a link" : "a submodule";
  return new TargetBroken(odd, void 0, what, "Put a copy of what it names there.");
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
function checked({ environment, service, overlay, release, rules }, manifests) {
  const built = (0, import_yaml7.parseAllDocuments)(manifests, { uniqueKeys: false });
  const file = overlayPath(environment, service);
  const [unmatched] = unmatchedPatches(overlay, built);
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
  const hidden = built.filter((document) => document.has("items"));
  if (hidden.length > 0) {
    const names2 = hidden.map(nameOf2).join(", ");
    return {
      fault: new TargetBroken(
        file,
        void 0,
        `${names2} would have items, and Argo CD applies the items of an object in its place`,
        "Remove the patch that adds them; write each as a separate document."
      )
    };
  }
  const fault = refusedImages(rules, file, built, release);
  if (fault !== void 0) return { fault };
  const recreated = createdAnew(built.map((document) => document.toJS()));
  if (recreated.length === 0) return { manifests };
  return { fault: new TargetBroken(file, void 0, recreated.join("; "), "Remove the annotation.") };
}
function nameOf2(document) {
  return `${String(document.get("kind"))}/${String(document.getIn(["metadata", "name"]))}`;
}
async function explain({ kustomize, root, environment, service, overlay }, failure) {
  const release = releasePath(environment, service);
  const alone = existsSync(join6(root, release)) ? await kustomize.build(release) : { manifests: "" };
  if ("failure" in alone) {
    return new TargetBroken(
      release,
      void 0,
      `kustomize cannot build the release itself: ${alone.failure}`,
      "Pods need annotations, to which the release id is added; fix what the service is rendered from."
    );
  }
  const pointer = /(?:path|key): "?(\/[^\s":]+)/.exec(failure)?.[1];
  const file = overlayPath(environment, service);
  if (pointer === void 0) {
    return new TargetBroken(file, void 0, `kustomize build: ${failure}`, "Fix this file.");
  }
  return new TargetBroken(
    file,
    lineOf(overlay, pointer),
    `the patch of ${pointer} does not fit the release: ${failure}`,
    "Fix the path, or remove the patch: the release no longer has what it changes."
  );
}
function lineOf(text2, words) {
  const at = text2.split("\n").findIndex((line) => line.includes(words));
  return at < 0 ? void 0 : at + 1;
}

// actions/lib/app/render/inputs.ts
init_oldest_node();
import { posix as posix3 } from "node:path";
async function renderInputs(tree, service) {
  const files = await renderedFrom(tree, service.rendering);
  return [...files, posix3.join(service.path, "service.yaml"), CONFIG_FILE];
}
async function sameInputs(git, comparisons) {
  const names2 = [...new Set(comparisons.flatMap(({ before, now }) => [...before, ...now]))];
  const ids = await git.objectIds(names2);
  const idOf = new Map(names2.map((name, index) => [name, ids[index]]));
  return comparisons.map(({ before, now }) => {
    if (before.length !== now.length) return false;
    return before.every((name, index) => {
      const id = idOf.get(name);
      const isOptional = name.endsWith(`:${CONFIG_FILE}`);
      return id === idOf.get(now[index] ?? "") && (id !== void 0 || isOptional);
    });
  });
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
  const isSame = await sameInputs(
    git,
    await Promise.all(
      known3.map(async ({ service, release }) => {
        const paths = await renderInputs(tree, service);
        return {
          before: paths.map((path) => `${release.source}:${path}`),
          now: paths.map((path) => `${tree.commit}:${path}`)
        };
      })
    )
  );
  const same = known3.filter((_, index) => isSame[index]);
  const manifests = await Promise.all(
    same.map(async ({ service: { name } }) => {
      const content = await tree.read(`${releasePath(environment, name)}/manifests.yaml`);
      return [name, content?.toString() ?? ""];
    })
  );
  return new Map(manifests);
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
var import_yaml8 = __toESM(require_dist(), 1);
var containers = array(object({ name: string(), image: string() })).default([]);
var podTemplate = object({
  metadata: object({ annotations: record(string(), unknown()).default({}) }).optional(),
  spec: object({ containers, initContainers: containers })
});
var named = looseObject({ kind: string(), metadata: looseObject({ name: string() }) });
function verifyTarget(manifests, environment, release) {
  const file = overlayPath(environment.name, release.service);
  const broken = (words, remedy) => new TargetBroken(file, void 0, words, remedy);
  const objects = (0, import_yaml8.parseAllDocuments)(manifests, { uniqueKeys: false }).map(
    (document) => document.toJS()
  );
  const workloads = objects.flatMap((object2) => workloadOf(object2) ?? []);
  const odd = workloads.find(({ template }) => template === void 0);
  if (workloads.length === 0 || odd !== void 0) {
    const kinds = [...POD_TEMPLATES.keys()].join(", ");
    throw broken(
      odd === void 0 ? "what is built runs no pods" : `${odd.name} has no pod template`,
      `Fix what the service is rendered from: it needs one of ${kinds}.`
    );
  }
  const [image] = ownImages(environment, release);
  for (const { name, template } of workloads) {
    const id = template?.metadata?.annotations[RELEASE_ID_ANNOTATION];
    if (id !== release.id) {
      throw broken(
        `${name}: the pods' annotation ${RELEASE_ID_ANNOTATION} is ${String(id ?? "missing")}, the release is ${release.id}`,
        "Remove the patch that changes the pods' annotations."
      );
    }
  }
  const all = workloads.map(({ template }) => imagesIn(template));
  const images = all.flat();
  const isLacking = workloads.some(
    ({ kind: kind2 }, index) => kind2 === "Rollout" && all[index]?.includes(image) === false
  );
  if (isLacking || !images.includes(image)) {
    throw broken(
      `the pods run ${images.join(", ") || "no image"}, expected ${image}`,
      `Write under images: {name: ${release.image.name}, newName: ${environment.registry}/${release.image.name}}, without newTag and digest.`
    );
  }
  const refused = imagesRefused(file, objects, environment, release);
  if (refused !== void 0) throw refused;
}
function workloadOf(object2) {
  const { data } = named.safeParse(object2);
  const path = data === void 0 ? void 0 : POD_TEMPLATES.get(data.kind);
  if (data === void 0 || path === void 0) return void 0;
  const template = path.reduce(
    (inner, step) => typeof inner === "object" && inner !== null ? Reflect.get(inner, step) : void 0,
    object2
  );
  return {
    kind: data.kind,
    name: `${data.kind}/${data.metadata.name}`,
    template: podTemplate.safeParse(template).data
  };
}
function imagesIn(template) {
  if (template === void 0) return [];
  return [...template.spec.initContainers, ...template.spec.containers].map(({ image }) => image);
}

// actions/lib/app/render/render.ts
init_oldest_node();

export {
  exported,
  kustomizeIn,
  imagePaths,
  repositoryOf,
  renderManifests,
  targetPath,
  overlayPath,
  buildTargets,
  renderInputs,
  sameInputs,
  unchangedManifests,
  verifyTarget
};
