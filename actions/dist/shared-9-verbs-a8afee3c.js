// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  CHART,
  strategyFile
} from "./shared-12-verbs-8201ef02.js";
import {
  RELEASE_ID_ANNOTATION,
  readRelease,
  releasePath
} from "./shared-14-verbs-d4a29309.js";
import {
  plannedTree
} from "./shared-16-verbs-104996a2.js";
import {
  require_dist
} from "./shared-15-verbs-200a5a2a.js";
import {
  inParallel
} from "./shared-15-verbs-3d1f85bf.js";
import {
  CommandFailed,
  UserError,
  array,
  exec,
  literal,
  object,
  record,
  string,
  unknown
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/render/manifests.ts
init_oldest_node();
import { join as join2 } from "node:path";

// actions/lib/render/export.ts
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

// actions/lib/render/manifests.ts
var ChartRefused = class extends UserError {
  name = "ChartRefused";
  file;
  constructor(file, words) {
    super(
      `${file}: the chart cannot be rendered with these values:
${indented(words)}
  Mend the values named; ${CHART}/values.schema.json says what is allowed.`
    );
    this.file = file;
  }
};
var PARALLEL = 2;
async function renderManifests(tree, services, known = /* @__PURE__ */ new Map()) {
  const repeated = [...known].map(([name, manifests]) => [name, { manifests }]);
  const unknown2 = services.filter(({ name }) => !known.has(name));
  if (unknown2.length === 0) return new Map(repeated);
  const files = unknown2.flatMap((service) => [strategyFile(service), valuesFile(service)]);
  return exported(tree, [CHART, ...files], async (root) => {
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
  const values = [strategyFile(service), valuesFile(service)].flatMap((file) => ["--values", file]);
  try {
    const { stdout } = await exec("helm", ["template", service.name, CHART, ...values], {
      cwd: root,
      env: helmFolders(root),
      timeoutMs: 6e4
    });
    return { manifests: stdout };
  } catch (error) {
    if (error instanceof CommandFailed && error.exitCode > 0) {
      return { fault: new ChartRefused(valuesFile(service), error.stderr.replaceAll(`${root}/`, "")) };
    }
    throw error;
  }
}
async function missingFile(tree, service) {
  const files = [`${CHART}/Chart.yaml`, strategyFile(service), valuesFile(service)];
  const found = await Promise.all(files.map((file) => tree.entry(file)));
  const missing = files.filter((_, index) => found[index] === void 0);
  if (missing.length === 0) return void 0;
  return new UserError(
    `${missing.join(", ")}: not there at commit ${tree.commit}, so ${service.name} cannot be rendered.
  Add the file, or give ${service.path}/service.yaml another tier.`
  );
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
function indented(text) {
  return text.replace(/^Error: /, "").split("\n").filter((line) => line.trim() !== "").map((line) => `    ${line}`).join("\n");
}

// actions/lib/render/paths.ts
init_oldest_node();
function targetPath(environment, service) {
  return `environments/${environment}/${service}`;
}
function peoplesFile(environment, service) {
  return `${targetPath(environment, service)}/kustomization.yaml`;
}

// actions/lib/render/target.ts
init_oldest_node();
import { existsSync } from "node:fs";
import { join as join4 } from "node:path";

// actions/lib/render/kustomize.ts
init_oldest_node();
async function kustomize(root, folder) {
  try {
    const { stdout } = await exec("kustomize", ["build", folder], { cwd: root, timeoutMs: 6e4 });
    return { manifests: stdout };
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.exitCode <= 0) throw error;
    return {
      failure: error.stderr.replaceAll(`${root}/`, "").replace(/^Error: /, "").trim()
    };
  }
}

// actions/lib/render/patches.ts
init_oldest_node();
var import_yaml = __toESM(require_dist(), 1);
function unmatchedPatches(people, manifests) {
  const lines = new import_yaml.LineCounter();
  const patches = (0, import_yaml.parseDocument)(people, { lineCounter: lines }).get("patches");
  if (!(0, import_yaml.isSeq)(patches)) return [];
  const objects = identities(manifests);
  return patches.items.flatMap((patch, index) => {
    const target = (0, import_yaml.isMap)(patch) ? patch.get("target") : void 0;
    if (!(0, import_yaml.isMap)(target)) return [];
    const [kind, name] = [target.get("kind"), target.get("name")];
    const matches = (wanted, value) => typeof wanted !== "string" || new RegExp(`^(?:${wanted})$`).test(value);
    if (objects.some((object2) => matches(kind, object2.kind) && matches(name, object2.name))) return [];
    const line = lines.linePos(target.range?.[0] ?? 0).line;
    return [{ index, line, target: [kind, name].filter((part) => part !== void 0).join("/") }];
  });
}
function identities(manifests) {
  return (0, import_yaml.parseAllDocuments)(manifests).map((document) => ({
    kind: String(document.get("kind") ?? ""),
    name: String(document.getIn(["metadata", "name"]) ?? "")
  }));
}

// actions/lib/render/references.ts
init_oldest_node();
var import_yaml2 = __toESM(require_dist(), 1);
import { posix } from "node:path";
var KUSTOMIZATION = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
var LISTS = [
  "resources",
  "bases",
  "components",
  "crds",
  "configurations",
  "generators",
  "transformers",
  "validators",
  "patchesStrategicMerge"
];
var WITH_PATH = ["patches", "patchesJson6902", "replacements", "openapi"];
var GENERATORS = ["configMapGenerator", "secretGenerator"];
var MACHINES = /^(?:#.*\n)*apiVersion: \S+\nkind: Kustomization\nresources:\n {2}- manifests\.yaml\nimages:\n(?: {2}[- ] \w+: \S+\n)+patches:\n {2}- target:\n {6}kind: Rollout\n {4}patch: \|-\n(?: {6}.*\n)+$/;
function strayReferences(folder, files, texts) {
  return [...texts].flatMap(([file, text]) => {
    if (MACHINES.test(text)) return [];
    const lines = new import_yaml2.LineCounter();
    const root = (0, import_yaml2.parseDocument)(text, { lineCounter: lines, logLevel: "silent" }).contents;
    return references(root).flatMap((node) => {
      const value = String(node.value);
      if (isWithin(folder, files, posix.dirname(file), value)) return [];
      return [{ file, line: lines.linePos(node.range?.[0] ?? 0).line, value }];
    });
  });
}
function isKustomization(path) {
  return KUSTOMIZATION.test(path);
}
function references(root) {
  if (!(0, import_yaml2.isMap)(root)) return [];
  const get = (key) => root.get(key, true);
  const generated = GENERATORS.flatMap((key) => each(get(key))).flatMap(
    (one) => (0, import_yaml2.isMap)(one) ? [...each(one.get("files", true)), ...each(one.get("envs", true)), one.get("env", true)] : []
  );
  const paths = WITH_PATH.flatMap((key) => each(get(key))).map(
    (one) => (0, import_yaml2.isMap)(one) ? one.get("path", true) : void 0
  );
  return [...LISTS.flatMap((key) => each(get(key))), ...paths, ...generated].filter(isText);
}
function each(node) {
  return (0, import_yaml2.isSeq)(node) ? node.items : [node];
}
function isText(node) {
  return (0, import_yaml2.isScalar)(node) && typeof node.value === "string" && !node.value.includes("\n");
}
function isWithin(folder, files, from, value) {
  const path = value.replace(/^[\w.-]+=/, "");
  const resolved = posix.join(from, path).replace(/\/$/, "");
  if (posix.isAbsolute(path) || !resolved.startsWith(`${folder}/`)) return false;
  const isThere = files.some((file) => file === resolved || file.startsWith(`${resolved}/`));
  return isThere || !/[:?]|^git@|^[^/]+\.[^/]+\//.test(path);
}

// actions/lib/render/together.ts
init_oldest_node();
import { mkdir as mkdir2, writeFile as writeFile2 } from "node:fs/promises";
import { join as join3 } from "node:path";
var FOLDER = "together";
var KIND = "TargetEnd";
async function buildTogether(root, environment, services) {
  if (services.length < 2) return void 0;
  await mkdir2(join3(root, FOLDER));
  const ends = services.map(
    (service) => `---
apiVersion: slipway.dev/v1
kind: ${KIND}
metadata:
  name: ${service}
`
  );
  await Promise.all(ends.map((end, index) => writeFile2(join3(root, FOLDER, `${index}.yaml`), end)));
  const resources = services.flatMap((service, index) => [
    `../${targetPath(environment, service)}`,
    `${index}.yaml`
  ]);
  const kustomization = { resources, sortOptions: { order: "fifo" } };
  await writeFile2(join3(root, FOLDER, "kustomization.yaml"), JSON.stringify(kustomization));
  const built = await kustomize(root, FOLDER);
  return "failure" in built ? void 0 : cut(built.manifests, services);
}
function cut(manifests, services) {
  const end = new RegExp(
    `(?:^|---\\n)apiVersion: slipway\\.dev/v1\\nkind: ${KIND}\\nmetadata:\\n  name: (.+)\\n`,
    "gm"
  );
  const found = /* @__PURE__ */ new Map();
  let from = 0;
  for (const match of manifests.matchAll(end)) {
    found.set(match[1] ?? "", manifests.slice(from, match.index).replace(/^---\n/, ""));
    from = match.index + match[0].length;
  }
  const isWhole = from === manifests.length && services.every((service) => found.has(service));
  return isWhole ? found : void 0;
}

// actions/lib/render/target.ts
var PARALLEL2 = 2;
var TargetBroken = class extends UserError {
  name = "TargetBroken";
  file;
  constructor(file, line, words, remedy) {
    super(`${line === void 0 ? file : `${file}:${line}`}: ${words}.
  ${remedy}`);
    this.file = file;
  }
};
async function buildTargets(tree, environment, services, plan = { changes: [] }) {
  const planned = plannedTree(tree, plan);
  const people = new Map(
    await Promise.all(
      services.map(
        async (name) => [name, (await planned.read(peoplesFile(environment, name)))?.toString()]
      )
    )
  );
  const folders = services.map((service) => targetPath(environment, service));
  const strays = new Map(
    await Promise.all(
      folders.map(async (folder, index) => [services[index], await strayIn(planned, folder)])
    )
  );
  return exported(planned, folders, async (root) => {
    const present = services.filter(
      (service) => people.get(service) !== void 0 && strays.get(service) === void 0
    );
    const together = await buildTogether(root, environment, present);
    const target = async (service) => {
      const file = people.get(service);
      if (file === void 0) return { fault: withoutFile(environment, service) };
      const stray = strays.get(service);
      if (stray !== void 0) return { fault: stray };
      const manifests = together?.get(service);
      if (manifests !== void 0) return checked(environment, service, file, manifests);
      return buildAlone(root, environment, service, file);
    };
    const targets = await inParallel(services, PARALLEL2, target);
    return new Map(services.map((service, index) => [service, targets[index]]));
  });
}
function withoutFile(environment, service) {
  return new TargetBroken(peoplesFile(environment, service), void 0, "there is no such file", "Add it.");
}
async function strayIn(tree, folder) {
  const files = await tree.list(folder);
  const texts = await Promise.all(
    files.filter(isKustomization).map(async (file2) => [file2, (await tree.read(file2))?.toString() ?? ""])
  );
  const [stray] = strayReferences(folder, files, new Map(texts));
  if (stray === void 0) return void 0;
  const { file, line, value } = stray;
  return new TargetBroken(
    file,
    line,
    `${JSON.stringify(value)} is not in ${folder}, and a target is built from its own folder alone`,
    "Copy what it names into the folder."
  );
}
async function buildAlone(root, environment, service, people) {
  const built = await kustomize(root, targetPath(environment, service));
  return "failure" in built ? { fault: await explain(root, environment, service, people, built.failure) } : checked(environment, service, people, built.manifests);
}
function checked(environment, service, people, manifests) {
  const [unmatched] = unmatchedPatches(people, manifests);
  if (unmatched === void 0) return { manifests };
  return {
    fault: new TargetBroken(
      peoplesFile(environment, service),
      unmatched.line,
      `patches.${unmatched.index}: its target ${unmatched.target} is not in the release, so the patch would do nothing`,
      "Mend the target, or remove the patch."
    )
  };
}
async function explain(root, environment, service, people, failure) {
  const release = releasePath(environment, service);
  const alone = existsSync(join4(root, release)) ? await kustomize(root, release) : { manifests: "" };
  if ("failure" in alone) {
    return new TargetBroken(
      release,
      void 0,
      `kustomize cannot build the release itself: ${alone.failure}`,
      "The chart must render a Rollout with annotations on its pods; mend rollouts/chart."
    );
  }
  const pointer = /(?:path|key): "?(\/[^\s":]+)/.exec(failure)?.[1];
  const file = peoplesFile(environment, service);
  if (pointer === void 0) {
    return new TargetBroken(file, void 0, `kustomize build: ${failure}`, "Mend this file.");
  }
  return new TargetBroken(
    file,
    lineOf(people, pointer),
    `the patch of ${pointer} does not fit the release: ${failure}`,
    "Mend the path, or remove the patch: the release no longer has what it changes."
  );
}
function lineOf(text, words) {
  const at = text.split("\n").findIndex((line) => line.includes(words));
  return at < 0 ? void 0 : at + 1;
}

// actions/lib/render/unchanged.ts
init_oldest_node();
async function unchangedManifests(git, tree, environment, services) {
  const released = await Promise.all(
    services.map(async (service) => ({
      service,
      release: await releaseOrNothing(tree, environment, service.name)
    }))
  );
  const known = released.flatMap(
    ({ service, release }) => release === void 0 ? [] : [{ service, release }]
  );
  const ids = await git.objectIds(
    known.flatMap(({ service, release }) => [
      ...inputs(service).map((path) => `${release.source}:${path}`),
      ...inputs(service).map((path) => `${tree.commit}:${path}`)
    ])
  );
  const width = 2 * INPUTS;
  const same = known.filter((_, index) => {
    const both = ids.slice(index * width, (index + 1) * width);
    const [before, now] = [both.slice(0, width / 2), both.slice(width / 2)];
    return before.every((id, i) => id !== void 0 && id === now[i]);
  });
  const manifests = await Promise.all(
    same.map(async ({ service: { name } }) => {
      const content = await tree.read(`${releasePath(environment, name)}/manifests.yaml`);
      return [name, content?.toString() ?? ""];
    })
  );
  return new Map(manifests);
}
var INPUTS = 3;
function inputs(service) {
  return [CHART, strategyFile(service), `${service.path}/values.yaml`];
}
async function releaseOrNothing(tree, environment, service) {
  try {
    return await readRelease(tree, environment, service);
  } catch (error) {
    if (error instanceof UserError) return void 0;
    throw error;
  }
}

// actions/lib/render/verify.ts
init_oldest_node();
var import_yaml3 = __toESM(require_dist(), 1);
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
  const file = peoplesFile(environment.name, release.service);
  const broken = (words, remedy) => new TargetBroken(file, void 0, words, remedy);
  const rollouts = (0, import_yaml3.parseAllDocuments)(manifests).flatMap((document) => {
    const parsed = rollout.safeParse(document.toJS());
    return parsed.success ? [parsed.data.spec.template] : [];
  });
  if (rollouts.length === 0) {
    throw broken(
      "what is built has no Rollout with a pod template",
      "Mend rollouts/chart: a service is a Rollout."
    );
  }
  const image = `${environment.registry}/${release.image.name}:${release.version}@${release.image.digest}`;
  for (const template of rollouts) {
    const id = template.metadata?.annotations[RELEASE_ID_ANNOTATION];
    if (id !== release.id) {
      throw broken(
        `the pods' annotation ${RELEASE_ID_ANNOTATION} is ${String(id ?? "missing")}, the release is ${release.id}`,
        "Remove the patch that changes the pods' annotations."
      );
    }
    const images = [...template.spec.initContainers, ...template.spec.containers].map((each2) => each2.image);
    if (images.includes(image)) continue;
    throw broken(
      `the pods run ${images.join(", ") || "no image"}, wanted is ${image}`,
      `Write under images: {name: ${release.image.name}, newName: ${environment.registry}/${release.image.name}}, without newTag and digest.`
    );
  }
}

// actions/lib/render/render.ts
init_oldest_node();

export {
  renderManifests,
  targetPath,
  peoplesFile,
  buildTargets,
  unchangedManifests,
  verifyTarget
};
