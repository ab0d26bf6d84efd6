// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  CHART,
  RELEASE_ID_ANNOTATION,
  parseYaml,
  plannedTree,
  releasePath,
  require_dist,
  strategyFile
} from "./shared-build-image-bump-detect-changes-next-version-promote.js";
import {
  inParallel
} from "./shared-build-image-bump-promote-setup-tools-sign-image-verify-image.js";
import {
  CommandFailed,
  Findings,
  UserError,
  __toESM,
  exec,
  external_exports
} from "./shared.js";

// actions/lib/environments/environment.ts
var SECONDS = { s: 1, m: 60, h: 3600, d: 86400 };
var duration = external_exports.string("a duration like 5m is wanted").regex(/^[1-9]\d*[smhd]$/, "a duration like 30s, 5m, 2h or 1d is wanted").transform((text) => Number.parseInt(text, 10) * SECONDS[text.slice(-1)]);
var dnsLabel = external_exports.string("a name is wanted").regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, "a name of lower case letters, digits and dashes is wanted");
var registry = external_exports.string("the registry's host is wanted").regex(
  /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9._-]+)*$/,
  "host[:port][/path] is wanted, without scheme and final slash"
);
var environmentSchema = external_exports.strictObject({
  name: dnsLabel,
  order: external_exports.int("a whole number is wanted").positive("a number from 1 is wanted"),
  after: dnsLabel.optional(),
  namespace: dnsLabel,
  clusters: external_exports.array(dnsLabel, "a list of cluster names is wanted").min(1, "at least one cluster is wanted").refine((names) => new Set(names).size === names.length, "each cluster may be named once"),
  registry,
  merge: external_exports.enum(["push", "review"], 'either "push" or "review" is wanted'),
  evidence: external_exports.strictObject({ maxAge: duration }).default({ maxAge: 300 })
});
function toEnvironment(file) {
  const { after, evidence, ...rest } = file;
  return {
    ...rest,
    ...after === void 0 ? {} : { after },
    evidence: { maxAgeSeconds: evidence.maxAge }
  };
}

// actions/lib/environments/environments.ts
var FILE = /^environments\/([^/]+)\/environment\.yaml$/;
var kind = {
  schema: environmentSchema,
  remedy: "environments/README.md shows a right environment.yaml."
};
async function readEnvironments(tree) {
  const files = (await tree.list("environments")).filter((path) => FILE.test(path));
  const contents = await Promise.all(files.map((path) => tree.read(path)));
  const parsed = files.map((path, index) => parseYaml(contents[index] ?? "", path, kind));
  Findings.throwIfAny(parsed.flatMap((one) => one.findings));
  const environments = parsed.flatMap((one) => one.value === void 0 ? [] : [toEnvironment(one.value)]);
  Findings.throwIfAny(files.flatMap((path, index) => misfits(path, environments[index], environments)));
  return environments.toSorted((one, other) => one.order - other.order);
}
function requireEnvironment(environments, name) {
  const found = environments.find((environment) => environment.name === name);
  if (found !== void 0) return found;
  const known = environments.map((environment) => environment.name).join(", ") || "none";
  throw new UserError(`environment ${JSON.stringify(name)}: not found.
  Known: ${known}.`);
}
function misfits(path, environment, all) {
  if (environment === void 0) return [];
  const folder = FILE.exec(path)?.[1] ?? "";
  const { name, order, after, namespace } = environment;
  const source = all.find((other) => other.name === after);
  const others = all.filter((other) => other !== environment);
  const sameOrder = others.find((other) => other.order === order);
  const sameNamespace = others.find(
    (other) => other.namespace === namespace && other.clusters.some((c) => environment.clusters.includes(c))
  );
  const findings = [];
  if (name !== folder) {
    findings.push(
      `name: the folder is ${JSON.stringify(folder)}, got ${JSON.stringify(name)}.
  Give both the same name.`
    );
  }
  if (after !== void 0 && source === void 0) {
    findings.push(`after: there is no environment ${JSON.stringify(after)}.
  Name one that has a folder.`);
  }
  if (source !== void 0 && source.order >= order) {
    findings.push(
      `order: ${order} is not after ${source.name}'s ${source.order}.
  Give it a higher number.`
    );
  }
  if (sameOrder !== void 0) {
    findings.push(`order: ${order} is ${sameOrder.name}'s too.
  Give each environment its own.`);
  }
  if (sameNamespace !== void 0) {
    findings.push(
      `namespace: ${namespace} is ${sameNamespace.name}'s too, in the same cluster.
  Give each environment its own.`
    );
  }
  return findings.map((finding) => `${path}: ${finding}`);
}

// actions/lib/evidence/document.ts
var sha256 = external_exports.string().regex(/^sha256:[0-9a-f]{64}$/, "sha256:<64 hexadecimal digits> is wanted");
var percent = external_exports.number().min(0, "0 to 100 is wanted").max(100, "0 to 100 is wanted");
var schema = external_exports.object({
  schema: external_exports.literal(1, "only schema 1 is known"),
  service: external_exports.string().min(1),
  environment: external_exports.string().min(1),
  cluster: external_exports.string().min(1),
  releaseId: sha256.nullable(),
  digest: sha256.nullable(),
  version: external_exports.string().min(1).nullable(),
  revision: external_exports.string().regex(/^[0-9a-f]{40}$/, "a full commit sha is wanted").nullable(),
  state: external_exports.enum(["running", "healthy", "degraded", "aborted"]),
  cause: external_exports.enum(["failed", "error"]).nullable(),
  since: external_exports.iso.datetime("a time like 2026-01-01T00:00:00Z is wanted"),
  step: external_exports.object({ index: external_exports.int().min(0), count: external_exports.int().min(0), weight: percent }).nullable(),
  stable: external_exports.object({ releaseId: sha256.nullable() }),
  observedGeneration: external_exports.int().min(0),
  message: external_exports.string()
}).refine(({ state, cause }) => state === "aborted" === (cause !== null), {
  path: ["cause"],
  message: "set when, and only when, the state is aborted"
}).refine(({ state, releaseId }) => state !== "healthy" || releaseId !== null, {
  path: ["releaseId"],
  message: "wanted when the state is healthy"
});
var kind2 = {
  schema,
  remedy: "Only the cluster's reporter writes this file: check its log and its version; do not edit the branch."
};
function parseEvidence(text, where) {
  const parsed = parseYaml(text, where, kind2);
  Findings.throwIfAny(parsed.findings);
  return parsed.value;
}
function evidenceFile(service) {
  return `${service}.json`;
}
function evidenceBranch(environment, cluster) {
  return `evidence/${environment}/${cluster}`;
}
function heartbeatBranch(environment, cluster) {
  return `heartbeat/${environment}/${cluster}`;
}

// actions/lib/evidence/evidence.ts
var CLOCK_SKEW_SECONDS = 60;
var EVIDENCE_REFS = ["evidence/*", "heartbeat/*"];
function evidenceAt(git, refs) {
  const trees = remember((commit) => git.tree(commit));
  const beats = remember(async (commit) => (await git.log(commit, { limit: 1 }))[0]?.committedAt);
  const source = { refs, trees, beats };
  return {
    async read(environment, service, now) {
      const answers = await Promise.all(
        environment.clusters.map((cluster) => readCluster(source, environment, cluster, service, now))
      );
      return combine(environment, service, answers);
    }
  };
}
async function readCluster(source, environment, cluster, service, now) {
  const closed = (reason) => ({ cluster, reason });
  const branch = evidenceBranch(environment.name, cluster);
  const heartbeat = heartbeatBranch(environment.name, cluster);
  const commit = source.refs.get(branch);
  if (commit === void 0) return closed(`branch ${branch} does not exist: no reporter has written yet`);
  const beat = source.refs.get(heartbeat);
  if (beat === void 0) return closed(`branch ${heartbeat} does not exist: no sign of a living reporter`);
  const [tree, beatAt] = await Promise.all([source.trees(commit), source.beats(beat)]);
  const unalive = heartbeatFault(beatAt, environment.evidence.maxAgeSeconds, now);
  if (unalive !== void 0 || beatAt === void 0) return closed(`${heartbeat}: ${unalive}`);
  const file = evidenceFile(service);
  const bytes = await tree.read(file);
  if (bytes === void 0) return closed(`${branch} has no ${file}: the cluster does not know ${service}`);
  const where = `${branch}:${file}`;
  const evidence = parseOrReason(bytes.toString("utf8"), where);
  if (typeof evidence === "string") return closed(evidence);
  const misplaced = misplacement(evidence, environment.name, cluster, service);
  if (misplaced !== void 0) return closed(`${where}: ${misplaced}`);
  return { cluster, commit, evidence, beatAt };
}
function heartbeatFault(beatAt, maxAgeSeconds, now) {
  if (beatAt === void 0 || Number.isNaN(beatAt.getTime())) return "its commit has no date";
  const age = Math.round((now.getTime() - beatAt.getTime()) / 1e3);
  if (age > maxAgeSeconds) {
    return `the last beat was ${age} s ago, ${maxAgeSeconds} s are allowed: the reporter is down or cut off`;
  }
  if (age < -CLOCK_SKEW_SECONDS) return `the last beat lies ${-age} s in the future: a clock is wrong`;
  return void 0;
}
function parseOrReason(text, where) {
  try {
    return parseEvidence(text, where);
  } catch (error) {
    if (error instanceof Findings) return `unreadable: ${error.findings.map(firstLine).join(" ")}`;
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
function firstLine(finding) {
  return finding.split("\n", 1)[0] ?? "";
}
function misplacement(evidence, environment, cluster, service) {
  const said = `${evidence.environment}/${evidence.cluster}/${evidence.service}`;
  const wanted = `${environment}/${cluster}/${service}`;
  return said === wanted ? void 0 : `speaks of ${said}, ${wanted} is wanted`;
}
function combine(environment, service, answers) {
  const reports = answers.filter((answer) => "evidence" in answer);
  const reasons = answers.flatMap((answer) => "reason" in answer ? [answer.reason] : []);
  if (reasons.length > 0) return { fresh: false, reason: reasons.join("; "), reports };
  const latest = reports.reduce(
    (last, report) => last !== void 0 && Date.parse(last.evidence.since) >= Date.parse(report.evidence.since) ? last : report,
    void 0
  );
  if (latest === void 0) {
    return { fresh: false, reason: `environment ${environment.name} names no cluster`, reports };
  }
  const said = reports.map(({ cluster, evidence }) => `${cluster} ${summary(evidence)}`);
  if (reports.some(({ evidence }) => !agree(evidence, latest.evidence))) {
    return { fresh: false, reason: `clusters disagree about ${service}: ${said.join(", ")}`, reports };
  }
  return { fresh: true, evidence: latest.evidence, commit: latest.commit, reports };
}
function agree(one, other) {
  return one.state === other.state && one.releaseId === other.releaseId;
}
function summary({ state, releaseId }) {
  return `${state} ${releaseId?.slice(0, "sha256:".length + 12) ?? "without a release id"}`;
}
function remember(read) {
  const known = /* @__PURE__ */ new Map();
  return (key) => {
    const found = known.get(key) ?? read(key);
    known.set(key, found);
    return found;
  };
}

// actions/lib/render/manifests.ts
import { join as join2 } from "node:path";

// actions/lib/render/export.ts
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
async function renderManifests(tree, services) {
  const files = services.flatMap((service) => [strategyFile(service), valuesFile(service)]);
  return exported(tree, [CHART, ...files], async (root) => {
    const rendered = await inParallel(services, PARALLEL, (service) => render(tree, root, service));
    return new Map(services.map((service, index) => [service.name, rendered[index]]));
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

// actions/lib/render/patches.ts
var import_yaml = __toESM(require_dist(), 1);
function unmatchedPatches(people, manifests) {
  const lines = new import_yaml.LineCounter();
  const patches = (0, import_yaml.parseDocument)(people, { lineCounter: lines }).get("patches");
  if (!(0, import_yaml.isSeq)(patches)) return [];
  const objects = identities(manifests);
  return patches.items.flatMap((patch, index) => {
    const target = (0, import_yaml.isMap)(patch) ? patch.get("target") : void 0;
    if (!(0, import_yaml.isMap)(target)) return [];
    const [kind3, name] = [target.get("kind"), target.get("name")];
    const matches = (wanted, value) => typeof wanted !== "string" || new RegExp(`^(?:${wanted})$`).test(value);
    if (objects.some((object) => matches(kind3, object.kind) && matches(name, object.name))) return [];
    const line = lines.linePos(target.range?.[0] ?? 0).line;
    return [{ index, line, target: [kind3, name].filter((part) => part !== void 0).join("/") }];
  });
}
function identities(manifests) {
  return (0, import_yaml.parseAllDocuments)(manifests).map((document) => ({
    kind: String(document.get("kind") ?? ""),
    name: String(document.getIn(["metadata", "name"]) ?? "")
  }));
}

// actions/lib/render/target.ts
var TargetBroken = class extends UserError {
  name = "TargetBroken";
  file;
  constructor(file, line, words, remedy) {
    super(`${line === void 0 ? file : `${file}:${line}`}: ${words}.
  ${remedy}`);
    this.file = file;
  }
};
function targetPath(environment, service) {
  return `environments/${environment}/${service}`;
}
function peoplesFile(environment, service) {
  return `${targetPath(environment, service)}/kustomization.yaml`;
}
async function buildTarget(tree, environment, service, plan = { changes: [] }) {
  const planned = plannedTree(tree, plan);
  const folder = targetPath(environment, service);
  const file = peoplesFile(environment, service);
  const people = (await planned.read(file))?.toString();
  if (people === void 0) throw new TargetBroken(file, void 0, "there is no such file", "Add it.");
  return exported(planned, [folder], async (root) => {
    const built = await kustomize(root, folder);
    if ("failure" in built) throw await explain(root, environment, service, people, built.failure);
    const [unmatched] = unmatchedPatches(people, built.manifests);
    if (unmatched === void 0) return built.manifests;
    throw new TargetBroken(
      file,
      unmatched.line,
      `patches.${unmatched.index}: its target ${unmatched.target} is not in the release, so the patch would do nothing`,
      "Mend the target, or remove the patch."
    );
  });
}
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
async function explain(root, environment, service, people, failure) {
  const release = releasePath(environment, service);
  const alone = await kustomize(root, release);
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

// actions/lib/render/verify.ts
var import_yaml2 = __toESM(require_dist(), 1);
var rollout = external_exports.object({
  kind: external_exports.literal("Rollout"),
  spec: external_exports.object({
    template: external_exports.object({
      metadata: external_exports.object({ annotations: external_exports.record(external_exports.string(), external_exports.unknown()).default({}) }).optional(),
      spec: external_exports.object({
        containers: external_exports.array(external_exports.object({ name: external_exports.string(), image: external_exports.string() })).default([]),
        initContainers: external_exports.array(external_exports.object({ name: external_exports.string(), image: external_exports.string() })).default([])
      })
    })
  })
});
function verifyTarget(manifests, environment, release) {
  const file = peoplesFile(environment.name, release.service);
  const broken = (words, remedy) => new TargetBroken(file, void 0, words, remedy);
  const rollouts = (0, import_yaml2.parseAllDocuments)(manifests).flatMap((document) => {
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
    const images = [...template.spec.initContainers, ...template.spec.containers].map((each) => each.image);
    if (images.includes(image)) continue;
    throw broken(
      `the pods run ${images.join(", ") || "no image"}, wanted is ${image}`,
      `Write under images: {name: ${release.image.name}, newName: ${environment.registry}/${release.image.name}}, without newTag and digest.`
    );
  }
}

export {
  readEnvironments,
  requireEnvironment,
  EVIDENCE_REFS,
  evidenceAt,
  renderManifests,
  peoplesFile,
  buildTarget,
  verifyTarget
};
