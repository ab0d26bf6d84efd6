/** Images that a change plants in what Argo CD builds. */
import { treeOf } from "@slipway/testing/git/tree.ts";
import { digestOf, overlayFiles, releaseFiles } from "@slipway/testing/repositories/shop.ts";
import { describe, expect, test } from "vitest";
import { readEnvironment } from "../../domain/environments/environments.ts";
import { buildTarget, buildTargets, verifyTarget } from "./render.ts";
import { add, environmentFile, FOLDER, fault, MINER, pods, product, shop } from "./testing/attacked.ts";

const listed = `${shop[environmentFile]}platformImages: [quay.io/team/agent]\n`;

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
      "an agent that an injector brings",
      "/spec/template/metadata/annotations/vault.hashicorp.com~1agent-image",
      MINER,
      "spec.template.metadata.annotations.vault.hashicorp.com/agent-image",
      MINER,
    ],
    [
      "the mesh's proxy in a text",
      "/spec/template/metadata/annotations/proxy.istio.io~1overrides",
      `{"containers":[{"name":"istio-proxy","image":"${MINER}"}]}`,
      "spec.template.metadata.annotations.proxy.istio.io/overrides.containers.0.image",
      MINER,
    ],
    [
      "a text with an alias",
      "/spec/template/metadata/annotations/proxy.istio.io~1overrides",
      `a: &a ${MINER}\ncontainers: [{name: a, image: *a}]\n`,
      "spec.template.metadata.annotations.proxy.istio.io/overrides",
      "in a text that has aliases",
    ],
    [
      "a text in brackets without end",
      "/spec/template/metadata/annotations/proxy.istio.io~1overrides",
      `${"[".repeat(20_000)}{image: a}`,
      "spec.template.metadata.annotations.proxy.istio.io/overrides",
      "in a text that is nested too deeply",
    ],
    [
      "an image in a variable of an operator",
      `${pods}/containers/0/env`,
      [{ name: "RELATED_IMAGE_AGENT", value: MINER }],
      "spec.template.spec.containers.0.env.0.value",
      MINER,
    ],
    [
      "an image in parts",
      "/spec/sidecar",
      { image: { registry: "evil.example.com", repository: "miner", tag: "1" } },
      "spec.sidecar.image",
      "evil.example.com/miner:1, which is not pinned by digest",
    ],
    ["an image by the name of it", "/spec/imageName", MINER, "spec.imageName", MINER],
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

  test("verifyTarget finds it in the built manifests", async () => {
    const tree = treeOf(shop);
    const manifests = (await buildTarget(tree, "dev", "product")).replace(
      "      containers:\n",
      `      containers:\n      - image: ${MINER}\n        name: a\n`,
    );
    const environment = await readEnvironment(tree, "dev");
    expect(() => verifyTarget(manifests, environment, product.release)).toThrow(MINER);
  });

  test("allowed: an image that the environment lists, by digest", async () => {
    const image = `quay.io/team/agent:1@${digestOf("c")}`;
    const files = { [environmentFile]: listed, ...add(`${pods}/containers/-`, { name: "a", image }) };
    expect(await fault(files)).toBe("none");
    expect(await fault({ ...files, [environmentFile]: shop[environmentFile] ?? "" })).toContain(
      `${image}, which is neither the release's image nor one of platformImages in ${environmentFile}`,
    );
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
