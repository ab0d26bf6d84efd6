// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  dataSchema,
  dependsOn
} from "./shared-15-verbs-41ae7a75.js";
import {
  furtherName,
  releaseImages,
  sorted
} from "./shared-16-verbs-64058615.js";
import {
  Findings,
  UserError,
  array,
  digest,
  imageName,
  literal,
  number,
  object,
  parseYaml,
  readConfig,
  record,
  require_dist,
  sha,
  strictObject,
  string,
  union,
  unknown
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/hotfixes/branches.ts
init_oldest_node();
var HOTFIX_REFS = "hotfix/*";
var PREFIX = "hotfix-release/";
var HOTFIX_RELEASE_REFS = `${PREFIX}*`;
var NAME = "[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?";
var HOTFIX_NAME = new RegExp(`^hotfix/${NAME}$`);
var RELEASE_BRANCH = new RegExp(`^${PREFIX}([a-z][a-z0-9-]{0,62})/(${NAME})$`);
function hotfixReleaseBranch(environment, hotfix) {
  return `${PREFIX}${environment}/${hotfix.slice("hotfix/".length)}`;
}
function parseHotfixRelease(branch) {
  const [, environment, name] = RELEASE_BRANCH.exec(branch) ?? [];
  return environment === void 0 || name === void 0 ? void 0 : { environment, hotfix: `hotfix/${name}` };
}

// actions/lib/domain/releases/releases.ts
init_oldest_node();

// actions/lib/domain/releases/folder.ts
init_oldest_node();

// actions/lib/domain/releases/kinds.ts
init_oldest_node();
var CHART_KINDS = [
  "argoproj.io/Rollout",
  "argoproj.io/AnalysisTemplate",
  "/Service",
  "/ServiceAccount",
  "/ConfigMap",
  "policy/PodDisruptionBudget",
  "autoscaling/HorizontalPodAutoscaler",
  "networking.istio.io/VirtualService",
  "networking.istio.io/DestinationRule",
  "security.istio.io/PeerAuthentication",
  "security.istio.io/AuthorizationPolicy",
  "networking.k8s.io/NetworkPolicy",
  // Migrations.
  "batch/Job"
];
var OWN_KINDS = [
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "batch/CronJob",
  "/PersistentVolumeClaim",
  "networking.k8s.io/Ingress",
  "gateway.networking.k8s.io/HTTPRoute",
  "gateway.networking.k8s.io/GRPCRoute"
];
var SHIPPED_KINDS = [...CHART_KINDS, ...OWN_KINDS];
function groupKind(apiVersion, kind2) {
  const [group] = typeof apiVersion === "string" && apiVersion.includes("/") ? apiVersion.split("/") : [""];
  return `${group}/${String(kind2)}`;
}
var TEMPLATE = ["spec", "template"];
var POD_TEMPLATES = /* @__PURE__ */ new Map([
  ["Rollout", TEMPLATE],
  ["Deployment", TEMPLATE],
  ["StatefulSet", TEMPLATE],
  ["DaemonSet", TEMPLATE],
  ["CronJob", ["spec", "jobTemplate", "spec", "template"]],
  ["Job", TEMPLATE]
]);
function workloadKinds(manifests) {
  const kinds = new Set([...manifests.matchAll(/^kind: (\w+)$/gm)].map(([, kind2 = ""]) => kind2));
  return [...POD_TEMPLATES.keys()].filter((kind2) => kinds.has(kind2));
}

// actions/lib/domain/releases/release.ts
init_oldest_node();
import { createHash } from "node:crypto";
var releaseSchema = strictObject({
  schema: literal(1, "only schema 1 is known").describe("version of this format"),
  service: string().min(1).describe("name of the service"),
  id: digest.describe("digest of manifests and of the digests of all images; equal ids run the same thing"),
  version: string().regex(/^\d+\.\d+\.\d+$/, "expected a version like 1.4.2").describe("semantic version"),
  image: strictObject({
    name: string().min(1).describe("image name without registry"),
    digest: digest.describe("image digest")
  }),
  images: record(
    string().regex(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/, "expected the name of a further image"),
    strictObject({ name: string().min(1), digest })
  ).refine((all) => Object.keys(all).length > 0, "expected at least one image").optional().describe("further images of the service, by their names in service.yaml: `name` and `digest` of each"),
  source: sha.describe("commit it was built from"),
  repository: string().regex(/^https?:\/\/[\w.:/~-]+$/, "expected an address without user and token").optional().describe("repository of that commit; absent where it is the one that the release is pinned in"),
  strategy: string().min(1).describe("canary strategy"),
  dataSchema: dataSchema.optional(),
  dependsOn: dependsOn.optional().describe("versions of other services that the environment must have before it enters"),
  hotfix: string().regex(HOTFIX_NAME, "expected hotfix/<name>").optional().describe("hotfix branch it was built from; absent in releases of main")
});
function releaseId(manifests, digest2, images = {}) {
  const hash = createHash("sha256").update(manifests).update(`
${digest2}
`);
  for (const [key, image] of sorted(images)) hash.update(`${key} ${image.digest}
`);
  return `sha256:${hash.digest("hex")}`;
}
var RELEASE_ID_ANNOTATION = "slipway.dev/release-id";
function releasePath(environment, service) {
  return `environments/${environment}/${service}/release`;
}

// actions/lib/domain/releases/rollback-steps.ts
init_oldest_node();
var import_yaml = __toESM(require_dist(), 1);
var ROLLBACK_STEPS_ANNOTATION = "slipway.dev/rollback-steps";
var rollout = object({
  kind: literal("Rollout"),
  metadata: object({ annotations: record(string(), string()) }),
  spec: object({ strategy: object({ canary: object({ analysis: unknown().optional() }) }) })
});
var steps = array(
  union([
    strictObject({ setWeight: number().int().min(1).max(99) }),
    strictObject({ analysis: record(string(), unknown()) })
  ])
).min(1).refine((list) => list.some((step) => "analysis" in step));
function rollbackPatch(manifests) {
  for (const object2 of objectsIn(manifests)) {
    const { data } = rollout.safeParse(object2);
    const found = steps.safeParse(json(data?.metadata.annotations[ROLLBACK_STEPS_ANNOTATION]));
    if (data === void 0 || !found.success) continue;
    const guard = data.spec.strategy.canary.analysis === void 0 ? "" : `
      - op: add
        path: /spec/strategy/canary/analysis/startingStep
        value: 1`;
    return `  # Steps of a rollback; the next release starts by its whole canary again.
  - target:
      kind: Rollout
    patch: |-
      - op: replace
        path: /spec/strategy/canary/steps
        value: ${JSON.stringify(found.data)}${guard}
`;
  }
  return "";
}
function objectsIn(manifests) {
  try {
    return (0, import_yaml.parseAllDocuments)(manifests, { uniqueKeys: false }).map(
      (document) => document.toJS({ maxAliasCount: 0 })
    );
  } catch {
    return [];
  }
}
function json(text) {
  try {
    return text === void 0 ? void 0 : JSON.parse(text);
  } catch {
    return void 0;
  }
}

// actions/lib/domain/releases/folder.ts
var HEADER = "# Written by `slipway bump`, moved by `slipway promote`; edits are refused.\n";
function releaseFolder(release, manifests, start = "canary") {
  const steps2 = start === "rollback" ? rollbackPatch(manifests) : "";
  return /* @__PURE__ */ new Map([
    ["kustomization.yaml", `${kustomization(release, manifests)}${steps2}`],
    ["manifests.yaml", manifests],
    ["release.yaml", releaseFile(release)]
  ]);
}
function releaseChanges(environment, service, files) {
  const folder = releasePath(environment, service);
  return [...files].map(([name, content]) => ({ path: `${folder}/${name}`, content }));
}
function kustomization(release, manifests) {
  const found = workloadKinds(manifests);
  const kinds = found.length === 0 ? ["Rollout"] : found;
  return `${HEADER}apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - manifests.yaml
images:
${releaseImages(release).map(
    ({ name, digest: digest2 }) => `  - name: ${name}
    newTag: ${release.version}
    digest: ${digest2}
`
  ).join("")}patches:
${kinds.map((kind2) => releaseIdPatch(kind2, release.id)).join("")}`;
}
function releaseIdPatch(kind2, id) {
  const pointer = RELEASE_ID_ANNOTATION.replaceAll("~", "~0").replaceAll("/", "~1");
  const template = (POD_TEMPLATES.get(kind2) ?? []).join("/");
  return `  - target:
      kind: ${kind2}
    patch: |-
      - op: add
        path: /${template}/metadata/annotations/${pointer}
        value: ${id}
`;
}
function releaseFile(release) {
  return `${HEADER}schema: ${release.schema}
service: ${release.service}
id: ${release.id}
version: ${release.version}
image:
  name: ${release.image.name}
  digest: ${release.image.digest}
${imagesLines(release)}source: "${release.source}"
${repositoryLine(release)}strategy: ${release.strategy}
${hotfixLine(release)}${dataSchemaLines(release)}${dependsOnLines(release)}`;
}
function imagesLines({ images }) {
  if (images === void 0) return "";
  const each = sorted(images).map(
    ([key, { name, digest: digest2 }]) => `  ${key}: {name: ${name}, digest: "${digest2}"}
`
  );
  return `images:
${each.join("")}`;
}
function repositoryLine({ repository }) {
  return repository === void 0 ? "" : `repository: "${repository}"
`;
}
function hotfixLine({ hotfix }) {
  return hotfix === void 0 ? "" : `hotfix: ${hotfix}
`;
}
function dataSchemaLines({ dataSchema: dataSchema2 }) {
  if (dataSchema2 === void 0) return "";
  return `dataSchema:
  needs: ${dataSchema2.needs}
  provides: [${dataSchema2.provides.join(", ")}]
`;
}
function dependsOnLines({ dependsOn: dependsOn2 }) {
  if (dependsOn2 === void 0) return "";
  const names = Object.keys(dependsOn2).toSorted();
  return `dependsOn:
${names.map((name) => `  ${name}: "${dependsOn2[name]}"
`).join("")}`;
}

// actions/lib/domain/releases/releases.ts
var HandEditedRelease = class extends UserError {
  name = "HandEditedRelease";
  folder;
  faults;
  constructor(folder, faults) {
    super(
      `${folder}: edited manually: ${faults.join("; ")}.
  Put it back (git log -- ${folder} shows the last bump or promotion); change services/, rollouts/ or the kustomization.yaml above the folder instead.`
    );
    this.folder = folder;
    this.faults = faults;
  }
};
var FILES = ["kustomization.yaml", "manifests.yaml", "release.yaml"];
var kind = { schema: releaseSchema, remedy: "Put back what `slipway bump` wrote (git log shows it)." };
async function readRelease(tree, environment, service) {
  const files = await releaseFiles(tree, environment, service);
  if (files.size === 0) return void 0;
  const folder = releasePath(environment, service);
  const odd = await oddFiles(tree, folder);
  if (odd.length > 0) throw new HandEditedRelease(folder, odd);
  return verifyRelease(files, folder, await expectedRelease(tree, service));
}
async function expectedRelease(tree, service) {
  return { service, image: imageName(await readConfig(tree), service) };
}
function verifyRelease(files, folder, expected) {
  const release = inspected(files, folder);
  const id = releaseId(files.get("manifests.yaml") ?? "", release.image.digest, release.images);
  const wrongId = id === release.id ? [] : [`manifests.yaml and the digest give ${id}, release.yaml says ${release.id}`];
  const faults = [...wrongId, ...differences(release, expected, files)];
  if (faults.length > 0) throw new HandEditedRelease(folder, faults);
  return release;
}
function writtenRelease(files, folder, expected) {
  const release = inspected(files, folder);
  const faults = differences(release, expected, files);
  if (faults.length > 0) throw new HandEditedRelease(folder, faults);
  return release;
}
function inspected(files, folder) {
  const faults = [
    ...FILES.filter((name) => !files.has(name)).map((name) => `${name} is missing`),
    ...[...files.keys()].filter((name) => !FILES.includes(name)).map((name) => `${name} does not belong there`)
  ];
  if (faults.length > 0) throw new HandEditedRelease(folder, faults);
  return parseRelease(files.get("release.yaml") ?? Buffer.of(), `${folder}/release.yaml`);
}
async function oddFiles(tree, folder) {
  const paths = await tree.list(folder);
  const entries = await Promise.all(paths.map((path) => tree.entry(path)));
  return paths.filter((_, index) => (entries[index]?.mode ?? PLAIN) !== PLAIN).map((path) => `${path.slice(folder.length + 1)} is not a plain file`);
}
var PLAIN = "100644";
async function releaseFiles(tree, environment, service) {
  const folder = releasePath(environment, service);
  const paths = await tree.list(folder);
  const contents = await Promise.all(paths.map((path) => tree.read(path)));
  return new Map(
    paths.map((path, index) => [path.slice(folder.length + 1), contents[index] ?? Buffer.of()])
  );
}
function startedBy(release, files, start) {
  const manifests = files.get("manifests.yaml") ?? Buffer.of();
  const written = releaseFolder(release, manifests.toString(), start);
  return new Map([...written].map(([name, content]) => [name, Buffer.from(content)]));
}
async function releasedServices(tree, environment) {
  const file = new RegExp(`^environments/${environment}/([^/]+)/release/release\\.yaml$`);
  const paths = await tree.list(`environments/${environment}`);
  return paths.flatMap((path) => file.exec(path)?.[1] ?? []);
}
function parseRelease(content, file) {
  const { value, findings } = parseYaml(content, file, kind);
  if (value === void 0) throw new Findings(findings);
  return value;
}
function differences(release, { service, image }, files) {
  const faults = [];
  if (release.service !== service)
    faults.push(`release.yaml names service ${JSON.stringify(release.service)}`);
  if (release.image.name !== image) {
    faults.push(`release.yaml names image ${JSON.stringify(release.image.name)}`);
  } else {
    const odd = sorted(release.images ?? {}).filter(([key, { name }]) => name !== furtherName(image, key));
    faults.push(
      ...odd.map(([key, { name }]) => `release.yaml names image ${JSON.stringify(name)} as ${key}`)
    );
  }
  const isWritten = (name, start) => {
    const expected = releaseFolder(release, files.get("manifests.yaml")?.toString() ?? "", start);
    return files.get(name)?.equals(Buffer.from(expected.get(name) ?? "")) === true;
  };
  const kustomization2 = "kustomization.yaml";
  if (!isWritten(kustomization2, "canary") && !isWritten(kustomization2, "rollback")) {
    faults.push("kustomization.yaml is not the one that belongs to release.yaml");
  }
  if (!isWritten("release.yaml", "canary")) faults.push("release.yaml is not written as bump writes it");
  return faults;
}

export {
  HOTFIX_REFS,
  HOTFIX_RELEASE_REFS,
  HOTFIX_NAME,
  hotfixReleaseBranch,
  parseHotfixRelease,
  releaseSchema,
  releaseId,
  RELEASE_ID_ANNOTATION,
  releasePath,
  SHIPPED_KINDS,
  groupKind,
  POD_TEMPLATES,
  releaseFolder,
  releaseChanges,
  readRelease,
  expectedRelease,
  verifyRelease,
  writtenRelease,
  releaseFiles,
  startedBy,
  releasedServices
};
