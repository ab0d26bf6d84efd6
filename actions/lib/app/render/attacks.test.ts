/** What a hostile or careless change can plant in a target's folder, by the real kustomize. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { treeOf } from "@slipway/testing/git/tree.ts";
import {
  digestOf,
  overlayFiles,
  releaseFiles,
  releaseOf,
  shopFiles,
} from "@slipway/testing/repositories/shop.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEnvironment } from "../../domain/environments/environments.ts";
import { readRelease } from "../../domain/releases/releases.ts";
import { exec } from "../../io/exec/exec.ts";
import { buildTarget, buildTargets, verifyTarget } from "./render.ts";

const FOLDER = "environments/dev/product";
const MINER = `evil.example.com/miner:1@${digestOf("e")}`;
const NEL = "\u0085";

const product = releaseOf("product");
const environmentFile = "environments/dev/environment.yaml";
const shop: Readonly<Record<string, string>> = {
  ...shopFiles(["product", "order"]),
  ...releaseFiles("dev", product),
  ...releaseFiles("dev", releaseOf("order")),
};
const listed = `${shop[environmentFile]}platformImages: [quay.io/team/agent]\n`;

let server: Server;
let asked = 0;
let address = "";
beforeAll(async () => {
  server = createServer((_, response) => {
    asked += 1;
    response.end("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: planted}\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.yaml`;
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
});

/** The fault of dev's product; order next to it is built all the same. */
async function fault(files: Readonly<Record<string, string>>, tree = treeOf({ ...shop, ...files })) {
  const targets = await buildTargets(tree, "dev", ["product", "order"]);
  expect(targets.get("order")).toHaveProperty("manifests");
  expect(asked).toBe(0);
  const target = targets.get("product");
  return target !== undefined && "fault" in target ? target.fault.message : "none";
}

const people = (change: (text: string) => string) => {
  const path = `${FOLDER}/kustomization.yaml`;
  return { [path]: change(shop[path] ?? "") };
};

test("the lines after NEL in a comment are lines to kustomize: what is planted below is real", async () => {
  const folder = await mkdtemp(join(tmpdir(), "slipway-nel-"));
  try {
    const head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
    await writeFile(
      join(folder, "kustomization.yaml"),
      `${head}# a comment${NEL}namePrefix: planted-\nresources: [a.yaml]\n`,
    );
    await writeFile(join(folder, "a.yaml"), "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n");
    const { stdout } = await exec("kustomize", ["build", folder], { timeoutMs: 60_000 });
    expect(stdout).toContain("name: planted-a");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe("no address is asked", () => {
  test.each<[string, (text: string) => string, string]>([
    [
      "a resource",
      (text) => text.replace("  - release", `  - release\n  - ${address}`),
      ':6: "http://127.0.0.1:',
    ],
    [
      "a resource behind NEL in a comment",
      (text) => `# reviewed${NEL}components: [${address}]${NEL}#\n${text}`,
      ":1: the line break NEL (U+0085)",
    ],
    [
      "one behind LS",
      (text) => `# reviewed\u2028transformers: [${address}]\n${text}`,
      ":1: the line break LS (U+2028)",
    ],
    ["a component", (text) => `${text}components: [${address}]\n`, ":9: components: not allowed"],
    [
      "a transformer in place",
      (text) =>
        `${text}transformers:\n  - |-\n    apiVersion: builtin\n    kind: PatchTransformer\n    metadata: {name: a}\n    path: ${address}\n`,
      ":9: transformers: not allowed",
    ],
    [
      "a generator in place",
      (text) =>
        `${text}generators:\n  - |-\n    apiVersion: builtin\n    kind: ConfigMapGenerator\n    metadata: {name: a}\n    files: [${address}]\n`,
      ":9: generators: not allowed",
    ],
    ["a schema", (text) => `${text}openapi: {path: ${address}}\n`, ":9: openapi: not allowed"],
    [
      "a replacement",
      (text) => `${text}replacements: [{path: ${address}}]\n`,
      ":9: replacements: not allowed",
    ],
    [
      "a chart",
      (text) => `${text}helmCharts: [{name: a, repo: ${address}}]\n`,
      ":9: helmCharts: not allowed",
    ],
    ["a patch", (text) => `${text}patches: [{path: ${address}}]\n`, ':9: "http://127.0.0.1:'],
    [
      "a file of a generator",
      (text) => `${text}configMapGenerator: [{name: a, files: [${address}]}]\n`,
      ':9: "http://127.0.0.1:',
    ],
    [
      "an alias of an address",
      (text) => text.replace("resources:", `commonAnnotations: {a: &a ${address}}\nresources:\n  - *a`),
      ":4: an anchor is not allowed",
    ],
  ])("%s", async (_, change, found) => {
    expect(await fault(people(change))).toContain(`${FOLDER}/kustomization.yaml${found}`);
  });

  test("a folder whose name is an address: kustomize would ask the address", async () => {
    const files = {
      ...people((text) => text.replace("  - release", "  - release\n  - github.com/owner/name")),
      [`${FOLDER}/github.com/owner/name/kustomization.yaml`]:
        shop["environments/dev/order/release/kustomization.yaml"] ?? "",
    };
    expect(await fault(files)).toContain(
      `${FOLDER}/kustomization.yaml:6: "github.com/owner/name" is not in ${FOLDER}`,
    );
  });

  test("in a folder below", async () => {
    const files = {
      ...people((text) => text.replace("  - release", "  - release\n  - sub")),
      [`${FOLDER}/sub/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [${address}]\n`,
    };
    expect(await fault(files)).toContain(`${FOLDER}/sub/kustomization.yaml:3: "http://127.0.0.1:`);
  });
});

describe("a release edited manually, with the same id", () => {
  const pin = `${FOLDER}/release/kustomization.yaml`;
  const sidecar = `      - {op: add, path: /spec/template/spec/containers/-, value: {name: a, image: ${MINER}}}\n`;

  test.each<[string, (text: string) => string]>([
    [
      "a sidecar behind NEL in the comment",
      (text) => text.replace("# Written", `#${NEL}namePrefix: a-${NEL}# Written`),
    ],
    ["a sidecar in the patch", (text) => `${text}${sidecar}`],
    ["a comment", (text) => `${text}# reviewed\n`],
  ])("%s", async (_, change) => {
    const edited = treeOf({ ...shop, [pin]: change(shop[pin] ?? "") });
    const words = "kustomization.yaml is not the one that belongs to release.yaml";
    await expect(readRelease(edited, "dev", "product")).rejects.toThrow(words);
    expect(await fault({}, edited)).toContain(`${FOLDER}/release: edited manually: ${words}`);
  });

  test("a file more", async () => {
    const files = { [`${FOLDER}/release/extra.yaml`]: "a: 1\n" };
    expect(await fault(files)).toContain("extra.yaml does not belong there");
  });

  test.each([
    ["a link", "120000"],
    ["a submodule", "160000"],
  ])("%s in the folder", async (what, mode) => {
    const tree = treeOf({ ...shop, [`${FOLDER}/patch.yaml`]: "../../prod/a.yaml" });
    const linked = {
      ...tree,
      entry: async (path: string) =>
        path === `${FOLDER}/patch.yaml` ? { mode, object: "a" } : tree.entry(path),
    };
    expect(await fault({}, linked)).toContain(`${FOLDER}/patch.yaml: ${what}.`);
  });
});

const pods = "/spec/template/spec";
const add = (path: string, value: unknown) =>
  people(
    (text) =>
      `${text}patches:\n  - target: {kind: Rollout}\n    patch: '${JSON.stringify([{ op: "add", path, value }])}'\n`,
  );

describe("an image that is not the release's", () => {
  test.each<[string, string, unknown, string, string]>([
    [
      "a container",
      `${pods}/containers/-`,
      { name: "a", image: MINER },
      "spec.template.spec.containers.1.image",
      MINER,
    ],
    [
      "one by tag alone",
      `${pods}/containers/-`,
      { name: "a", image: "quay.io/team/agent:1" },
      "spec.template.spec.containers.1.image",
      "quay.io/team/agent:1, which is not pinned by digest",
    ],
    [
      "one without an image",
      `${pods}/containers/-`,
      { name: "a" },
      "spec.template.spec.containers.1.image",
      "names no image",
    ],
    [
      "an init container",
      `${pods}/initContainers`,
      [{ name: "a", image: MINER }],
      "spec.template.spec.initContainers.0.image",
      MINER,
    ],
    [
      "a sidecar",
      `${pods}/initContainers`,
      [{ name: "a", image: MINER, restartPolicy: "Always" }],
      "spec.template.spec.initContainers.0.image",
      MINER,
    ],
    [
      "an ephemeral container",
      `${pods}/ephemeralContainers`,
      [{ name: "a", image: MINER }],
      "spec.template.spec.ephemeralContainers.0.image",
      MINER,
    ],
    [
      "an image mounted as a volume",
      `${pods}/volumes`,
      [{ name: "a", image: { reference: MINER } }],
      "spec.template.spec.volumes.0.image.reference",
      MINER,
    ],
    [
      "the proxy of a mesh",
      "/spec/template/metadata/annotations/sidecar.istio.io~1proxyImage",
      MINER,
      "spec.template.metadata.annotations.sidecar.istio.io/proxyImage",
      MINER,
    ],
    [
      "the release's image by another digest",
      `${pods}/containers/-`,
      { name: "a", image: `registry.example.com/shop/product:0.1.0@${digestOf("b")}` },
      "spec.template.spec.containers.1.image",
      digestOf("b"),
    ],
    [
      "another service's",
      `${pods}/containers/-`,
      { name: "a", image: `registry.example.com/shop/order:0.1.0@${digestOf("a")}` },
      "spec.template.spec.containers.1.image",
      "shop/order",
    ],
  ])("refused with file, place and value: %s", async (_, path, value, place, words) => {
    const found = await fault({ [environmentFile]: listed, ...add(path, value) });
    expect(found).toContain(`${FOLDER}/kustomization.yaml: Rollout/product ${place}`);
    expect(found).toContain(words);
  });

  test("verifyTarget finds it in what was built", async () => {
    const tree = treeOf(shop);
    const manifests = (await buildTarget(tree, "dev", "product")).replace(
      "      containers:\n",
      `      containers:\n      - image: ${MINER}\n        name: a\n`,
    );
    const environment = await readEnvironment(tree, "dev");
    expect(() => verifyTarget(manifests, environment, product.release)).toThrow(MINER);
  });

  test("allowed: one that the environment lists, by digest", async () => {
    const image = `quay.io/team/agent:1@${digestOf("c")}`;
    const files = { [environmentFile]: listed, ...add(`${pods}/containers/-`, { name: "a", image }) };
    expect(await fault(files)).toBe("none");
    expect(await fault({ ...files, [environmentFile]: shop[environmentFile] ?? "" })).toContain(
      `${image}, which is neither the release's image nor one of platformImages in ${environmentFile}`,
    );
  });
});

describe("a Rollout that Argo CD would delete and create anew, so that no canary measures anything", () => {
  const annotations = "/metadata/annotations";
  test.each<[string, unknown]>([
    [annotations, { "argocd.argoproj.io/hook": "Sync" }],
    [annotations, { "helm.sh/hook": "post-upgrade" }],
    [annotations, { "argocd.argoproj.io/sync-options": "Prune=confirm, Force=true" }],
    [annotations, { "argocd.argoproj.io/sync-options": "Replace=true" }],
  ])("by %s %o", async (path, value) => {
    const [key = ""] = Object.keys(value as object);
    const found = await fault(add(path, value));
    expect(found).toContain(`${FOLDER}/kustomization.yaml: Rollout/product has the annotation ${key}`);
    expect(found).toContain("without a canary");
  });

  test("other options of a sync are let be", async () => {
    const value = { "argocd.argoproj.io/sync-options": "Prune=confirm,ServerSideApply=true" };
    expect(await fault(add(annotations, value))).toBe("none");
  });
});

const pod = `{containers: [{name: a, image: "${MINER}"}]}`;

test.each([
  ["Pod", "v1", pod],
  ["Deployment", "apps/v1", `{template: {spec: ${pod}}}`],
  ["StatefulSet", "apps/v1", `{template: {spec: ${pod}}}`],
  ["DaemonSet", "apps/v1", `{template: {spec: ${pod}}}`],
  ["Job", "batch/v1", `{template: {spec: ${pod}}}`],
  ["CronJob", "batch/v1", `{jobTemplate: {spec: {template: {spec: ${pod}}}}}`],
  [
    "AnalysisTemplate",
    "argoproj.io/v1alpha1",
    `{metrics: [{name: a, provider: {job: {spec: {template: {spec: ${pod}}}}}}]}`,
  ],
  ["Runner", "example.com/v1", `{deeply: [{nested: {podTemplate: {spec: ${pod}}}}]}`],
  ["Prometheus", "monitoring.coreos.com/v1", `{baseImage: "${MINER}"}`],
  ["Task", "tekton.dev/v1", `{steps: [{name: a, image: "${MINER}"}]}`],
])("a platform: every image of a %s is held against the list", async (kind, apiVersion, spec) => {
  const folder = "environments/dev/platform";
  const files = {
    [`${folder}/kustomization.yaml`]:
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: shop-dev\nresources: [a.yaml]\n",
    [`${folder}/a.yaml`]: `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\nspec: ${spec}\n`,
  };
  const built = async (environment: string) =>
    (
      await buildTargets(treeOf({ ...shop, ...files, [environmentFile]: environment }), "dev", ["platform"])
    ).get("platform");
  const refused = await built(shop[environmentFile] ?? "");
  expect(refused).toMatchObject({
    fault: {
      message: expect.stringMatching(
        new RegExp(`^${folder}/kustomization\\.yaml: ${kind}/a spec\\..*${MINER}`),
      ),
    },
  });
  expect(await built(`${shop[environmentFile]}platformImages: [evil.example.com/miner]\n`)).toHaveProperty(
    "manifests",
  );
});

test("an overlay of another environment is judged by that environment's list", async () => {
  const files = { ...shop, ...overlayFiles("prod", "product"), ...releaseFiles("prod", product) };
  const prod = "environments/prod/environment.yaml";
  const broken = treeOf({ ...files, [prod]: "name: prod\n" });
  expect((await buildTargets(broken, "prod", ["product"])).get("product")).toMatchObject({
    fault: { message: expect.stringContaining(`${prod}:`) },
  });
});
