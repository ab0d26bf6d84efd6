import { treeOf } from "@slipway/testing/git/tree.ts";
import {
  digestOf,
  overlayFiles,
  releaseFiles,
  releaseOf,
  serviceFiles,
  shopFiles,
} from "@slipway/testing/repositories/shop.ts";
import { describe, expect, test } from "vitest";
import { readEnvironments, requireEnvironment } from "../../domain/environments/environments.ts";
import { readServices } from "../../domain/services/services.ts";
import {
  buildTarget,
  buildTargets,
  ChartRefused,
  renderManifests,
  TargetBroken,
  verifyTarget,
} from "./render.ts";

const product = releaseOf("product");
const shop = shopFiles(["product", "order"]);

describe("manifests", () => {
  test("are rendered from the tree, without namespace, and the same twice", async () => {
    const tree = treeOf(shop);
    const services = await readServices(tree);
    const [first, second] = [await renderManifests(tree, services), await renderManifests(tree, services)];
    expect([...first.keys()]).toEqual(["order", "product"]);
    expect(first).toEqual(second);
    const rendered = first.get("product");
    expect(rendered).toMatchObject({ manifests: expect.stringContaining("image: shop/product") });
    expect(rendered).toMatchObject({ manifests: expect.not.stringMatching(/namespace|slipway-render/) });
  });

  test("a broken value is reported with file and schema error, and the others are rendered", async () => {
    const tree = treeOf({ ...shop, ...serviceFiles("product", "replicas: many\nnope: 1\n") });
    const rendered = await renderManifests(tree, await readServices(tree));
    expect(rendered.get("order")).toHaveProperty("manifests");
    const fault = rendered.get("product");
    if (fault === undefined || !("fault" in fault)) throw new Error("rendered");
    expect(fault.fault).toBeInstanceOf(ChartRefused);
    expect(fault.fault.message).toMatch(
      /^services\/product\/values\.yaml: .*at '\/replicas': got string, want integer.*additional properties 'nope' not allowed.*\n {2}Fix the values/s,
    );
  });

  test("without a strategy for the tier: the missing file is named", async () => {
    const { "rollouts/strategies/standard.yaml": _, ...files } = shop;
    const tree = treeOf(files);
    const rendered = await renderManifests(tree, await readServices(tree));
    expect(rendered.get("product")).toMatchObject({
      fault: { message: expect.stringContaining("rollouts/strategies/standard.yaml: not there") },
    });
  });
});

const patch = (path: string, target = "kind: Rollout") => `patches:
  - target:
      ${target}
    patch: |-
      - op: replace
        path: ${path}
        value: 5
`;

const patchFile = (path: string) => `patches:\n  - path: ${path}\n    target: {kind: Rollout}\n`;

async function target(files: Record<string, string>) {
  const tree = treeOf({ ...shop, ...files });
  const environment = requireEnvironment(await readEnvironments(tree), "dev");
  const changes = Object.entries(releaseFiles("dev", product)).map(([path, content]) => ({ path, content }));
  const plan = { changes, replaceFolders: ["environments/dev/product/release"] };
  return { environment, built: () => buildTarget(tree, "dev", "product", plan) };
}

describe("a target", () => {
  test("PP-26 is built with the plan applied, pinned by tag and digest, and verified", async () => {
    const { environment, built } = await target({ "environments/dev/product/release/old.yaml": "kind: Old" });
    const manifests = await built();
    expect(manifests).toContain(`image: registry.example.com/shop/product:0.1.0@${digestOf("a")}`);
    expect(manifests).toContain("namespace: shop-dev");
    expect(manifests).toContain(`slipway.dev/release-id: ${product.release.id}`);
    verifyTarget(manifests, environment, product.release);
  });

  test.each([
    [
      "whose path is gone",
      patch("/spec/template/spec/containers/7/image"),
      "kustomization.yaml:14: the patch of /spec/template/spec/containers/7/image does not fit the release: replace operation",
    ],
    [
      "whose target is gone",
      patch("/spec/maxReplicas", "kind: HorizontalPodAutoscaler\n      name: product"),
      "kustomization.yaml:11: patches.0: its target HorizontalPodAutoscaler/product is not in the release",
    ],
    [
      "with an unknown key",
      "helmCharts2: []\n",
      "kustomization.yaml:9: helmCharts2: not allowed in a kustomization",
    ],
    [
      "that names a file that is gone",
      patchFile("gone.yaml"),
      'kustomization.yaml:10: "gone.yaml" is not there',
    ],
  ])("rejected: an overlay patch %s", async (_, more, words) => {
    const { built } = await target(overlayFiles("dev", "product", more));
    const failure = built();
    await expect(failure).rejects.toBeInstanceOf(TargetBroken);
    await expect(failure).rejects.toThrow("environments/dev/product/kustomization.yaml");
    await expect(failure).rejects.toThrow(words);
  });

  test.each([
    [
      "another registry",
      "registry.example.com",
      "evil.example.com",
      "the pods run evil.example.com/shop/product:0.1.0@",
    ],
    [
      "no registry",
      "    newName: registry.example.com/shop/product\n",
      "",
      "the pods run shop/product:0.1.0@",
    ],
    ["its own tag", "images:", "images:\n  - name: shop/product\n    newTag: latest\nunused:", ""],
  ])("rejected: an overlay with %s", async (_, from, to, words) => {
    const path = "environments/dev/product/kustomization.yaml";
    const text = (overlayFiles("dev", "product")[path] ?? "").replaceAll(from, to);
    const { environment, built } = await target({ [path]: text });
    const verified = built().then((manifests) => verifyTarget(manifests, environment, product.release));
    await expect(verified).rejects.toBeInstanceOf(TargetBroken);
    await expect(verified).rejects.toThrow(words);
  });

  test("rejected: an overlay patch that takes the release id off the pods", async () => {
    const pointer = "/spec/template/metadata/annotations/slipway.dev~1release-id";
    const { environment, built } = await target(overlayFiles("dev", "product", patch(pointer)));
    await expect(
      built().then((manifests) => verifyTarget(manifests, environment, product.release)),
    ).rejects.toThrow(/annotation slipway\.dev\/release-id is (5|missing), the release is sha256:/);
  });

  test("without an overlay: its path", async () => {
    await expect(buildTarget(treeOf({}), "dev", "product")).rejects.toThrow(
      "environments/dev/product/kustomization.yaml: there is no such file",
    );
  });
});

describe("targets together", () => {
  const services = ["order", "product", "web"];
  const files = {
    ...shopFiles(services),
    ...Object.assign({}, ...services.map((name) => releaseFiles("dev", releaseOf(name)))),
  };

  test("are byte for byte equal to separate builds", async () => {
    const tree = treeOf(files);
    const together = await buildTargets(tree, "dev", services);
    for (const service of services)
      expect(together.get(service)).toEqual({ manifests: await buildTarget(tree, "dev", service) });
  });

  test("one broken folder, one without a file: the others are still built", async () => {
    const { "environments/dev/web/kustomization.yaml": _, ...rest } = files;
    const tree = treeOf({ ...rest, ...overlayFiles("dev", "order", patch("/spec/template/none/5")) });
    const together = await buildTargets(tree, "dev", services);
    expect(together.get("product")).toHaveProperty("manifests");
    expect(together.get("order")).toMatchObject({
      fault: { file: "environments/dev/order/kustomization.yaml" },
    });
    expect(together.get("web")).toMatchObject({
      fault: { message: expect.stringContaining("there is no such file") },
    });
  });
});
