import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { linksBelow } from "./links.ts";

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
  for (const path of [
    "argocd/projects",
    "argocd/addons/reporter/node_modules",
    "environments/prod/product",
  ]) {
    await mkdir(join(folder.path, path), { recursive: true });
  }
});
afterEach(() => folder[Symbol.asyncDispose]());

test("this repository has none", async () => {
  expect(await linksBelow(join(import.meta.dirname, "../.."))).toEqual([]);
});

test.each([
  ["a service's folder", "environments/prod/other", "product"],
  ["an environment", "environments/other", "prod"],
  ["an overlay", "environments/prod/product/kustomization.yaml", "../../../secret.yaml"],
  ["a project", "argocd/projects/shop-prod.yaml", "/etc/passwd"],
])("planted: %s that is a link", async (_, path, target) => {
  await symlink(target, join(folder.path, path));
  expect(await linksBelow(folder.path)).toEqual([`${path}: a link.\n  Put a copy of what it brings there.`]);
});

test("links of installed packages are not read by Argo CD", async () => {
  await symlink("../src", join(folder.path, "argocd/addons/reporter/node_modules/reporter"));
  expect(await linksBelow(folder.path)).toEqual([]);
});

test("planted: submodules, in the checkout and in .gitmodules", async () => {
  await writeFile(join(folder.path, "environments/prod/product/.git"), "gitdir: ../../../.git/modules/a\n");
  const entry = (path: string) => `[submodule "a"]\n\tpath = ${path}\n\turl = https://example.com/a.git\n`;
  await writeFile(
    join(folder.path, ".gitmodules"),
    ["docs/theme", "environments/prod/evil", '"argocd/a b"', "./environments"].map(entry).join(""),
  );
  expect(await linksBelow(folder.path)).toEqual([
    expect.stringContaining("environments/prod/product/.git: a repository of its own"),
    expect.stringContaining(
      ".gitmodules:5: the submodule environments/prod/evil lies in what Argo CD builds",
    ),
    expect.stringContaining(".gitmodules:8: the submodule argocd/a b"),
    expect.stringContaining(".gitmodules:11: the submodule environments lies"),
  ]);
});

test("planted: submodules in each form in which git reads their path", async () => {
  const forms = [
    '[submodule "a"] path = argocd/a\n',
    '[submodule "b"]\npath = env"iron"ments/b\n',
    '[submodule "c"]\npath = \\\n  argocd/c\n',
  ];
  await writeFile(join(folder.path, ".gitmodules"), forms.join(""));
  const found = (await linksBelow(folder.path)).join("\n");
  for (const path of ["argocd/a", "environments/b", "argocd/c"]) {
    expect(found).toContain(`the submodule ${path} lies in what Argo CD builds`);
  }
});
