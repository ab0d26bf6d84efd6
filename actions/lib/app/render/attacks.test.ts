/** What a hostile or careless change can plant in a target's folder, by the real kustomize. */
import { treeOf } from "@slipway/testing/git/tree.ts";
import { describe, expect, test } from "vitest";
import { readRelease } from "../../domain/releases/releases.ts";
import { add, FOLDER, fault, MINER, people, shop } from "./testing/attacked.ts";

const NEL = "\u0085";

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

describe("a Rollout that Argo CD would delete and recreate, so that no canary measures anything", () => {
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

describe("objects that are not seen where the others are judged", () => {
  const rollout = { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", metadata: { name: "product" } };

  test("in the items of an object, which Argo CD applies in its place", async () => {
    const found = await fault(add("/items", [rollout]));
    expect(found).toContain(`${FOLDER}/kustomization.yaml: Rollout/product would have items, and Argo CD`);
  });

  test("in items that are none, for which Argo CD passes over the object", async () => {
    expect(await fault(add("/items", null))).toContain("Rollout/product would have items");
  });

  test("before an object that looks like the end of what is built", async () => {
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: ${MINER}}]}\n`;
    const end = "apiVersion: slipway.dev/v1\nkind: TargetEnd\nmetadata: {name: product}\n";
    const found = await fault({
      ...people((text) => text.replace("  - release", "  - extra.yaml\n  - release")),
      [`${FOLDER}/extra.yaml`]: `${pod}---\n${end}`,
    });
    expect(found).toContain(`Pod/a spec.containers.0.image is ${MINER}`);
  });
});
