import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { releaseFiles, releaseOf, shopFiles } from "../../testing/shop.ts";
import { treeOf } from "../../testing/tree.ts";
import { strayReferences } from "./references.ts";
import { buildTargets } from "./render.ts";

const FOLDER = "environments/dev/product";
const FILES = [
  "kustomization.yaml",
  "a.yaml",
  "sub/kustomization.yaml",
  "files/b.txt",
  "release/kustomization.yaml",
];

function values(text: string, file = "kustomization.yaml"): readonly string[] {
  const files = FILES.map((name) => `${FOLDER}/${name}`);
  return strayReferences(FOLDER, files, new Map([[`${FOLDER}/${file}`, text]])).map(
    ({ line, value }) => `${line} ${value}`,
  );
}

test.each([
  ["resources: [release, a.yaml, ./sub, sub/]"],
  ["resources: [gone.yaml, gone]"],
  ["configMapGenerator: [{name: a, files: [files/b.txt, key=files/b.txt], envs: [a.yaml]}]"],
  ["patches: [{path: a.yaml}, {patch: '- {op: add, path: /x, value: https://example.com}'}]"],
  [
    "images: [{name: a, newName: registry.example.com/shop/a}]\ncommonAnnotations: {url: https://example.com}",
  ],
  ["transformers: ['apiVersion: builtin\n\n  url: https://example.com']"],
  ["- not\n- a\n- map"],
])("within the folder: %s", (text) => expect(values(text)).toEqual([]));

test.each([
  ["resources:\n  - release\n  - https://example.com/a.yaml", "3 https://example.com/a.yaml"],
  ["resources: [github.com/owner/name]", "1 github.com/owner/name"],
  ["resources: ['git@github.com:owner/name']", "1 git@github.com:owner/name"],
  ["components: ['owner/name?ref=main']", "1 owner/name?ref=main"],
  ["resources: ['https://example.com/a=b.yaml']", "1 https://example.com/a=b.yaml"],
  ["resources: [../order]", "1 ../order"],
  ["resources: [/etc/a.yaml]", "1 /etc/a.yaml"],
  ["patches: [{path: https://example.com/p.yaml}]", "1 https://example.com/p.yaml"],
  ["openapi: {path: https://example.com/o.json}", "1 https://example.com/o.json"],
  ["configMapGenerator: [{name: a, files: [k=https://example.com/a]}]", "1 k=https://example.com/a"],
  ["secretGenerator: [{name: a, envs: [https://example.com/a]}]", "1 https://example.com/a"],
])("a planted reference out of the folder is found: %s", (text, found) =>
  expect(values(text)).toEqual([found]),
);

test("what the machine writes is known by its shape; a line more in it is looked at", () => {
  const { "environments/dev/product/release/kustomization.yaml": text = "" } = releaseFiles(
    "dev",
    releaseOf("product"),
  );
  const file = "release/kustomization.yaml";
  expect(values(text, file)).toEqual([]);
  expect(
    values(text.replace("  - manifests.yaml", "  - manifests.yaml\n  - https://example.com/a"), file),
  ).toEqual(["6 https://example.com/a"]);
  expect(values(`${text}components: [https://example.com/a]\n`, file)).toHaveLength(1);
  expect(values(`${text}  - path: https://example.com/a\n`, file)).toHaveLength(1);
});

test("also in a kustomization below, which may use its siblings", () => {
  expect(values("resources: [../a.yaml]", "sub/kustomization.yaml")).toEqual([]);
  expect(values("resources: [../../order]", "sub/kustomization.yaml")).toEqual(["1 ../../order"]);
});

test("a target that would fetch is broken by file and line, and nobody is asked; the others are built", async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end("kind: ConfigMap\nmetadata: {name: planted}\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
  try {
    const files = {
      ...shopFiles(["product", "order"]),
      ...releaseFiles("dev", releaseOf("product")),
      ...releaseFiles("dev", releaseOf("order")),
    };
    const path = `${FOLDER}/kustomization.yaml`;
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.yaml`;
    const planted = files[path]?.replace("  - release", `  - release\n  - ${address}`) ?? "";
    const targets = await buildTargets(treeOf({ ...files, [path]: planted }), "dev", ["product", "order"]);
    expect(targets.get("product")).toMatchObject({
      fault: { message: expect.stringMatching(/^environments\/dev\/product\/kustomization\.yaml:6: "http:/) },
    });
    expect(targets.get("order")).toHaveProperty("manifests");
    expect(asked).toBe(0);
  } finally {
    await new Promise((done) => server.close(done));
  }
});
