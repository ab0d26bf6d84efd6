import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyClone } from "@slipway/testing/git/clone.ts";
import { git } from "@slipway/testing/git/git.ts";
import { expect, test } from "vitest";
import { attributeFindings, isAttributes } from "./attributes.ts";

test.each([
  ["* working-tree-encoding=ASCII//TRANSLIT", true],
  ["*.yaml filter=lfs -text", true],
  ["*.yml ident", true],
  ["/environments/prod/** working-tree-encoding=UTF-16LE", true],
  ["environments/*/product/release/manifests.yaml filter=x", true],
  ["**/release/*.yaml ident", true],
  ["e*/** ident", true],
  ['"environments/prod/a b.yaml" ident', true],
  ["kustomization.* filter=x", true],
  ["[attr]odd working-tree-encoding=UTF-16", true],
  ["\t*.yaml\tident", true],
  ["*.png filter=lfs diff=lfs merge=lfs -text", false],
  ["docs/** filter=lfs", false],
  ["Makefile ident", false],
  ["* text=auto eol=lf", false],
  ["*.yaml -ident !filter", false],
  ["# * ident", false],
  ["", false],
])("%j: refused is %s", (line, isRefused) => {
  const findings = attributeFindings(".gitattributes", `# first\n${line}\n`);
  expect(findings.length > 0).toBe(isRefused);
  if (isRefused) expect(findings[0]).toMatch(/^\.gitattributes:2: .*a checkout would differ[\s\S]*Remove it/);
});

test("below what is built every pattern counts", () => {
  expect(attributeFindings("environments/prod/.gitattributes", "*.png filter=lfs\n")).toHaveLength(1);
  expect(["a/.gitattributes", "environments/.gitattributes", ".gitattributes"].map(isAttributes)).toEqual([
    ...[false, true, true],
  ]);
});

test("the attack: what git has is one text, and what it checks out has another key", async () => {
  await using clone = await emptyClone("http://127.0.0.1:1/none.git");
  const stored = 'note: "a”\nimage: ”evil"\n';
  const attributes = "environments/** working-tree-encoding=ASCII//TRANSLIT\n";
  await clone.commit("chore: attributes", { ".gitattributes": attributes });
  await writeFile(join(clone.path, "stored"), stored);
  const blob = await git(clone.path, "hash-object", "-w", "--no-filters", "stored");
  await git(clone.path, "update-index", "--add", "--cacheinfo", `100644,${blob},environments/a.yaml`);
  await git(clone.path, "checkout-index", "environments/a.yaml");
  const checkedOut = await readFile(join(clone.path, "environments/a.yaml"), "utf8");
  await rm(join(clone.path, "stored"));
  expect(checkedOut).toBe('note: "a"\nimage: "evil"\n');
  expect(attributeFindings(".gitattributes", attributes)).toHaveLength(1);
});
