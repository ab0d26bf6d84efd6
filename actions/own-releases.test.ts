/** How Slipway itself is released: release-please reads the configuration of this repository. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";

interface Manifest {
  readonly repositoryConfig: Readonly<Record<string, { readonly excludePaths?: readonly string[] }>>;
}
const { Manifest: manifests } = createRequire(import.meta.url)("release-please/build/src/manifest.js") as {
  Manifest: { fromManifest(github: object, branch: string, ...rest: unknown[]): Promise<Manifest> };
};

const files: Readonly<Record<string, string>> = Object.fromEntries(
  ["release-please-config.json", ".release-please-manifest.json"].map((name) => [
    name,
    readFileSync(new URL(`../${name}`, import.meta.url), "utf8"),
  ]),
);

/** As release-please reads them from the branch. */
function read(texts: Readonly<Record<string, string>>): Promise<Manifest> {
  const repository = { owner: "o", repo: "r", defaultBranch: "main" };
  const getFileJson = async (name: string) => JSON.parse(texts[name] ?? "") as unknown;
  return manifests.fromManifest({ repository, getFileJson }, "main");
}

test("release-please accepts the configuration, and the example shop does not release the product", async () => {
  const { repositoryConfig } = await read(files);
  expect(Object.keys(repositoryConfig)).toEqual(["."]);
  expect(repositoryConfig["."]?.excludePaths).toEqual(["services", "environments"]);
});

test("planted: a configuration that is not JSON", async () => {
  const planted = { ...files, "release-please-config.json": "{" };
  await expect(read(planted)).rejects.toThrow(/JSON/);
});
