import { join } from "node:path";
import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { releaseFolder } from "@slipway/lib/domain/releases/folder.ts";
import { type Release, releaseId } from "@slipway/lib/domain/releases/release.ts";
import { beforeAll, expect, test } from "vitest";
import { lint, readFiles } from "./lint.ts";
import type { Files } from "./rule.ts";

const digest = `sha256:${"ab".repeat(32)}`;
const manifests = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: product
spec:
  template:
    spec:
      containers:
        - name: product
          image: shop/product
---
apiVersion: v1
kind: Service
metadata:
  name: product
`;
const release: Release = {
  schema: 1,
  service: "product",
  id: releaseId(manifests, digest),
  version: "0.1.0",
  image: { name: "shop/product", digest },
  source: "c0ffee".padEnd(40, "0"),
  strategy: "standard",
};

let files: Files;

beforeAll(async () => {
  const own = await readFiles(join(import.meta.dirname, "../.."));
  const folder = "environments/dev/product/release";
  const released = [...releaseFolder(release, manifests)].map(
    ([name, content]) => [`${folder}/${name}`, content] as const,
  );
  files = new Map([...own, ...released]);
});

test.each([
  ["environments/prod/environment.yml", "an environment has environment.yaml and folders"],
  ["environments/prod/holds.yaml", "an environment has environment.yaml and folders"],
  ["environments/prod/hold/product-1.yaml", "hold/kustomization.yaml does not name it"],
  ["environments/prod/product/holds/product-1.yaml", "product/kustomization.yaml does not name it"],
  ["environments/prod/holds/old/product-1.yaml", "holds are files <name>.yaml"],
  ["environments/prod/holds/product-1.yml", "holds are files <name>.yaml"],
  ["environments/prod/holds/product-1.md", "holds are files <name>.yaml"],
  ["environments/product-1.yaml", "environments/ has one folder for each environment"],
  [
    "environments/prod/node_modules/kustomization.yaml.bak",
    "node_modules/kustomization.yaml does not name it",
  ],
  ["environments/prod/platform/release/release.yaml", "platform has no release"],
])("planted: %s, which looks as if it worked", (path, why) => {
  const findings = lint(new Map([...files, [path, "a: 1\n"]]));
  expect(findings.filter((one) => one.startsWith(`${path}: `)).join()).toContain(
    `${path}: nothing reads this file: `,
  );
  expect(findings.join()).toContain(why);
});

const heldIn = (environment: string, held = release) =>
  formatHold(
    toHold(environment, held, { cause: "person", reason: "wait", by: "ann", until: null, at: new Date(0) }),
  );
const holdPath = holdFile("prod", "product", release.id);

test("a hold where it is looked for is right", () => {
  expect(lint(new Map([...files, [holdPath, heldIn("prod")]]))).toEqual([]);
});

test.each([
  ["of another environment", holdPath, heldIn("dev"), "holds what belongs into environments/dev/holds/"],
  ["that cannot be read", holdPath, "hold: product\n", "service: "],
  [
    "of a service that is misspelt",
    holdFile("prod", "produkt", release.id),
    heldIn("prod", { ...release, service: "produkt" }),
    "no environment has produkt, so this holds nothing",
  ],
])("planted: a hold %s", (_, path, text, words) => {
  const findings = lint(new Map([...files, [path, text]])).filter((one) => one.startsWith(path));
  expect(findings.join("\n")).toContain(words);
});

test("planted: an environment whose file has another name", () => {
  const planted = new Map(files);
  planted.set("environments/prod/environment.yml", planted.get("environments/prod/environment.yaml") ?? "");
  planted.delete("environments/prod/environment.yaml");
  expect(lint(planted).join("\n")).toContain("environments/prod: it has no environment.yaml");
});

test("what the repository holds is right, with a release too", () => {
  expect(lint(files)).toEqual([]);
});

interface Plant {
  readonly name: string;
  readonly file: string;
  readonly replace: string | RegExp;
  readonly by: string;
  readonly found: RegExp;
}

const controlPlane = "argocd/kustomization.yaml";
const dev = "argocd/applicationsets/dev.yaml";
const shopProd = "argocd/projects/shop-prod.yaml";
const peoples = "environments/prod/product/kustomization.yaml";
const pin = "environments/dev/product/release/kustomization.yaml";
const frozen = "environments/dev/product/release/manifests.yaml";
const platform = "environments/staging/platform";
const newName = "    newName: registry.example.com/shop/product\n";

const plants: readonly Plant[] = [
  {
    name: "an attribute by which Argo CD checks out other bytes",
    file: ".gitattributes",
    replace: "*.png binary\n",
    by: "*.png binary\n*.yaml working-tree-encoding=ASCII//TRANSLIT\n",
    found: /^\.gitattributes:3: "working-tree-encoding=ASCII\/\/TRANSLIT" for "\*\.yaml"/m,
  },
  {
    name: "a line break that only kustomize sees",
    file: `${platform}/quota.yaml`,
    replace: "apiVersion: v1\n",
    by: "# reviewed\u0085apiVersion: v1\n",
    found:
      /^environments\/staging\/platform\/quota\.yaml:\d+: the line break NEL \(U\+0085\) is not allowed/m,
  },
  {
    name: "an anchor in what Argo CD is told",
    file: dev,
    replace: "goTemplate: true",
    by: "goTemplate: &a true",
    found: /^argocd\/applicationsets\/dev\.yaml:\d+: an anchor is not allowed/m,
  },
  {
    name: "a builder in a platform",
    file: `${platform}/kustomization.yaml`,
    replace: "resources:\n",
    by: "transformers: [a.yaml]\nresources:\n",
    found:
      /^environments\/staging\/platform\/kustomization\.yaml:\d+: transformers: not allowed in a kustomization/m,
  },
  {
    name: "ES-21 an address in a platform",
    file: `${platform}/kustomization.yaml`,
    replace: "  - quota.yaml\n",
    by: "  - quota.yaml\n  - https://example.com/a.yaml\n",
    found:
      /^environments\/staging\/platform\/kustomization\.yaml:\d+: "https:\/\/example\.com\/a\.yaml" is not in/m,
  },
  {
    name: "a project that the root prunes",
    file: controlPlane,
    replace: "  - projects/shop-prod.yaml\n",
    by: "",
    found: /argocd\/projects\/shop-prod\.yaml is not listed, so the root application prunes what it holds/,
  },
  {
    name: "the closed project that the root prunes",
    file: controlPlane,
    replace: "  - projects/default.yaml\n",
    by: "",
    found: /argocd\/projects\/default\.yaml is not listed/,
  },
  {
    name: "a set that the root prunes",
    file: controlPlane,
    replace: "  - applicationsets/staging.yaml\n",
    by: "",
    found: /argocd\/applicationsets\/staging\.yaml is not listed/,
  },
  {
    name: "a patch of what the root manages",
    file: controlPlane,
    replace: "resources:\n",
    by: "patches: [{ target: { kind: AppProject }, patch: '[]' }]\nresources:\n",
    found: /^argocd\/kustomization\.yaml:\d+: patches: no such key/m,
  },
  {
    name: "something else for the root to manage",
    file: controlPlane,
    replace: "  - projects/default.yaml\n",
    by: "  - projects/default.yaml\n  - config/argocd-cm.yaml\n",
    found: /expected a file of projects\/ or applicationsets\/, got "config\/argocd-cm\.yaml"/,
  },
  {
    name: "a project that a push could remove",
    file: shopProd,
    replace: "    argocd.argoproj.io/sync-options: Prune=false\n",
    by: "",
    found: /Prune=false, or a push could remove the walls of a project/,
  },
  {
    name: "the platform's project that a push could remove",
    file: "argocd/projects/platform.yaml",
    replace: "sync-options: Prune=false",
    by: "sync-options: Prune=true",
    found: /Prune=false/,
  },
  {
    name: "a canary's weights that every sync puts back",
    file: dev,
    replace: "          - RespectIgnoreDifferences=true\n",
    by: "",
    found: /the option RespectIgnoreDifferences=true is missing/,
  },
  {
    name: "no difference ignored",
    file: dev,
    replace: / {6}ignoreDifferences:\n(?: {8}.*\n)+/,
    by: "",
    found: /ignoreDifferences: expected exactly one entry for the weights of VirtualServices/,
  },
  {
    name: "an empty list of ignored differences",
    file: dev,
    replace: / {6}ignoreDifferences:\n(?: {8}.*\n)+/,
    by: "      ignoreDifferences: []\n",
    found: /ignoreDifferences: expected exactly one entry for what the autoscaler sets of Rollouts/,
  },
  {
    name: "an ignored difference without a path",
    file: dev,
    replace: /jqPathExpressions:\n.*\n.*\n/,
    by: "jqPathExpressions: []\n",
    found: /jqPathExpressions: expected exactly the weight and the route of testers/,
  },
  {
    name: "a namespace that a push could remove",
    file: `${platform}/namespace.yaml`,
    replace: "Prune=confirm,Delete=confirm",
    by: "Delete=confirm",
    found: /the namespace lacks the sync option Prune=confirm/,
  },
  {
    name: "a namespace without annotations",
    file: `${platform}/namespace.yaml`,
    replace: / {2}annotations:\n(?: {4}.*\n)+/,
    by: "",
    found: /the namespace lacks the sync option Delete=confirm/,
  },
  {
    name: "a platform that drops its namespace",
    file: `${platform}/kustomization.yaml`,
    replace: "  - namespace.yaml\n",
    by: "",
    found: /the Namespace shop-staging is not among the objects/,
  },
  {
    name: "a platform image that nobody listed",
    file: `${platform}/kustomization.yaml`,
    replace: "newName: gcr.io/distroless/nodejs24-debian13",
    by: "newName: docker.io/library/node",
    found: /image docker\.io\/library\/node is not one of platformImages/,
  },
  {
    name: "overlay with a patch that adds a container",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    patch: |-\n      - { op: add, path: /spec/template/spec/containers/-, value: { name: a, image: evil.example.com/miner } }\n`,
    found:
      /prod\/product\/kustomization\.yaml: patches\[0\]: \/spec\/template\/spec\/containers\/- .*is evil\.example\.com\/miner, which is not pinned/,
  },
  {
    name: "overlay with a patch that adds a pinned container",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    patch: |-\n      - { op: add, path: /spec/template/spec, value: { initContainers: [{ image: "evil.example.com/miner@${digest}" }] } }\n`,
    found: /miner@sha256:\w+, which is neither the release's image nor one of platformImages/,
  },
  {
    name: "overlay with a patch that adds a container without an image",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    patch: |-\n      - { op: add, path: /spec/template/spec/containers/-, value: { name: a } }\n`,
    found: /containers\.0\.image names no image/,
  },
  {
    name: "overlay with a patch that empties an image",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    patch: |-\n      - { op: replace, path: /spec/template/spec/containers/0/image, value: "" }\n`,
    found: /containers\.0\.image names no image/,
  },
  {
    name: "a release with a comment of somebody's",
    file: pin,
    replace: "resources:\n",
    by: "# reviewed\nresources:\n",
    found: /^environments\/dev\/product\/release: edited manually: kustomization\.yaml is not the one/m,
  },
  {
    name: "a file that is no YAML",
    file: dev,
    replace: "spec:\n",
    by: "spec: [\n",
    found: /^argocd\/applicationsets\/dev\.yaml:\d+: not YAML/m,
  },
  {
    name: "a set without missingkey=error",
    file: dev,
    replace: 'goTemplateOptions: ["missingkey=error"]',
    by: "goTemplateOptions: []",
    found:
      /^argocd\/applicationsets\/dev\.yaml:\d+: spec\.goTemplateOptions: expected exactly \[missingkey=error\]/m,
  },
  {
    name: "a set that may delete",
    file: dev,
    replace: "applicationsSync: create-update",
    by: "applicationsSync: sync",
    found: /sets never delete, got "sync"/,
  },
  {
    name: "a set that takes workloads along",
    file: dev,
    replace: "preserveResourcesOnDeletion: true",
    by: "preserveResourcesOnDeletion: false",
    found: /preserveResourcesOnDeletion: expected true/,
  },
  {
    name: "a set that a push could remove",
    file: dev,
    replace: "Prune=confirm,Delete=confirm",
    by: "Prune=true",
    found: /a push could remove the set/,
  },
  {
    name: "a set that takes the annotations of a pause away",
    file: dev,
    replace: "    annotations: [argocd.argoproj.io/skip-reconcile, slipway.dev/pause-reason]\n",
    by: "    annotations: [slipway.dev/pause-reason]\n",
    found: /preservedFields\.annotations: expected exactly the two annotations that pause an application/,
  },
  {
    name: "a set that turns automated sync of a paused application on again",
    file: dev,
    replace: "    - jsonPointers: [/spec/syncPolicy/automated]\n",
    by: "    - jsonPointers: [/spec/syncPolicy/retry]\n",
    found: /ignoreApplicationDifferences.*or the set ends a pause/,
  },
  {
    name: "a set that ignores more of its applications than a pause",
    file: dev,
    replace: "    - jsonPointers: [/spec/syncPolicy/automated]\n",
    by: "    - jsonPointers: [/spec/syncPolicy/automated]\n    - jsonPointers: [/spec/source]\n",
    found: /ignoreApplicationDifferences.*or the set ends a pause/,
  },
  {
    name: "a template patch",
    file: dev,
    replace: "  template:\n",
    by: "  templatePatch: 'spec: {}'\n  template:\n",
    found: /templatePatch: no such key/,
  },
  {
    name: "another generator",
    file: dev,
    replace: "    - git:\n",
    by: "    - scmProvider: {}\n      git:\n",
    found: /scmProvider: no such key/,
  },
  {
    name: "a project from a template",
    file: dev,
    replace: "project: shop-dev",
    by: 'project: "{{ .project }}"',
    found: /expected a literal: a template would let a file choose its own walls/,
  },
  {
    name: "a set of another environment's releases",
    file: dev,
    replace: "path: environments/dev/*/",
    by: "path: environments/prod/*/",
    found: /files\[0\]\.path: environments\/prod/,
  },
  {
    name: "every route but the main one ignored",
    file: dev,
    replace: 'select(.name == "preview")',
    by: 'select(.name != "primary")',
    found: /expected the route of testers/,
  },
  {
    name: "subsets ignored, which this repository's rules do not have",
    file: dev,
    replace: "          kind: VirtualService\n",
    by: "          kind: DestinationRule\n",
    found: /only weights of VirtualServices may be ignored/,
  },
  {
    name: "a whole route ignored",
    file: dev,
    replace: ".spec.http[].route[].weight",
    by: ".spec.http[]",
    found: /only the weight itself may be ignored/,
  },
  {
    name: "an autoscaler that every sync would fight",
    file: dev,
    replace: "          managedFieldsManagers: [kube-controller-manager]\n",
    by: "",
    found: /managedFieldsManagers/,
  },
  {
    name: "what anybody sets of a Rollout ignored",
    file: dev,
    replace: "managedFieldsManagers: [kube-controller-manager]",
    by: "managedFieldsManagers: [kube-controller-manager, kubectl-edit]",
    found: /expected exactly \[kube-controller-manager\]/,
  },
  {
    name: "another manager of Rollouts ignored",
    file: dev,
    replace: "managedFieldsManagers: [kube-controller-manager]",
    by: "managedFieldsManagers: [argocd-controller]",
    found: /expected kube-controller-manager: the autoscaler/,
  },
  {
    name: "a Rollout's number ignored whoever sets it",
    file: dev,
    replace: "managedFieldsManagers: [kube-controller-manager]",
    by: "jqPathExpressions: [.spec.replicas]",
    found: /managedFieldsManagers/,
  },
  {
    name: "no word about what an autoscaler sets",
    file: dev,
    replace: "          kind: Rollout\n          managedFieldsManagers: [kube-controller-manager]\n",
    by: "          kind: Deployment\n          managedFieldsManagers: [kube-controller-manager]\n",
    found: /only weights of VirtualServices may be ignored, and what the autoscaler sets/,
  },
  {
    name: "a sync that prunes last",
    file: dev,
    replace: "- CreateNamespace=false",
    by: "- PruneLast=true",
    found: /the option PruneLast=true is not allowed/,
  },
  {
    name: "a sync option forgotten",
    file: dev,
    replace: "          - ApplyOutOfSyncOnly=true\n",
    by: "",
    found: /the option ApplyOutOfSyncOnly=true is missing/,
  },
  {
    name: "AG-29 a retry that keeps the bad commit",
    file: dev,
    replace: "refresh: true, ",
    by: "",
    found: /retry\.refresh: expected true, or a fix waits/,
  },
  {
    name: "an image chosen outside git's folder",
    file: dev,
    replace: "        targetRevision: refs/heads/main\n",
    by: "        targetRevision: refs/heads/main\n        kustomize: { images: [a=b] }\n",
    found: /kustomize: no such key/,
  },
  {
    name: "a second address of the repository",
    file: dev,
    replace: "repoURL: https://github.com/slipway-dev/slipway.git",
    by: "repoURL: https://github.com/else/slipway.git",
    found: /the address in slipway\.yaml that a fork replaces everywhere at once/,
  },
  {
    name: "a root in a project it manages",
    file: "argocd/bootstrap/root.yaml",
    replace: "project: bootstrap",
    by: "project: platform",
    found: /project: platform is not defined in this file/,
  },
  {
    name: "ES-21 ET-8 a project reaching another namespace",
    file: shopProd,
    replace: "namespace: shop-prod }",
    by: "namespace: shop-dev }",
    found: /shop-dev is not prod's namespace/,
  },
  {
    name: "ES-21 a project with a wildcard",
    file: shopProd,
    replace: "namespace: shop-prod }",
    by: 'namespace: "*" }',
    found: /expected a name, no wildcard/,
  },
  {
    name: "a project that ships secrets",
    file: shopProd,
    replace: "kind: ConfigMap",
    by: "kind: Secret",
    found: /no application ships secrets or permissions/,
  },
  {
    name: "a project without a list of kinds",
    file: shopProd,
    replace: "namespaceResourceWhitelist:",
    by: "namespaceResourceBlacklist:",
    found: /without one everything is allowed/,
  },
  {
    name: "ES-21 ET-8 a project of services with cluster-wide kinds",
    file: shopProd,
    replace: "  namespaceResourceWhitelist:",
    by: '  clusterResourceWhitelist: [{ group: "", kind: Namespace, name: shop-prod }]\n  namespaceResourceWhitelist:',
    found: /Services own nothing outside their namespace/,
  },
  {
    name: "a project lacking a kind the chart ships",
    file: shopProd,
    replace: "    - { group: policy, kind: PodDisruptionBudget }\n",
    by: "",
    found: /policy\/PodDisruptionBudget is missing/,
  },
  {
    name: "a project that may come after its set",
    file: shopProd,
    replace: 'sync-wave: "-1"',
    by: 'sync-wave: "0"',
    found: /expected "-1": projects come before the sets that name them/,
  },
  {
    name: "ES-21 an open default project",
    file: "argocd/projects/default.yaml",
    replace: "destinations: []",
    by: "destinations: [{ server: https://kubernetes.default.svc, namespace: argocd }]",
    found: /the default project allows something/,
  },
  {
    name: "overlay with replicas",
    file: peoples,
    replace: "resources:",
    by: "replicas: [{ name: product, count: 9 }]\nresources:",
    found: /replicas: not allowed here\.\n {2}Remove it: kustomize's replicas passes over Rollouts/,
  },
  {
    name: "overlay with a strategic merge",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    patch: |-\n      kind: Rollout\n      metadata: { name: product }\n      spec: { template: { spec: { containers: [{ name: product }] } } }\n`,
    found: /patches\[0\]: a strategic merge patch, which replaces a Rollout's containers/,
  },
  {
    name: "overlay with a patch of the image",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    patch: |-\n      - { op: replace, path: /spec/template/spec/containers/0/image, value: "evil:latest" }\n`,
    found: /containers\/0\/image is the release's own/,
  },
  {
    name: "overlay with a patch without a file",
    file: peoples,
    replace: newName,
    by: `${newName}patches:\n  - target: { kind: Rollout }\n    path: memory.yaml\n`,
    found: /environments\/prod\/product\/memory\.yaml is not there/,
  },
  {
    name: "overlay with a pin of its own",
    file: peoples,
    replace: newName,
    by: `${newName}    newTag: latest\n`,
    found: /images\.0\.newTag: no such key, got "latest"/,
  },
  {
    name: "overlay with a resource beside the release",
    file: peoples,
    replace: "  - release\n",
    by: "  - release\n  - debug.yaml\n",
    found: /expected exactly \[release\]/,
  },
  {
    name: "ET-8 a service in another environment's namespace",
    file: peoples,
    replace: "namespace: shop-prod",
    by: "namespace: shop-dev",
    found: /namespace: shop-dev, where prod's is shop-prod/,
  },
  {
    name: "a registry that is not the environment's",
    file: peoples,
    replace: "newName: registry.example.com/shop/product",
    by: "newName: docker.example.org/shop/product",
    found: /docker\.example\.org\/shop\/product, where prod's is registry\.example\.com\/shop\/product/,
  },
  {
    name: "ES-10 EF-4 a release pinned by tag alone",
    file: pin,
    replace: `    digest: ${digest}\n`,
    by: "",
    found: /release\/kustomization\.yaml:\d+: images\.0\.digest: expected the digest/,
  },
  {
    name: "EF-4 a release named latest",
    file: pin,
    replace: "newTag: 0.1.0",
    by: "newTag: latest",
    found: /expected a version, never latest, got "latest"/,
  },
  {
    name: "an image of a release that nothing pins",
    file: frozen,
    replace: "image: shop/product",
    by: "image: redis:latest",
    found: /Rollout\/product runs redis:latest, which the release does not pin/,
  },
  {
    name: "a kind that releases do not ship",
    file: frozen,
    replace: "kind: Service\n",
    by: "kind: Secret\n",
    found: /Secret\/product is of a kind that releases do not ship/,
  },
  {
    name: "a release that names a namespace",
    file: frozen,
    replace: "  name: product\nspec:",
    by: "  name: product\n  namespace: shop-dev\nspec:",
    found: /Rollout\/product names a namespace, shop-dev/,
  },
  {
    name: "ES-10 a platform image that a tag can move",
    file: `${platform}/kustomization.yaml`,
    replace: "    digest: sha256:bb6b03d81066993293a10feda7250e8e1cc034035fe9b61cfceededa7c8bf04d\n",
    by: "",
    found: /images\.0\.digest: expected a digest beside the tag/,
  },
  {
    name: "a platform image outside the kustomization",
    file: `${platform}/load.yaml`,
    replace: "image: shop/node",
    by: "image: node:24",
    found: /load\.yaml: image node:24 is not pinned/,
  },
  {
    name: "ES-14 a namespace open to privileged pods",
    file: `${platform}/namespace.yaml`,
    replace: "pod-security.kubernetes.io/enforce: restricted",
    by: "pod-security.kubernetes.io/enforce: privileged",
    found: /the namespace admits privileged pods/,
  },
  {
    name: "ET-12 a Rollouts controller that does not know Prometheus",
    file: "argocd/bootstrap/rollouts/controller.yaml",
    replace: "ARGO_ROLLOUTS_PROMETHEUS_ADDRESS",
    by: "PROMETHEUS_ADDRESS",
    found:
      /controller\.yaml: ARGO_ROLLOUTS_PROMETHEUS_ADDRESS is not set, so every canary is aborted\.\n {2}Set /,
  },
  {
    name: "an address of Prometheus without a scheme",
    file: "argocd/bootstrap/rollouts/controller.yaml",
    replace: "value: http://",
    by: "value: ",
    found: /ARGO_ROLLOUTS_PROMETHEUS_ADDRESS: kube-prometheus-stack-\S+ is not an http or https address/,
  },
  {
    name: "a namespace in which the rules of admission do not hold",
    file: `${platform}/namespace.yaml`,
    replace: "    slipway.dev/environment: staging\n",
    by: "",
    found:
      /namespace lacks the label slipway\.dev\/environment: .*\n {2}Label it slipway\.dev\/environment: <name/,
  },
  {
    name: "an environment file with an unknown key",
    file: "environments/dev/environment.yaml",
    replace: "order: 1",
    by: "order: 1\nsoak: 30m",
    found: /^environments\/dev\/environment\.yaml:3: soak: no such key/m,
  },
];

test.for(plants)("rejected: $name", ({ file, replace, by, found }) => {
  const before = files.get(file) ?? "";
  expect(typeof replace === "string" ? before.includes(replace) : replace.test(before)).toBe(true);
  const findings = lint(new Map([...files, [file, before.replace(replace, () => by)]]));
  expect(findings.join("\n")).toMatch(found);
  for (const finding of findings) expect(finding).toMatch(/^\S+: .+\.\n {2}\S.+\.$/s);
});

test("rejected: an environment that no application set serves", () => {
  const text = files.get("environments/prod/environment.yaml") ?? "";
  const added = text.replace("name: prod", "name: beta").replace("order: 3", "order: 4");
  const findings = lint(new Map([...files, ["environments/beta/environment.yaml", added]]));
  expect(findings.map((one) => one.split(":")[0])).toEqual([
    "argocd/applicationsets/beta.yaml",
    "argocd/projects/shop-beta.yaml",
    "argocd/clusters/beta/root.yaml",
    "argocd/clusters/beta/control-plane/platform-project.yaml",
    "argocd/clusters/beta/control-plane/platform.yaml",
  ]);
});

test("all findings are reported at once", () => {
  const several = plants.filter((plant) => plant.file === shopProd).slice(0, 1);
  const broken = [...several, ...plants.filter((plant) => plant.name === "overlay with replicas")];
  const planted = new Map(files);
  for (const { file, replace, by } of broken) {
    planted.set(
      file,
      (planted.get(file) ?? "").replace(replace, () => by),
    );
  }
  expect(lint(planted)).toHaveLength(broken.length);
});

test("found: a number of pods that two set", () => {
  const file = "environments/dev/user/kustomization.yaml";
  const autoscaled = manifests
    .replaceAll("product", "user")
    .replace("kind: Service\n", "kind: HorizontalPodAutoscaler\n");
  const planted = new Map([...files, ["environments/dev/user/release/manifests.yaml", autoscaled]]);
  const found = () => lint(planted).filter((one) => one.startsWith(file));
  expect(found()).toEqual([]);
  planted.set(file, (planted.get(file) ?? "").replace("/spec/minReplicas", "/spec/replicas"));
  expect(found()).toEqual([
    expect.stringMatching(
      /patches\[0\]: \/spec\/replicas is set, .* autoscaler.*\n {2}Patch \/spec\/minReplicas/,
    ),
  ]);
});
