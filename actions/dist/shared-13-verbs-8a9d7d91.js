// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  parseYaml
} from "./shared-14-verbs-88305a0e.js";
import {
  Findings,
  UserError,
  external_exports
} from "./shared.js";

// actions/lib/releases/release.ts
import { createHash } from "node:crypto";
var sha256 = external_exports.string().regex(/^sha256:[0-9a-f]{64}$/, "sha256:<64 hexadecimal digits> is wanted");
var releaseSchema = external_exports.strictObject({
  schema: external_exports.literal(1, "only schema 1 is known"),
  service: external_exports.string().min(1),
  id: sha256,
  version: external_exports.string().regex(/^\d+\.\d+\.\d+$/, "a version like 1.4.2 is wanted"),
  image: external_exports.strictObject({ name: external_exports.string().min(1), digest: sha256 }),
  source: external_exports.string().regex(/^[0-9a-f]{40}$/, "a full commit sha is wanted"),
  strategy: external_exports.string().min(1)
});
function releaseId(manifests, digest) {
  const hash = createHash("sha256").update(manifests).update(`
${digest}
`).digest("hex");
  return `sha256:${hash}`;
}
var RELEASE_ID_ANNOTATION = "slipway.dev/release-id";
function releasePath(environment, service) {
  return `environments/${environment}/${service}/release`;
}
function imageName(service) {
  return `shop/${service}`;
}

// actions/lib/releases/folder.ts
var HEADER = "# Written by `slipway bump`, moved by `slipway promote`; edits are refused.\n";
function releaseFolder(release, manifests) {
  return /* @__PURE__ */ new Map([
    ["kustomization.yaml", kustomization(release)],
    ["manifests.yaml", manifests],
    ["release.yaml", releaseFile(release)]
  ]);
}
function kustomization(release) {
  const pointer = RELEASE_ID_ANNOTATION.replaceAll("~", "~0").replaceAll("/", "~1");
  return `${HEADER}apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - manifests.yaml
images:
  - name: ${release.image.name}
    newTag: ${release.version}
    digest: ${release.image.digest}
patches:
  - target:
      kind: Rollout
    patch: |-
      - op: add
        path: /spec/template/metadata/annotations/${pointer}
        value: ${release.id}
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
source: "${release.source}"
strategy: ${release.strategy}
`;
}

// actions/lib/releases/releases.ts
var HandEditedRelease = class extends UserError {
  name = "HandEditedRelease";
  folder;
  faults;
  constructor(folder, faults) {
    super(
      `${folder}: edited by hand: ${faults.join("; ")}.
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
  return files.size === 0 ? void 0 : verifyRelease(files, releasePath(environment, service), service);
}
function verifyRelease(files, folder, service) {
  const faults = [
    ...FILES.filter((name) => !files.has(name)).map((name) => `${name} is missing`),
    ...[...files.keys()].filter((name) => !FILES.includes(name)).map((name) => `${name} does not belong there`)
  ];
  const [kustomization2, manifests, file] = FILES.map((name) => files.get(name));
  if (kustomization2 === void 0 || manifests === void 0 || file === void 0 || faults.length > 0) {
    throw new HandEditedRelease(folder, faults);
  }
  const release = parseRelease(file, `${folder}/release.yaml`);
  faults.push(...differences(release, service, { kustomization: kustomization2, manifests, file }));
  if (faults.length > 0) throw new HandEditedRelease(folder, faults);
  return release;
}
async function releaseFiles(tree, environment, service) {
  const folder = releasePath(environment, service);
  const paths = await tree.list(folder);
  const contents = await Promise.all(paths.map((path) => tree.read(path)));
  return new Map(
    paths.map((path, index) => [path.slice(folder.length + 1), contents[index] ?? Buffer.of()])
  );
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
function differences(release, service, files) {
  const faults = [];
  if (release.service !== service)
    faults.push(`release.yaml names service ${JSON.stringify(release.service)}`);
  if (release.image.name !== imageName(service)) {
    faults.push(`release.yaml names image ${JSON.stringify(release.image.name)}`);
  }
  const id = releaseId(files.manifests, release.image.digest);
  if (id !== release.id) {
    faults.push(`manifests.yaml and the digest give ${id}, release.yaml says ${release.id}`);
  }
  const expected = releaseFolder(release, "");
  if (withoutComments(files.kustomization) !== withoutComments(expected.get("kustomization.yaml"))) {
    faults.push("kustomization.yaml is not the one that belongs to release.yaml");
  }
  if (withoutComments(files.file) !== withoutComments(expected.get("release.yaml"))) {
    faults.push("release.yaml is not written as bump writes it");
  }
  return faults;
}
function withoutComments(content = "") {
  return content.toString().replace(/^#.*\n/gm, "");
}

export {
  releaseSchema,
  releaseId,
  RELEASE_ID_ANNOTATION,
  releasePath,
  imageName,
  releaseFolder,
  readRelease,
  verifyRelease,
  releaseFiles,
  releasedServices
};
