// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  at,
  compareManifests,
  fields,
  items,
  withoutSecrets
} from "./shared-preview-promote.js";
import {
  buildTargets,
  exported,
  kustomizeIn,
  renderInputs,
  renderManifests,
  sameInputs,
  targetPath,
  unchangedManifests
} from "./shared-11-verbs-697a9736.js";
import {
  describePin,
  orMessage,
  readPin
} from "./shared-10-verbs-521d606e.js";
import {
  requireSetUp
} from "./shared-10-verbs-423d2df6.js";
import {
  ForgeError,
  connectForge,
  isGitea,
  readEnvironments
} from "./shared-13-verbs-8f9a8474.js";
import {
  firstLine
} from "./shared-15-verbs-e34f738c.js";
import {
  strategyOf
} from "./shared-11-verbs-cb2f6bdd.js";
import {
  readRelease,
  releaseChanges,
  releaseFolder,
  releasePath
} from "./shared-14-verbs-98873d3f.js";
import {
  LOCKFILES,
  isBelow,
  surveyServices,
  workspaceFolders
} from "./shared-12-verbs-1039ce8e.js";
import {
  KUSTOMIZATION,
  isBelow as isBelow2,
  isKustomization,
  reachOf,
  reaches
} from "./shared-14-verbs-a8d0fdbe.js";
import {
  require_semver
} from "./shared-15-verbs-41ae7a75.js";
import {
  openGit
} from "./shared-19-verbs-798eb292.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  inParallel
} from "./shared-17-verbs-2776c8e5.js";
import {
  DEFAULTS,
  Findings,
  UserError,
  codeBlock,
  defineRequest,
  escapeHtml,
  escapeMarkdown,
  flag,
  int,
  markdownTable,
  object,
  optionalText,
  parseJson,
  readConfig,
  require_dist,
  string
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/preview/preview.ts
init_oldest_node();

// actions/preview/affected.ts
init_oldest_node();
var PLATFORM = "platform";
var TARGET = /^environments\/([\w.-]+)\/([\w.-]+)\/(?:kustomization\.ya?ml|Kustomization|release\/release\.yaml)$/;
async function layoutTargets([base, merged]) {
  const lists = await Promise.all([base, merged].map((tree) => tree.list("environments")));
  const targets = new Map(
    lists.flat().flatMap((path) => {
      const [, environment = "", service = ""] = TARGET.exec(path) ?? [];
      return service === "" ? [] : [[`${environment}/${service}`, { environment, service }]];
    })
  );
  return [...targets.values()];
}
async function affectedTargets(git, [base, merged], all, paths) {
  const folders = all.map(({ environment, service }) => targetPath(environment, service));
  const isChanged = await differing(git, base.commit, merged.commit, folders);
  const strays = strayPaths(paths, new Set(folders));
  return all.filter(
    ({ environment }, index) => isChanged[index] || strays.some((path) => isBelow(path, `environments/${environment}`) || isLost(path, all))
  );
}
function strayPaths(paths, folders) {
  return paths.filter((path) => {
    if (!isBelow(path, "environments")) return false;
    const parts = path.split("/");
    if (parts.length > 3 && folders.has(parts.slice(0, 3).join("/"))) return false;
    return !/^environments\/([^/]+\/(environment\.yaml|holds\/.+)|(.+\/)?[^/]+\.md)$/.test(path);
  });
}
function isLost(path, all) {
  return !all.some(({ environment }) => isBelow(path, `environments/${environment}`));
}
async function affectedServices(git, base, merged) {
  const tiers = new Map(base.services.map((service) => [service.name, service]));
  const comparisons = await Promise.all(
    merged.services.map(async (service) => {
      const [before, now] = await Promise.all([
        renderInputs(base.tree, tiers.get(service.name) ?? service),
        renderInputs(merged.tree, service)
      ]);
      return {
        before: before.map((path) => `${base.tree.commit}:${path}`),
        now: now.map((path) => `${merged.tree.commit}:${path}`)
      };
    })
  );
  const isSame2 = await sameInputs(git, comparisons);
  return merged.services.filter((_, index) => !isSame2[index]);
}
async function differing(git, base, merged, folders) {
  const ids = await git.objectIds([
    ...folders.map((folder) => `${base}:${folder}`),
    ...folders.map((folder) => `${merged}:${folder}`)
  ]);
  return folders.map((_, index) => ids[index] !== ids[folders.length + index]);
}

// actions/preview/data-schemas.ts
init_oldest_node();

// actions/lib/domain/risks/data-schema.ts
init_oldest_node();
function dataSchemaNotes(before, after, standing) {
  if (before === void 0) return after === void 0 ? [] : cutOff(after, standing);
  if (after === void 0) return ["its data schema is no longer declared: every rollback looks possible"];
  return [...backwards(before, after), ...together(before, after), ...cutOff(after, standing)];
}
function backwards(before, after) {
  const [old, renewed] = [before.provides.at(-1) ?? 0, after.provides.at(-1) ?? 0];
  if (renewed >= old) return [];
  return [`provides data schema ${renewed} at most, ${old} before: migrations only go forward`];
}
function together(before, after) {
  if (after.needs <= (before.provides.at(-1) ?? 0)) return [];
  return [
    `needs data schema ${after.needs} in the release that first provides it: release the expand first (needs: ${before.needs}), then what uses it`
  ];
}
function cutOff({ provides: [oldest = 0] }, standing) {
  return standing.flatMap(
    ({ name, dataSchema }) => dataSchema === void 0 || dataSchema.needs >= oldest ? [] : [
      `drops data schema ${dataSchema.needs}, which ${name} still needs: its pods fail while the next release comes, and no rollback leads back to it`
    ]
  );
}

// actions/preview/next-folder.ts
init_oldest_node();
async function pinnedAt(tree, environment, service) {
  try {
    const release = await readRelease(tree, environment, service);
    const manifests = await tree.read(`${releasePath(environment, service)}/manifests.yaml`);
    return release === void 0 ? void 0 : { release, manifests: manifests?.toString() ?? "" };
  } catch (error) {
    if (error instanceof UserError) return void 0;
    throw error;
  }
}
function planOf(environment, folders) {
  return {
    changes: folders.flatMap((folder) => files(environment, folder)),
    replaceFolders: folders.map(({ service }) => releasePath(environment, service.name))
  };
}
var UNKNOWN = `sha256:${"0".repeat(64)}`;
function files(environment, { service, pinned, manifests }) {
  const { name, image } = service;
  const release = (pinned && { ...pinned.release, ...unknownImages(service, pinned.release) }) ?? {
    schema: 1,
    service: name,
    id: UNKNOWN,
    version: "0.1.0",
    image: { name: image, digest: UNKNOWN },
    ...unknownImages(service),
    source: "0".repeat(40),
    strategy: strategyOf(service)
  };
  return releaseChanges(environment, name, releaseFolder(release, manifests));
}
function unknownImages({ images }, pinned) {
  if (images === void 0) return { images: void 0 };
  const each = Object.entries(images).map(([key, { image }]) => [
    key,
    pinned?.images?.[key] ?? { name: image, digest: UNKNOWN }
  ]);
  return { images: Object.fromEntries(each) };
}

// actions/preview/data-schemas.ts
async function previewDataSchemas(sides) {
  const old = new Map(sides.before.map((service) => [service.name, service.dataSchema]));
  const changed = sides.after.filter(
    ({ name, dataSchema }) => old.has(name) && JSON.stringify(dataSchema) !== JSON.stringify(old.get(name))
  );
  const notes = await Promise.all(
    changed.map(async ({ name, dataSchema }) => {
      const before = old.get(name);
      const standing = [...await standingOf(sides, name), { name: "the base", dataSchema: before }];
      return dataSchemaNotes(before, dataSchema, standing).map((note) => `service ${name}: ${note}`);
    })
  );
  return notes.flat();
}
async function standingOf({ base, environments }, service) {
  const pinned = await Promise.all(
    environments.map(async (environment) => ({
      environment,
      release: (await pinnedAt(base, environment, service))?.release
    }))
  );
  return pinned.flatMap(
    ({ environment, release }) => release === void 0 ? [] : [{ name: `${release.version} in ${environment}`, dataSchema: release.dataSchema }]
  );
}

// actions/preview/event.ts
init_oldest_node();
import { readFile } from "node:fs/promises";
var repository = object({ full_name: string() }).nullish();
var side = object({ ref: string(), sha: string(), repo: repository });
var event = object({
  pull_request: object({ number: int().positive(), base: side, head: side })
});
async function pullOfEvent(env) {
  const { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path } = env;
  if (name !== "pull_request") return void 0;
  const read2 = event.safeParse(parseJson(await readFile(path ?? "", "utf8").catch(() => "")));
  if (!read2.success) {
    throw new UserError(
      `${path || "GITHUB_EVENT_PATH"}: no pull request in it, though the event is ${name}.
  Give the inputs base and head instead.`
    );
  }
  const { number, base, head } = read2.data.pull_request;
  const isFork = head.repo?.full_name !== base.repo?.full_name;
  return { number, into: base.ref, headSha: head.sha, isFork };
}

// actions/preview/model.ts
init_oldest_node();
var NOT_COVERED = "not covered: outside of environments/<environment>/<service>, so no gate holds it and no promotion moves it";
function riskCount({ targets, policies }) {
  const notes = targets.flatMap(({ changes }) => changes.flatMap(({ risks: risks2 }) => risks2));
  return notes.length + policies.length;
}
function changedTargets({ targets }) {
  return targets.filter(
    ({ changes, fault, isCovered }) => changes.length > 0 || fault !== void 0 || isCovered === false
  );
}
function nothingChanges({ notRendered: notRendered2 }) {
  return notRendered2.length === 0 ? "No running manifest changes" : "No rendered manifest changes";
}

// actions/preview/next-releases.ts
init_oldest_node();

// actions/preview/render.ts
init_oldest_node();

// actions/lib/domain/risks/risks.ts
init_oldest_node();

// actions/lib/domain/risks/budget-weakened.ts
init_oldest_node();
var budgetWeakened = ({ kind, before, after }) => {
  if (kind !== "PodDisruptionBudget" || before === void 0 || after === void 0) return [];
  return [
    ...moved("maxUnavailable", at(before, "spec", "maxUnavailable"), at(after, "spec", "maxUnavailable"), 1),
    ...moved("minAvailable", at(before, "spec", "minAvailable"), at(after, "spec", "minAvailable"), -1)
  ];
};
function moved(name, old, renewed, weaker) {
  if (old === renewed || old === void 0) return [];
  if (renewed === void 0) return [`${name} is removed`];
  const [from, to] = [String(old), String(renewed)];
  const isComparable = from.endsWith("%") === to.endsWith("%");
  const isWeaker = (Number.parseFloat(to) - Number.parseFloat(from)) * weaker > 0;
  return !isComparable || isWeaker ? [`${name} ${from} → ${to}`] : [];
}

// actions/lib/domain/risks/fewer-replicas.ts
init_oldest_node();

// actions/lib/domain/risks/pods.ts
init_oldest_node();
function podSpec(object2) {
  if (object2?.kind === "Pod") return fields(object2.spec);
  const direct = at(object2, "spec", "template", "spec");
  return fields(direct ?? at(object2, "spec", "jobTemplate", "spec", "template", "spec"));
}
function containers(object2) {
  const spec = podSpec(object2);
  return ["initContainers", "containers"].flatMap(
    (list) => items(spec[list]).map((item) => ({ name: String(fields(item).name ?? ""), value: fields(item) }))
  );
}
function keptContainers({ before, after }) {
  const old = containers(before);
  return containers(after).flatMap(({ name, value }) => {
    const one = old.find((each) => each.name === name);
    return one === void 0 ? [] : [{ name, before: one.value, after: value }];
  });
}
function numberOf(value) {
  return typeof value === "number" ? value : void 0;
}

// actions/lib/domain/risks/fewer-replicas.ts
var FIELDS = {
  Rollout: ["replicas"],
  Deployment: ["replicas"],
  StatefulSet: ["replicas"],
  HorizontalPodAutoscaler: ["minReplicas", "maxReplicas"]
};
var fewerReplicas = ({ kind, before, after }) => (FIELDS[kind] ?? []).flatMap((field) => {
  const [old, renewed] = [numberOf(at(before, "spec", field)), numberOf(at(after, "spec", field))];
  if (old === void 0 || after === void 0) return [];
  if (renewed === void 0) return [`${field} no longer set, was ${old}`];
  return renewed < old ? [`${field} fall, ${old} → ${renewed}`] : [];
});

// actions/lib/domain/risks/gate-weakened.ts
init_oldest_node();
var gateWeakened = ({ kind, before, after }) => {
  if (before === void 0 || after === void 0) return [];
  if (/^(Cluster)?AnalysisTemplate$/.test(kind)) return metricNotes(before, after);
  return kind === "Rollout" ? stepNotes(fields(before.spec), fields(after.spec)) : [];
};
function metricNotes(before, after) {
  const metrics = (object2) => items(at(object2, "spec", "metrics")).map(fields);
  return metrics(before).flatMap((old) => {
    const name = String(old.name);
    const renewed = metrics(after).find((each) => each.name === old.name);
    if (renewed === void 0) return [`metric ${name} is removed`];
    return [...numbers(old, renewed), ...conditions(old, renewed)].map((note) => `metric ${name}: ${note}`);
  });
}
var LIMITS = [
  ["failureLimit", 1, 0],
  ["consecutiveErrorLimit", 1, 4],
  ["inconclusiveLimit", 1, 0],
  ["count", -1, 1]
];
function numbers(old, renewed) {
  return LIMITS.flatMap(([field, weaker, absent]) => {
    const [from, to] = [limit(old[field], absent), limit(renewed[field], absent)];
    return (to - from) * weaker > 0 ? [`${field} ${from} → ${to}`] : [];
  });
}
function limit(value, absent) {
  const number = Number(value ?? absent);
  return Number.isNaN(number) ? absent : number;
}
function conditions(old, renewed) {
  const notes = [];
  if (JSON.stringify(old.provider) !== JSON.stringify(renewed.provider))
    notes.push("measures something else");
  for (const field of ["successCondition", "failureCondition"]) {
    const [from, to] = [old[field], renewed[field]].map(
      (value) => value === void 0 ? "none" : String(value)
    );
    if (from === void 0 || to === void 0 || from === to) continue;
    const isStricter = field === "successCondition" && isTighter(from, to);
    if (!isStricter) notes.push(`${field} ${from} → ${to}`);
  }
  return notes;
}
var BOUND = /(>=|<=|>|<)\s*(-?[\d.]+(?:e-?\d+)?)\s*$/i;
function isTighter(from, to) {
  const [old, renewed] = [BOUND.exec(from), BOUND.exec(to)];
  if (old === null || renewed === null || from.replace(BOUND, "") !== to.replace(BOUND, "")) return false;
  if (old[1] !== renewed[1]) return false;
  return old[1]?.startsWith("<") ? Number(renewed[2]) <= Number(old[2]) : Number(renewed[2]) >= Number(old[2]);
}
function stepNotes(before, after) {
  const [old, renewed] = [at(before, "strategy", "canary"), at(after, "strategy", "canary")];
  if (old === void 0) return [];
  if (renewed === void 0) return ["no canary: all pods change at once"];
  const notes = [];
  if (at(old, "analysis") !== void 0 && at(renewed, "analysis") === void 0)
    notes.push("the analysis in the background is removed");
  const fewer = (what, count) => {
    const [from, to] = [count(items(at(old, "steps"))), count(items(at(renewed, "steps")))];
    if (to < from) notes.push(`${what} ${from} → ${to}`);
  };
  fewer(
    "steps with an analysis",
    (steps) => steps.filter((step) => at(step, "analysis") !== void 0).length
  );
  fewer("weights on the way", (steps) => steps.filter((step) => at(step, "setWeight") !== void 0).length);
  fewer("seconds of pauses", pausedSeconds);
  const [first, then] = [firstWeight(old), firstWeight(renewed)];
  if (first !== void 0 && then !== void 0 && then > first)
    notes.push(`first weight ${first} % → ${then} %`);
  if (before.progressDeadlineAbort === true && after.progressDeadlineAbort !== true)
    notes.push("a canary that never gets ready is no longer aborted (progressDeadlineAbort)");
  return notes;
}
var SECONDS = { s: 1, m: 60, h: 3600 };
function pausedSeconds(steps) {
  const seconds = steps.map((step) => {
    if (at(step, "pause") === void 0) return 0;
    const duration = at(step, "pause", "duration");
    if (duration === void 0) return Number.POSITIVE_INFINITY;
    const parts = [...String(duration).matchAll(/([\d.]+)([smh]?)/g)];
    return parts.reduce((sum, [, value, unit]) => sum + Number(value) * (SECONDS[unit ?? ""] ?? 1), 0);
  });
  return seconds.reduce((sum, each) => sum + each, 0);
}
function firstWeight(canary) {
  const weights = items(at(canary, "steps")).map((step) => numberOf(at(step, "setWeight")));
  return weights.find((weight) => weight !== void 0);
}

// actions/lib/domain/risks/image-moves-back.ts
init_oldest_node();
var import_semver = __toESM(require_semver(), 1);
var imageMovesBack = (change) => keptContainers(change).flatMap(({ name, before, after }) => {
  const [old, renewed] = [versionOf(before.image), versionOf(after.image)];
  return old !== void 0 && renewed !== void 0 && (0, import_semver.lt)(renewed, old) ? [`image of ${name} moves back, ${old} → ${renewed}`] : [];
});
function versionOf(image) {
  if (typeof image !== "string") return void 0;
  const tag = /:([^:/@]+)$/.exec(image.split("@", 1)[0] ?? "")?.[1];
  return (tag === void 0 ? null : (0, import_semver.valid)(tag)) ?? void 0;
}

// actions/lib/domain/risks/network-widened.ts
init_oldest_node();
import { isDeepStrictEqual } from "node:util";
var DIRECTIONS = [
  { list: "ingress", type: "Ingress", peers: "from" },
  { list: "egress", type: "Egress", peers: "to" }
];
var networkWidened = ({ kind, before, after }) => {
  if (kind !== "NetworkPolicy" || before === void 0 || after === void 0) return [];
  const [old, renewed] = [fields(before.spec), fields(after.spec)];
  const isOther = !isDeepStrictEqual(old.podSelector, renewed.podSelector);
  return [
    ...isOther ? ["the policy is for other pods (podSelector)"] : [],
    ...DIRECTIONS.flatMap((direction) => directionNotes(direction, old, renewed))
  ];
};
function directionNotes(direction, old, renewed) {
  const { list, type } = direction;
  const isFree = isHeld(direction, old) && !isHeld(direction, renewed);
  if (isFree) return [`${type} is no longer restricted (policyTypes)`];
  const known = items(old[list]);
  const fresh = items(renewed[list]).filter((rule) => !known.some((each) => isDeepStrictEqual(each, rule)));
  return fresh.flatMap((rule) => ruleNotes(direction, rule, known));
}
function isHeld({ list, type }, spec) {
  if (spec.policyTypes !== void 0) return items(spec.policyTypes).includes(type);
  return type === "Ingress" || spec[list] !== void 0;
}
function ruleNotes({ list, peers }, rule, known) {
  const named2 = items(at(rule, peers));
  const isAny = named2.length === 0 || named2.some((peer) => isEverybody(peer));
  const ports = items(at(rule, "ports"));
  if (isAny) return [`${list} ${peers} everywhere${ports.length === 0 ? " to every port" : ""}`];
  return isNarrower(rule, peers, known) ? [] : [`${list} has an additional or wider rule`];
}
function isEverybody(peer) {
  const block = String(at(peer, "ipBlock", "cidr") ?? "");
  const selected = at(peer, "namespaceSelector");
  const isEveryNamespace = selected !== void 0 && Object.keys(fields(selected)).length === 0;
  return /\/0$/.test(block) || isEveryNamespace && at(peer, "podSelector") === void 0;
}
function isNarrower(rule, peers, known) {
  const within = (list, old) => {
    const [before, after] = [items(at(old, list)), items(at(rule, list))];
    if (before.length === 0) return true;
    return after.length > 0 && after.every((item) => before.some((each) => isDeepStrictEqual(each, item)));
  };
  return known.some((old) => within(peers, old) && within("ports", old));
}

// actions/lib/domain/risks/probe-removed.ts
init_oldest_node();
var PROBES = ["readinessProbe", "livenessProbe", "startupProbe"];
var probeRemoved = (change) => keptContainers(change).flatMap(
  ({ name, before, after }) => PROBES.filter((probe) => before[probe] !== void 0 && after[probe] === void 0).map(
    (probe) => `${probe} of ${name} is removed`
  )
);

// actions/lib/domain/risks/resource-removed.ts
init_oldest_node();
var CONSEQUENCES = {
  PodDisruptionBudget: ": draining a node may take all pods at once",
  NetworkPolicy: ": blocked traffic is allowed",
  AnalysisTemplate: ": nothing measures a canary by it any more",
  HorizontalPodAutoscaler: ": the number of pods no longer follows the load",
  PersistentVolumeClaim: ": its data may be lost",
  Namespace: ": everything in it is deleted"
};
var resourceRemoved = ({ kind, before, after }) => before !== void 0 && after === void 0 ? [`removed${CONSEQUENCES[kind] ?? ""}`] : [];

// actions/lib/domain/risks/security-weakened.ts
init_oldest_node();
var securityWeakened = (change) => {
  if (change.after === void 0) return [];
  return [...podNotes(change), ...containerNotes(change), ...namespaceNotes(change)];
};
function podNotes({ before, after }) {
  const [old, renewed] = [podSpec(before), podSpec(after)];
  const isNew = before === void 0;
  const shared = ["hostNetwork", "hostPID", "hostIPC"].filter(
    (field) => renewed[field] === true && old[field] !== true
  );
  const isMounting = old.automountServiceAccountToken === false && renewed.automountServiceAccountToken !== false;
  const paths = (spec) => items(spec.volumes).flatMap((volume) => at(volume, "hostPath", "path") ?? []);
  const mounts = paths(renewed).filter((path) => !paths(old).includes(path));
  return [
    ...shared.map((field) => `pods get ${field}`),
    ...isMounting && !isNew ? ["pods get the token of their service account"] : [],
    ...mounts.map((path) => `pods mount ${String(path)} of the node`),
    ...contextNotes("pods", fields(old.securityContext), fields(renewed.securityContext))
  ];
}
function containerNotes({ before, after }) {
  const old = containers(before);
  return containers(after).flatMap(({ name, value }) => {
    const one = fields(old.find((each) => each.name === name)?.value.securityContext);
    return contextNotes(name, one, fields(value.securityContext));
  });
}
function contextNotes(who, old, renewed) {
  const lost = [
    ["runAsNonRoot", true],
    ["readOnlyRootFilesystem", true],
    ["allowPrivilegeEscalation", false]
  ];
  const notes = lost.filter(([field, safe]) => old[field] === safe && renewed[field] !== safe).map(([field, safe]) => `${who}: ${field}: ${String(safe)} is gone`);
  if (renewed.privileged === true && old.privileged !== true) notes.push(`${who}: privileged`);
  if (renewed.runAsUser === 0 && old.runAsUser !== 0) notes.push(`${who}: runs as root (runAsUser: 0)`);
  const capabilities = (context, list) => items(at(context, "capabilities", list)).map(String);
  const added = capabilities(renewed, "add").filter((name) => !capabilities(old, "add").includes(name));
  const kept = capabilities(old, "drop").filter((name) => !capabilities(renewed, "drop").includes(name));
  if (added.length > 0) notes.push(`${who}: capabilities added: ${added.join(", ")}`);
  if (kept.length > 0) notes.push(`${who}: capabilities no longer dropped: ${kept.join(", ")}`);
  const [before, after] = [at(old, "seccompProfile", "type"), at(renewed, "seccompProfile", "type")];
  const isLoose = after === void 0 || after === "Unconfined";
  if (before !== void 0 && before !== "Unconfined" && isLoose) {
    notes.push(`${who}: seccompProfile ${String(before)} → ${String(after ?? "none")}`);
  }
  return notes;
}
var ENFORCED = "pod-security.kubernetes.io/enforce";
var LEVELS = ["privileged", "baseline", "restricted"];
function namespaceNotes({ kind, before, after }) {
  if (kind !== "Namespace" || before === void 0) return [];
  const [old, renewed] = [before, after].map((object2) => at(object2, "metadata", "labels", ENFORCED));
  const level = (value) => LEVELS.indexOf(String(value));
  return old !== void 0 && level(renewed) < level(old) ? [`${ENFORCED} ${String(old)} → ${String(renewed ?? "none")}`] : [];
}

// actions/lib/domain/risks/risks.ts
var risks = [
  imageMovesBack,
  resourceRemoved,
  gateWeakened,
  securityWeakened,
  networkWidened,
  budgetWeakened,
  fewerReplicas,
  probeRemoved
];
function riskNotes(change) {
  return risks.flatMap((risk) => risk(change));
}

// actions/preview/place.ts
init_oldest_node();
var import_yaml = __toESM(require_dist(), 1);
var PATH = /^((?:environments|services|rollouts)\/[^\s:]+)(?::(\d+))?:/;
var TEMPLATE = /\(?\b[\w-]+\/(templates\/[\w./-]+):(\d+)(?::\d+)?/;
var YAML_LINE = /\byaml: line (\d+)/;
var SCHEMA_KEY = /at '(\/[^']*)'(?:: additional properties '([^']+)')?/;
async function locationOf(fault, tree) {
  const [, file, line] = PATH.exec(fault.message) ?? [];
  if (file === void 0) return void 0;
  if (line !== void 0) return { file, line: Number(line) };
  const [, template, row] = TEMPLATE.exec(fault.message) ?? [];
  if (template !== void 0 && !file.startsWith("environments/"))
    return { file: `${(await readConfig(tree)).chart}/${template}`, line: Number(row) };
  const text = (await tree.read(file))?.toString();
  const found = text === void 0 ? void 0 : lineIn(text, fault.message);
  return found === void 0 ? { file } : { file, line: found };
}
function lineIn(text, words) {
  const [, line] = YAML_LINE.exec(words) ?? [];
  if (line !== void 0) return Number(line);
  const [, pointer, extra] = SCHEMA_KEY.exec(words) ?? [];
  if (pointer === void 0) return void 0;
  const path = pointer.split("/").filter((part) => part !== "");
  return lineOfKey(text, extra === void 0 ? path : [...path, extra]);
}
function lineOfKey(text, path) {
  const lines = new import_yaml.LineCounter();
  const document = (0, import_yaml.parseDocument)(text, { lineCounter: lines, logLevel: "silent", uniqueKeys: false });
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if ((0, import_yaml.isNode)(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return void 0;
}

// actions/preview/render.ts
var BATCH = 30;
var PARALLEL = 2;
async function renderTargets(targets, comparison) {
  const rendered = await inParallel(batches(targets), PARALLEL, (batch) => renderBatch(batch, comparison));
  return rendered.flat();
}
function batches(targets) {
  const environments = Map.groupBy(targets, ({ environment }) => environment);
  return [...environments.values()].flatMap(
    (each) => Array.from(
      { length: Math.ceil(each.length / BATCH) },
      (_, index) => each.slice(index * BATCH, (index + 1) * BATCH)
    )
  );
}
async function renderBatch(batch, { before, after, cause }) {
  const [old, renewed] = [await build(before, batch), await build(after, batch)];
  return Promise.all(
    batch.map(async (target) => {
      const [one, other] = [old.get(target.service), renewed.get(target.service)];
      return { ...target, cause, ...await difference(one, other, after.tree) };
    })
  );
}
async function build(side2, batch) {
  const runs = await Promise.all(batch.map((target) => isRunning(side2, target)));
  const services = batch.filter((_, index) => runs[index]).map(({ service }) => service);
  const [first] = batch;
  if (first === void 0 || services.length === 0) return /* @__PURE__ */ new Map();
  return buildTargets(side2.tree, first.environment, services, side2.plan);
}
async function isRunning({ tree, plan }, { environment, service }) {
  if (service === PLATFORM) return (await tree.list(`environments/${environment}/${PLATFORM}`)).length > 0;
  const file = `${releasePath(environment, service)}/release.yaml`;
  return plan?.changes.some(({ path }) => path === file) || await tree.entry(file) !== void 0;
}
async function difference(old, renewed, tree) {
  if (renewed !== void 0 && "fault" in renewed) {
    return { changes: [], fault: await faultOf(renewed.fault, tree) };
  }
  const isBaseBroken = old !== void 0 && "fault" in old;
  const before = old === void 0 || isBaseBroken ? "" : old.manifests;
  const changes = compareManifests(before, renewed?.manifests ?? "").map(
    (change) => toChange(change, isBaseBroken)
  );
  if (!isBaseBroken) return { changes };
  const words = withoutSecrets(firstLine(old.fault.message));
  return { changes, note: `The base cannot be rendered, so all of it is shown as new: ${words}` };
}
function toChange({ resource: resource2, kind, before, after, diff }, isBaseBroken) {
  const risks2 = isBaseBroken ? [] : riskNotes({ kind, before, after }).map(withoutSecrets);
  return { resource: resource2, diff, risks: risks2 };
}
async function faultOf(fault, tree) {
  const place = await locationOf(fault, tree);
  const message = withoutSecrets(fault.message);
  return place === void 0 ? { message } : { message, place };
}

// actions/preview/next-releases.ts
var CAUSE = "next release";
async function previewNextReleases(next) {
  if (next.services.length === 0) return [];
  const candidates = await candidatesOf(next);
  const [released, failed] = [releasable(candidates, "after"), await faults(next, candidates)];
  const unpinned = releasable(
    candidates.filter(({ pinned }) => pinned === void 0),
    "before"
  );
  const { environment, base, merged } = next;
  const previews = await renderTargets(
    released.map(({ service }) => ({ environment, service: service.name })),
    {
      cause: CAUSE,
      before: { tree: base, plan: planOf(environment, unpinned) },
      after: { tree: merged, plan: planOf(environment, released) }
    }
  );
  const known = new Map(candidates.map((candidate) => [candidate.service.name, candidate]));
  return [...failed, ...previews.map((preview2) => withNote(preview2, known.get(preview2.service)))];
}
async function candidatesOf({
  git,
  environment,
  base,
  merged,
  ...next
}) {
  const rendered = await renderManifests(merged, next.services);
  const found = await Promise.all(
    next.services.map(async (service) => {
      const pinned = await pinnedAt(base, environment, service.name);
      return { service, pinned, after: rendered.get(service.name) };
    })
  );
  const differing2 = found.filter(
    ({ pinned, after }) => textOf(after) === void 0 || textOf(after) !== pinned?.manifests
  );
  const names2 = new Set(differing2.map(({ service }) => service.name));
  const asked = next.servicesOfBase.filter(({ name }) => names2.has(name));
  const old = await renderManifests(base, asked, await unchangedManifests(git, base, environment, asked));
  return differing2.flatMap(({ service, pinned, after }) => {
    const before = old.get(service.name);
    return after === void 0 || isSame(before, after) ? [] : [{ service, pinned, before, after }];
  });
}
function isSame(one, other) {
  if (one === void 0) return false;
  if ("fault" in other) return "fault" in one && one.fault.message === other.fault.message;
  return textOf(one) === other.manifests;
}
function textOf(rendered) {
  return rendered === void 0 || "fault" in rendered ? void 0 : rendered.manifests;
}
function releasable(candidates, side2) {
  return candidates.flatMap(({ service, pinned, ...sides }) => {
    const manifests = textOf(sides[side2]);
    return manifests === void 0 ? [] : [{ service, pinned, manifests }];
  });
}
async function faults({ environment, merged }, candidates) {
  const failed = candidates.flatMap(
    ({ service, after }) => "fault" in after ? [{ service: service.name, fault: after.fault }] : []
  );
  return Promise.all(
    failed.map(async ({ service, fault }) => ({
      environment,
      service,
      cause: CAUSE,
      changes: [],
      fault: await faultOf(fault, merged)
    }))
  );
}
function withNote(preview2, candidate) {
  const { environment } = preview2;
  if (candidate?.pinned === void 0) {
    return { ...preview2, note: `Not released in ${environment} yet: version and digest are shown as zeros.` };
  }
  const base = textOf(candidate.before);
  const isBehind = base !== void 0 && base !== candidate.pinned.manifests;
  return isBehind ? {
    ...preview2,
    note: `${environment} does not run yet what the base renders: a part of this diff comes from that.`
  } : preview2;
}

// actions/preview/outside.ts
init_oldest_node();
import { posix } from "node:path";

// actions/lib/app/render/anywhere.ts
init_oldest_node();
async function buildAnywhere(tree, folder, paths) {
  return exported(tree, [folder, ...paths], async (root) => {
    const built2 = await kustomizeIn(root, "").build(folder);
    if ("manifests" in built2) return built2;
    const words = "refused" in built2 ? built2.refused.join("\n") : `${folder}: kustomize build: ${built2.failure}.
  Fix it.`;
    return { fault: new UserError(words) };
  });
}

// actions/preview/pinned.ts
init_oldest_node();
async function pinnedFiles(sides) {
  const configs = await Promise.all(sides.map((tree) => orMessage(() => readConfig(tree))));
  const pins = configs.flatMap(
    (config) => typeof config === "string" || config.pins === void 0 ? [] : Object.entries(config.pins.services).flatMap(
      ([service, places]) => Object.entries(places).map(([environment, place]) => ({ service, environment, place }))
    )
  );
  const known = new Map(pins.map((pin) => [JSON.stringify(pin), pin]));
  return Map.groupBy(known.values(), ({ place }) => place.file);
}
function pinnedNote(pins) {
  return `slipway.yaml pins ${namesOf(pins)} here. Gates hold tag and digest as promotion moves them; all else in this diff takes effect with the merge, and no gate holds it.`;
}
async function notRendered([base, merged], files2, rendered, changed) {
  const left = [...files2].filter(([file]) => !rendered.has(file));
  return Promise.all(
    left.map(async ([file, pins]) => {
      const isChanged = changed.includes(file);
      const moves = isChanged ? await Promise.all(pins.map(async (pin) => move(pin, await sidesOf(pin, base, merged)))) : [];
      const what = isChanged ? `, and it changes: ${moves.join("; ")}` : "";
      const words = `${namesOf(pins)} in ${file}${what}. No kustomization builds from it, so whether its manifests change is not known`;
      return { file, pins, isChanged, words };
    })
  );
}
async function sidesOf({ place }, base, merged) {
  return [await readPin(base, place), await readPin(merged, place)];
}
function move({ service, environment }, [old, now]) {
  const [before, after] = [textOf2(old), textOf2(now)];
  const what = before === after ? `stays ${after}` : `${before} → ${after}`;
  return `${service} in ${environment} ${what}`;
}
function textOf2(pin) {
  return typeof pin === "string" ? `unreadable (${firstLine(pin)})` : describePin(pin);
}
function namesOf(pins) {
  return pins.map(({ service, environment }) => `${service} of ${environment}`).join(", ");
}

// actions/preview/outside.ts
async function reachingTargets(sides, targets, changed) {
  const found = await Promise.all(
    targets.map(async (target) => {
      const folder = targetPath(target.environment, target.service);
      const isReaching = await Promise.all(
        sides.map(
          async (tree) => await mayLeave(tree, folder) && reaches(await reachOf(tree, folder), changed)
        )
      );
      return isReaching.some(Boolean) ? [target] : [];
    })
  );
  return found.flat();
}
async function mayLeave(tree, folder) {
  const files2 = (await tree.list(folder)).filter(isKustomization);
  const texts = await Promise.all(files2.map((file) => tree.read(file)));
  return texts.some((text) => text !== void 0 && /\.\.|\\/.test(text.toString()));
}
async function previewOutside(sides, targets, changed, pinned) {
  const [base, merged] = sides;
  const rendered = /* @__PURE__ */ new Set();
  const folders = new Set(
    (await Promise.all(sides.map((tree) => outsideFolders(tree, targets)))).flat().toSorted()
  );
  const shown = [];
  for (const folder of folders) {
    const files2 = await pinnedIn(sides, folder, pinned);
    for (const file of files2) rendered.add(file);
    const isOwn = changed.some((path) => isBelow2(path, folder));
    const isReaching = async (tree) => reaches(await reachOf(tree, folder), changed);
    if (!isOwn && !await isReaching(base) && !await isReaching(merged)) continue;
    const [old, renewed] = [await built(base, folder), await built(merged, folder)];
    const found = await difference(old, renewed, merged);
    const isSame2 = found.changes.length === 0 && found.fault === void 0 && found.note === void 0;
    const place = { environment: posix.dirname(folder), service: posix.basename(folder) };
    const isCovered = isSame2 || isArgo(folder) || files2.length > 0;
    const pins = files2.flatMap((file) => pinned.get(file) ?? []);
    const note = [found.note ?? [], pins.length === 0 ? [] : pinnedNote(pins)].flat().join(" ");
    shown.push({
      ...place,
      cause: "at the merge",
      ...found,
      ...note === "" ? {} : { note },
      ...isCovered ? {} : { isCovered: false }
    });
  }
  return { targets: shown, rendered };
}
async function pinnedIn(sides, folder, pinned) {
  if (pinned.size === 0) return [];
  const reached = await Promise.all(sides.map((tree) => reachOf(tree, folder)));
  return [...pinned.keys()].filter(
    (file) => file === `${folder}/${KUSTOMIZATION}` || reached.some(({ paths }) => paths.has(file))
  );
}
function isArgo(folder) {
  return folder === "argocd" || folder.startsWith("argocd/");
}
async function built(tree, folder) {
  const files2 = (await tree.list(folder)).filter((path) => posix.dirname(path) === folder);
  if (!files2.some(isKustomization)) return void 0;
  if (!files2.includes(`${folder}/${KUSTOMIZATION}`)) {
    const name = files2.find(isKustomization) ?? folder;
    return {
      fault: new UserError(`${name}: not named ${KUSTOMIZATION}, so it is not rendered.
  Rename it.`)
    };
  }
  const { paths } = await reachOf(tree, folder);
  return buildAnywhere(tree, folder, [...paths]);
}
async function outsideFolders(tree, targets) {
  const covered = /* @__PURE__ */ new Set();
  for (const target of targets) {
    if (await isOfLayout(tree, target)) covered.add(targetPath(target.environment, target.service));
  }
  const folders = (await tree.list("")).filter(isKustomization).map((path) => posix.dirname(path)).filter((folder) => !isCoveredFolder(folder, covered));
  const reached = await Promise.all(folders.map((folder) => reachOf(tree, folder)));
  const isBase = (folder) => reached.some(({ paths }, index) => folders[index] !== folder && paths.has(folder));
  return folders.filter((folder) => !isBase(folder));
}
function isCoveredFolder(folder, covered) {
  for (let at2 = folder; at2 !== "." && at2 !== "/"; at2 = posix.dirname(at2)) if (covered.has(at2)) return true;
  return false;
}
async function isOfLayout(tree, { environment, service }) {
  const folder = targetPath(environment, service);
  if (service === PLATFORM || (await tree.list(`${folder}/release`)).length > 0) return true;
  return (await reachOf(tree, folder)).paths.size === 0;
}

// actions/preview/policies.ts
init_oldest_node();

// actions/lib/domain/risks/policy-weakened.ts
init_oldest_node();
var MERGES = ["review", "auto", "push"];
function policyNotes(before, after) {
  return before.flatMap((old) => {
    const renewed = after.find(({ name }) => name === old.name);
    const notes = renewed === void 0 ? ["the environment is removed"] : weaknesses(old, renewed);
    return notes.map((note) => `environment ${old.name}: ${note}`);
  });
}
function weaknesses(old, renewed) {
  const fewer = (what, from, to) => to < from ? [`${what} ${from} → ${to}`] : [];
  const notes = [
    ...fewer("seconds of soak", old.gates.soakSeconds, renewed.gates.soakSeconds),
    ...fewer("approvals", old.gates.approvals, renewed.gates.approvals),
    ...fewer(
      "longest rollout, for which freezes are looked at ahead, in seconds",
      old.longestRolloutSeconds,
      renewed.longestRolloutSeconds
    ),
    ...fewer("seconds evidence may be old", -old.evidence.maxAgeSeconds, -renewed.evidence.maxAgeSeconds).map(
      (note) => note.replaceAll("-", "")
    ),
    ...gone("custom gate", named(old.gates.custom), named(renewed.gates.custom)),
    ...gone("freeze", named(old.freezes), named(renewed.freezes)),
    ...gone(
      "cluster",
      new Map(old.clusters.map((name) => [name, ""])),
      new Map(renewed.clusters.map((name) => [name, ""]))
    )
  ];
  for (const image of renewed.platformImages.filter((each) => !old.platformImages.includes(each)))
    notes.push(`image ${image} may run besides releases`);
  if (MERGES.indexOf(renewed.merge) > MERGES.indexOf(old.merge))
    notes.push(`merge ${old.merge} → ${renewed.merge}`);
  if (old.after !== renewed.after)
    notes.push(`releases come from ${renewed.after ?? "builds"}, not ${old.after ?? "builds"}`);
  if (old.registry !== renewed.registry)
    notes.push(`images come from ${renewed.registry}, not ${old.registry}`);
  return notes;
}
function named(all) {
  return new Map(all.map((each) => [each.name, JSON.stringify(each)]));
}
function gone(what, old, renewed) {
  return [...old].flatMap(([name, content]) => {
    if (!renewed.has(name)) return [`${what} ${name} is removed`];
    return renewed.get(name) === content ? [] : [`${what} ${name} is changed`];
  });
}

// actions/preview/policies.ts
async function previewPolicies(base, merged) {
  const [before, after] = [await read(base), await read(merged)];
  if ("all" in before && "all" in after) requireSetUp([...before.all, ...after.all], merged.commit);
  const environments = "fault" in after ? before : after;
  const order = "fault" in environments ? [] : environments.all.map(({ name }) => name);
  const first = "fault" in environments ? void 0 : environments.all.find(({ after: from }) => from === void 0);
  const { firstEnvironment } = await readConfig(merged);
  return {
    first: first?.name ?? firstEnvironment,
    order,
    notes: "fault" in before || "fault" in after ? [] : policyNotes(before.all, after.all),
    faults: "fault" in after ? await faults2(after.fault, merged) : []
  };
}
async function read(tree) {
  try {
    return { all: await readEnvironments(tree) };
  } catch (fault) {
    if (fault instanceof UserError) return { fault };
    throw fault;
  }
}
async function faults2(fault, merged) {
  const findings = fault instanceof Findings ? fault.findings : [fault.message];
  return Promise.all(
    findings.map(async (finding) => ({
      environment: /^environments\/([^/]+)\//.exec(finding)?.[1] ?? "environments",
      service: "environment.yaml",
      cause: "at the merge",
      changes: [],
      fault: await faultOf(new UserError(finding), merged)
    }))
  );
}

// actions/preview/publish.ts
init_oldest_node();
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

// actions/preview/groups.ts
init_oldest_node();
function grouped(targets) {
  const all = targets.flatMap((target) => target.changes.map((change) => ({ target, change })));
  const groups = Map.groupBy(all, ({ target, change }) => normalised(target, change));
  const shown = [...groups.values()].flatMap(
    ([first, ...others]) => first === void 0 ? [] : [{ ...first, same: others.map(({ target }) => nameOf(target)) }]
  );
  const isRisky = ({ change }) => change.risks.length > 0;
  return [...shown.filter(isRisky), ...shown.filter((each) => !isRisky(each))];
}
function nameOf({ environment, service }) {
  return `${environment}/${service}`;
}
function normalised({ service, environment, cause }, { resource: resource2, diff, risks: risks2 }) {
  const namespace = /^\S+ ([^/\s]+)\//.exec(resource2)?.[1];
  const nameless = (text) => {
    const without = namespace === void 0 ? text : text.replaceAll(namespace, "\0n");
    return without.replaceAll(service, "\0s").replaceAll(environment, "\0e");
  };
  return [cause, nameless(resource2), nameless(diff), ...risks2.map(nameless)].join("\0\0");
}

// actions/preview/markdown.ts
init_oldest_node();
var COMMENT_LIMIT = 6e4;
var SUMMARY_LIMIT = 3e5;
var MOST_ROWS = 60;
var MOST_RISKS = 40;
var MOST_NAMES = 20;
var RESERVED = 2500;
function markdown(preview2, limit2) {
  const head = fitted(
    [
      "## Changes in the running manifests",
      compared(preview2),
      verdict(preview2),
      ...outsideSection(preview2),
      ...notRenderedSection(preview2),
      ...riskSection(preview2),
      ...faultSection(preview2),
      ...tableSection(preview2),
      ...noteSection(preview2)
    ],
    limit2 - RESERVED
  );
  return `${head}${resources(grouped(preview2.targets), limit2 - RESERVED - head.length)}
`;
}
function compared({ sides }) {
  const [base, merged, head] = [sides.base, sides.merged, sides.head].map((sha) => `\`${shortSha(sha)}\``);
  const result2 = sides.merged === sides.head ? "" : `, the merge of ${head}`;
  return `Compared: ${base} with ${merged}${result2} (${escapeMarkdown(sides.origin)}).`;
}
function verdict(preview2) {
  const { targets, rebuilt } = preview2;
  const changed = changedTargets(preview2).length;
  const looked = targets.length === 0 ? "no target is touched" : `${counted(targets.length, "target")} rendered`;
  const images = rebuilt.length === 0 ? "" : ` Rebuilt as a separate release: ${names(rebuilt)}.`;
  if (changed === 0)
    return `**${nothingChanges(preview2)}**${rebuilt.length === 0 ? "" : " but images"} (${looked}).${images}`;
  const risks2 = riskCount(preview2);
  const danger = risks2 === 0 ? "no risk found" : `**${counted(risks2, "risk")}**`;
  return `${counted(changed, "target")} of ${targets.length} rendered change; ${danger}.${images}`;
}
function outsideSection({ targets }) {
  const outside = targets.filter(({ isCovered }) => isCovered === false);
  if (outside.length === 0) return [];
  const lines = outside.map(
    (target) => `- **${escapeMarkdown(nameOf(target))}**: ${escapeMarkdown(NOT_COVERED)}`
  );
  return ["### Not covered", capped(lines, MOST_ROWS / 6, "kustomization")];
}
function notRenderedSection({ notRendered: notRendered2 }) {
  const lines = notRendered2.toSorted((one, other) => Number(other.isChanged) - Number(one.isChanged)).map(({ words }) => `- ${escapeMarkdown(words)}.`);
  return lines.length === 0 ? [] : ["### Not rendered", capped(lines, MOST_ROWS / 6, "file")];
}
function riskSection({ targets, policies }) {
  const risky = grouped(targets).filter(({ change }) => change.risks.length > 0);
  const lines = [
    ...policies.map((note) => `- ${escapeMarkdown(note)}`),
    ...risky.flatMap(
      ({ target, change, same }) => change.risks.map(
        (risk) => `- **${escapeMarkdown(nameOf(target))}** ${escapeMarkdown(change.resource)}: ${escapeMarkdown(risk)}${also(same)}`
      )
    )
  ];
  return lines.length === 0 ? [] : ["### Risks", capped(lines, MOST_RISKS, "risk")];
}
function also(same) {
  return same.length === 0 ? "" : ` (the same in ${names(same)})`;
}
function faultSection({ targets }) {
  const lines = targets.flatMap((target) => {
    if (target.fault === void 0) return [];
    const words = target.fault.message.length > 1500 ? `${target.fault.message.slice(0, 1500)}…` : target.fault.message;
    return [`**${escapeMarkdown(nameOf(target))}**

${codeBlock(words)}`];
  });
  return lines.length === 0 ? [] : ["### Cannot be rendered", capped(lines, MOST_ROWS / 6, "target", "\n\n")];
}
function tableSection(preview2) {
  const rows = changedTargets(preview2).map((target) => [
    escapeMarkdown(target.environment),
    escapeMarkdown(target.service),
    target.cause,
    summary(target)
  ]);
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MOST_ROWS);
  const rest = rows.length - shown.length;
  const more = rest > 0 ? `

${counted(rest, "target")} more.` : "";
  return [`${markdownTable(["environment", "target", "when", "what"], shown)}${more}`];
}
function summary({ changes, fault }) {
  if (fault !== void 0) return "cannot be rendered";
  const resources2 = names(
    changes.map(({ resource: resource2 }) => resource2),
    4
  );
  return resources2;
}
function noteSection({ targets }) {
  const noted = targets.filter(({ note, changes }) => note !== void 0 && changes.length > 0);
  const notes = Map.groupBy(noted, ({ note }) => note ?? "");
  const lines = [...notes].map(([note, all]) => `- ${names(all.map(nameOf))}: ${escapeMarkdown(note)}`);
  return lines.length === 0 ? [] : [capped(lines, MOST_ROWS / 6, "note")];
}
function resources(all, room) {
  let left = room;
  const shown = [];
  const cut = [];
  for (const each of all) {
    const part = `

${resource(each)}`;
    if (part.length > left) cut.push(each);
    else {
      shown.push(part);
      left -= part.length;
    }
  }
  if (cut.length === 0) return shown.join("");
  const titles = cut.map(({ target, change }) => `${nameOf(target)} ${change.resource}`);
  const words = `Not shown, because of the size limit: ${counted(cut.length, "resource")} (${names(titles)}). The complete text is in the artifact and in the job.`;
  return `${shown.join("")}

> [!NOTE]
> ${words}`;
}
function resource({ target, change, same }) {
  const title = `${nameOf(target)} · ${change.resource}`;
  const others = same.length === 0 ? "" : `

The same in ${names(same)}.`;
  return `<details><summary>${inHtml(title)}</summary>${others}

${codeBlock(change.diff, "diff")}

</details>`;
}
function inHtml(text) {
  return escapeHtml(text).replaceAll("@", "@​");
}
function names(all, most = MOST_NAMES) {
  const shown = all.slice(0, most).map((name) => escapeMarkdown(name.length > 100 ? `${name.slice(0, 100)}…` : name));
  const rest = all.length - shown.length;
  return `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
function capped(lines, most, what, separator = "\n") {
  const rest = lines.length - most;
  const more = rest > 0 ? [`- and ${counted(rest, what)} more`] : [];
  return [...lines.slice(0, most), ...more].join(separator);
}
function fitted(sections, room) {
  let text = "";
  for (const section of sections) {
    const next = text === "" ? section : `${text}

${section}`;
    if (next.length <= room) text = next;
  }
  return text;
}
function counted(count, what) {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

// actions/preview/plain.ts
init_oldest_node();
function plainDiff({ targets, notRendered: notRendered2 }) {
  const unknown = notRendered2.map(({ words }) => `# not rendered: ${words}`);
  return [...unknown, ...targets.flatMap(targetLines)].join("\n");
}
function targetLines(target) {
  const where = nameOf(target);
  const fault = target.fault === void 0 ? [] : [`# ${where}: ${target.fault.message.replaceAll("\n", "\n# ")}`];
  const outside = target.isCovered === false ? [`# ${where}: ${NOT_COVERED}`] : [];
  const note = target.note === void 0 || target.changes.length === 0 ? [] : [`# ${where}: ${target.note}`];
  const changes = target.changes.flatMap(({ resource: resource2, risks: risks2, diff }) => [
    `=== ${where} · ${resource2} (${target.cause})`,
    ...risks2.map((risk) => `! ${risk}`),
    ...diff.split("\n")
  ]);
  return [...outside, ...fault, ...note, ...changes];
}
var STYLE = `:root{color-scheme:light dark;font:14px/1.5 ui-monospace,monospace}
body{max-width:110ch;margin:2rem auto;padding:0 1rem}
pre{overflow-x:auto}
.add{color:light-dark(#05610f,#7ee787)}.del{color:light-dark(#8f0f0f,#ffa198)}.risk{font-weight:700}`;
function page(preview2) {
  const { base, merged } = preview2.sides;
  const lines = plainDiff(preview2).split("\n").map(htmlLine).join("\n");
  const empty = changedTargets(preview2).length > 0 ? "" : `<p>${nothingChanges(preview2)}.</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Changes in the running manifests</title><style>${STYLE}</style></head>
<body><h1>Changes in the running manifests</h1><p>${escapeHtml(base)} → ${escapeHtml(merged)}</p>${empty}
<pre>${lines}</pre></body></html>
`;
}
function htmlLine(line) {
  const text = escapeHtml(line);
  if (line.startsWith("=== ")) return `<strong>${text}</strong>`;
  if (line.startsWith("! ")) return `<span class="risk">${text}</span>`;
  if (line.startsWith("+")) return `<span class="add">${text}</span>`;
  return line.startsWith("-") ? `<span class="del">${text}</span>` : text;
}

// actions/preview/publish.ts
var MARKER = "<!-- slipway preview -->";
async function show(preview2, { report }) {
  for (const target of preview2.targets.filter(({ isCovered }) => isCovered === false)) {
    report.error(`${nameOf(target)}: ${NOT_COVERED}.`);
  }
  for (const { fault } of preview2.targets) {
    if (fault !== void 0) report.error(fault.message, fault.place);
  }
  const diff = plainDiff(preview2);
  if (diff !== "") await report.group("Changes in the running manifests", async () => report.diff(diff));
  report.markdown(markdown(preview2, SUMMARY_LIMIT));
}
async function writeFiles(preview2, folder, { workspace }) {
  const target = resolve(workspace, folder);
  await mkdir(target, { recursive: true });
  const files2 = {
    "preview.md": markdown(preview2, Number.MAX_SAFE_INTEGER),
    "preview.diff": `${plainDiff(preview2)}
`,
    "preview.html": page(preview2)
  };
  await Promise.all(Object.entries(files2).map(([name, text]) => writeFile(join(target, name), text)));
}
async function comment(preview2, pull, context) {
  const { env, report } = context;
  const instead = "the job's summary has the preview";
  if (pull.isFork) return report.notice(`A fork's token may not comment: ${instead}.`);
  if (!env.SLIPWAY_TOKEN)
    return report.notice(`SLIPWAY_TOKEN is not set, so no comment is written: ${instead}.`);
  try {
    await connectForge(env).upsertComment(pull.number, MARKER, markdown(preview2, COMMENT_LIMIT));
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    report.warning(`The comment could not be written, ${instead}: ${error.message}`);
  }
}

// actions/preview/sides.ts
init_oldest_node();
import { setTimeout as pause } from "node:timers/promises";
var Unmergeable = class extends UserError {
  name = "Unmergeable";
  paths;
  constructor(base, head, paths) {
    super(
      `${shortSha(head)} cannot be merged into ${shortSha(base)}: conflicts in ${paths.join(", ")}.
  Merge the base into the branch and resolve them; a preview comes with the push.`
    );
    this.paths = paths;
  }
};
var WAITING = { deadlineMs: 3e4, everyMs: 1e3 };
async function findSides(git, request2, pull, env, waiting = WAITING) {
  const isAsked = request2.base !== void 0 || request2.head !== void 0;
  if (pull === void 0 || isAsked)
    return ofCommits(git, request2.base ?? "origin/main", request2.head ?? "HEAD");
  const made = isGitea(env.GITHUB_API_URL ?? "") ? void 0 : await forgesMerge(git, pull, waiting);
  if (made !== void 0) return made;
  const refs = await git.fetch(pull.into, headRef(pull));
  const base = refs.get(pull.into);
  if (base === void 0) {
    throw new UserError(`branch ${pull.into}: not on the remote.
  Open the pull request into one that is.`);
  }
  if (await git.resolve(pull.headSha) === void 0) await git.fetchCommit(pull.headSha);
  return ofCommits(git, base, pull.headSha);
}
async function ofCommits(git, baseRef, headRef2) {
  const [base, head] = await Promise.all([requireCommit(git, baseRef), requireCommit(git, headRef2)]);
  await git.deepen([base, head], async () => await git.mergeBase(base, head) !== void 0);
  const merged = await git.merge(base, head);
  if ("conflicts" in merged) throw new Unmergeable(base, head, merged.conflicts);
  const origin = merged.commit === head ? "the head has the base already" : "merged here, in memory";
  return { base, head, merged: merged.commit, origin };
}
async function requireCommit(git, ref) {
  return (await git.tree(ref)).commit;
}
async function forgesMerge(git, pull, waiting) {
  const ref = `refs/pull/${pull.number}/merge`;
  const end = performance.now() + waiting.deadlineMs;
  for (; ; ) {
    const merged = (await git.fetch(ref)).get(ref);
    const found = merged === void 0 ? void 0 : await sidesOfMerge(git, merged, pull, ref);
    if (found !== void 0 || performance.now() + waiting.everyMs > end) return found;
    await pause(waiting.everyMs);
  }
}
async function sidesOfMerge(git, merged, { headSha }, ref) {
  const [base, head] = await Promise.all([git.resolve(`${merged}^1`), git.resolve(`${merged}^2`)]);
  if (base === void 0 || head !== headSha) return void 0;
  return { base, head, merged, origin: ref };
}
function headRef({ number }) {
  return `refs/pull/${number}/head`;
}

// actions/preview/source-order.ts
init_oldest_node();
async function withSourceOrder(git, [base, merged], previews) {
  return Promise.all(
    previews.map(async (preview2) => {
      if (preview2.changes.length === 0) return preview2;
      const { environment, service } = preview2;
      const [old, renewed] = await Promise.all(
        [base, merged].map((tree) => releaseAt(tree, environment, service))
      );
      const risk = old === void 0 || renewed === void 0 ? void 0 : await orderRisk(git, old, renewed);
      return risk === void 0 ? preview2 : withRisk(preview2, risk);
    })
  );
}
async function orderRisk(git, old, renewed) {
  if (old.source === renewed.source) return void 0;
  const asked = Promise.all([
    git.isAncestor(old.source, renewed.source),
    git.isAncestor(renewed.source, old.source)
  ]);
  const answers = await asked.catch((error) => {
    if (error instanceof UserError) return firstLine(error.message);
    throw error;
  });
  if (typeof answers === "string") return `whether source moves back is not known: ${answers}`;
  const [isNewer, isOlder] = answers;
  if (isNewer) return void 0;
  const way = `${shortSha(old.source)} → ${shortSha(renewed.source)}`;
  return isOlder ? `source moves back, ${way}: what was merged in between is taken out` : `source does not descend from what runs, ${way}: something in it may be lost`;
}
function withRisk(preview2, risk) {
  const at2 = Math.max(
    0,
    preview2.changes.findIndex(({ resource: resource2 }) => resource2.startsWith("Rollout "))
  );
  const changes = preview2.changes.map(
    (change, index) => index === at2 ? { ...change, risks: [...change.risks, risk] } : change
  );
  return { ...preview2, changes };
}
async function releaseAt(tree, environment, service) {
  try {
    return await readRelease(tree, environment, service);
  } catch (error) {
    if (error instanceof UserError) return void 0;
    throw error;
  }
}

// actions/preview/preview.ts
var NOBODY = { name: "slipway", email: "slipway@localhost" };
async function preview(request2, context) {
  const { env, workspace, report } = context;
  const git = openGit(workspace, {
    token: env.SLIPWAY_TOKEN,
    identity: NOBODY,
    // What a pull request writes into its slipway.yaml names no address that a token is sent to.
    sources: { branch: env.GITHUB_BASE_REF || DEFAULTS.branch, token: env.SLIPWAY_SOURCE_TOKEN }
  });
  const pull = await pullOfEvent(env);
  const sides = await findSides(git, request2, pull, env);
  report.info(`Comparing ${shortSha(sides.base)} with ${shortSha(sides.merged)} (${sides.origin}).`);
  const found = await previewOf(git, sides);
  await show(found, context);
  if (request2.output !== void 0) await writeFiles(found, request2.output, context);
  if (pull !== void 0 && request2.comment && !context.dryRun) await comment(found, pull, context);
  if (changedTargets(found).length === 0) report.info(`${nothingChanges(found)}.`);
  return outcome(found);
}
async function previewOf(git, sides) {
  const [base, merged] = await Promise.all([git.tree(sides.base), git.tree(sides.merged)]);
  const [surveyOfBase, survey] = await Promise.all([surveyServices(base), surveyServices(merged)]);
  const paths = (await git.changedPaths(sides.base, sides.merged)).map(({ path }) => path);
  const layout = await layoutTargets([base, merged]);
  const affected = await affectedTargets(git, [base, merged], layout, paths);
  const unseen = layout.filter((target) => !affected.includes(target));
  const reaching = await reachingTargets([base, merged], unseen, paths);
  const targets = layout.filter((target) => affected.includes(target) || reaching.includes(target));
  const rendered = await renderTargets(targets, {
    cause: "at the merge",
    before: { tree: base },
    after: { tree: merged }
  });
  const atMerge = await withSourceOrder(git, [base, merged], rendered);
  const pinned = await pinnedFiles([base, merged]);
  const outside = await previewOutside([base, merged], layout, paths, pinned);
  const policies = await previewPolicies(base, merged);
  const environment = policies.first;
  const services = await affectedServices(
    git,
    { tree: base, services: surveyOfBase.services },
    { tree: merged, services: survey.services }
  );
  const next = await previewNextReleases({
    git,
    environment,
    base,
    merged,
    services,
    servicesOfBase: surveyOfBase.services
  });
  const dataSchemas = await previewDataSchemas({
    base,
    before: surveyOfBase.services,
    after: survey.services,
    environments: policies.order
  });
  const faulty = await faultyServices(survey, surveyOfBase, environment, merged);
  return {
    sides,
    targets: inOrder(policies.order, [
      ...outside.targets,
      ...policies.faults,
      ...atMerge,
      ...next,
      ...faulty
    ]),
    rebuilt: await rebuiltServices(merged, survey, paths),
    policies: [...policies.notes, ...dataSchemas],
    notRendered: await notRendered([base, merged], pinned, outside.rendered, paths)
  };
}
function inOrder(order, targets) {
  const place = ({ environment }) => order.indexOf(environment);
  return targets.toSorted((one, other) => place(one) - place(other));
}
async function faultyServices({ faults: faults3 }, { faults: known }, environment, merged) {
  const fresh = [...faults3].filter(([name, fault]) => known.get(name)?.message !== fault.message);
  return Promise.all(
    fresh.map(async ([service, fault]) => ({
      environment,
      service,
      cause: "next release",
      changes: [],
      fault: await faultOf(fault, merged)
    }))
  );
}
async function rebuiltServices(merged, { services }, paths) {
  if (LOCKFILES.some((lockfile) => paths.includes(lockfile))) return services.map(({ name }) => name);
  const isCode = (path) => !/^services\/[^/]+\/(values|service)\.yaml$/.test(path);
  const rebuilt = await Promise.all(
    services.map(async (service) => {
      const folders = await workspaceFolders(merged, service.path);
      return paths.some((path) => isCode(path) && folders.some((folder) => path.startsWith(`${folder}/`)));
    })
  );
  return services.filter((_, index) => rebuilt[index]).map(({ name }) => name);
}
function outcome(found) {
  const outputs = {
    changed: String(changedTargets(found).length),
    risks: String(riskCount(found)),
    base: found.sides.base,
    merged: found.sides.merged
  };
  return { outputs, results: [...found.targets.map(result), ...found.notRendered.flatMap(unknownResults)] };
}
function unknownResults({ pins, isChanged, words }) {
  if (!isChanged) return [];
  return pins.map(({ environment, service }) => ({
    environment,
    service,
    status: "done",
    reason: `not rendered: ${words}`
  }));
}
function result({ environment, service, changes, fault, cause, isCovered }) {
  if (isCovered === false) {
    const why = fault === void 0 ? "" : `; it cannot be rendered: ${firstLine(fault.message)}`;
    return { environment, service, status: "failed", reason: `${NOT_COVERED}${why}` };
  }
  if (fault !== void 0) {
    return { environment, service, status: "failed", reason: firstLine(fault.message) };
  }
  if (changes.length === 0) return { environment, service, status: "nothing", reason: "renders the same" };
  const risks2 = changes.flatMap((change) => change.risks).length;
  const danger = risks2 === 0 ? "" : `, ${risks2} risk${risks2 === 1 ? "" : "s"}`;
  const count = `${changes.length} resource${changes.length === 1 ? "" : "s"}`;
  return { environment, service, status: "done", reason: `${cause}: ${count} change${danger}` };
}

// actions/preview/request.ts
init_oldest_node();
var commitish = optionalText.pipe(
  string().regex(/^[^-\s][^\s]*$/, "not a commit or ref").optional()
);
var request = defineRequest({
  verb: "preview",
  summary: "Shows which running manifests a pull request changes, per environment, as a rendered diff.",
  inputs: {
    base: {
      description: "What is merged into: a commit or ref. When empty, the pull request's base, else origin/main.",
      schema: commitish,
      default: ""
    },
    head: {
      description: "What is merged: a commit or ref. When empty, the pull request's head, else HEAD.",
      schema: commitish,
      default: ""
    },
    output: {
      description: "Folder for the whole text: preview.md, preview.diff and preview.html. Nothing is written when empty.",
      schema: optionalText,
      default: ""
    },
    comment: {
      description: "Keep one comment at the pull request up to date: true or false.",
      schema: flag,
      default: "true"
    }
  },
  outputs: {
    changed: "Number of environments' targets in which something changes.",
    risks: "Number of risk notes.",
    base: "Full sha of the commit that was compared with.",
    merged: "Full sha of the merge result that was compared."
  }
});

export {
  preview,
  request
};
