import { createHash } from "node:crypto";
import { treeOf } from "@slipway/testing/git/tree.ts";
import { expect, test } from "vitest";
import { parse } from "yaml";
import {
  HandEditedRelease,
  type Release,
  readRelease,
  releasedServices,
  releaseFolder,
  releaseId,
} from "./releases.ts";

const manifests = "kind: Rollout\n";
const digest = `sha256:${"a".repeat(64)}`;
const release: Release = {
  schema: 1,
  service: "product",
  id: releaseId(manifests, digest),
  version: "0.1.0",
  image: { name: "shop/product", digest },
  source: "1".repeat(40),
  strategy: "standard",
};
const folder = "environments/dev/product/release";

function files(change: Record<string, string | undefined> = {}) {
  const written = Object.fromEntries(releaseFolder(release, manifests));
  const all = Object.entries({ ...written, ...change }).filter(([, content]) => content !== undefined);
  return treeOf(Object.fromEntries(all.map(([name, content]) => [`${folder}/${name}`, content ?? ""])));
}

test("the id is the hash of manifests, newline, digest, newline", () => {
  const bytes = `${manifests}\n${digest}\n`;
  expect(release.id).toBe(`sha256:${createHash("sha256").update(bytes).digest("hex")}`);
});

test("what is written is read back; a source of digits alone stays text", async () => {
  expect(await readRelease(files(), "dev", "product")).toEqual(release);
  expect(await releasedServices(files(), "dev")).toEqual(["product"]);
  expect(await readRelease(files(), "dev", "order")).toBeUndefined();
});

test("the data schema of a release is in release.yaml and is read back", async () => {
  const dataSchema = { needs: 3, provides: [3, 4] };
  const text = releaseFolder({ ...release, dataSchema }, manifests).get("release.yaml") ?? "";
  expect(parse(text)).toMatchObject({ dataSchema });
  const written = files({ "release.yaml": text });
  expect(await readRelease(written, "dev", "product")).toEqual({ ...release, dataSchema });
  const edited = files({ "release.yaml": text.replace("needs: 3", "needs: 2") });
  await expect(readRelease(edited, "dev", "product")).rejects.toThrow(
    /release\.yaml:\d+: dataSchema\.needs: /,
  );
});

test("the folder pins tag and digest and names the release on the pods", () => {
  const kustomization: unknown = parse(releaseFolder(release, manifests).get("kustomization.yaml") ?? "");
  expect(kustomization).toMatchObject({
    resources: ["manifests.yaml"],
    images: [{ name: "shop/product", newTag: "0.1.0", digest }],
    patches: [{ target: { kind: "Rollout" } }],
  });
});

const kustomization = releaseFolder(release, manifests).get("kustomization.yaml") ?? "";
const releaseYaml = releaseFolder(release, manifests).get("release.yaml") ?? "";

test.each<[string, Record<string, string | undefined>, string]>([
  [
    "changed manifests",
    { "manifests.yaml": "kind: Deployment\n" },
    "manifests.yaml and the digest give sha256:",
  ],
  [
    "another tag",
    { "kustomization.yaml": kustomization.replace("0.1.0", "0.2.0") },
    "kustomization.yaml is not",
  ],
  ["one more patch", { "kustomization.yaml": `${kustomization}replicas: []\n` }, "kustomization.yaml is not"],
  ["a broken kustomization", { "kustomization.yaml": "a: [" }, "kustomization.yaml is not"],
  [
    "another digest",
    { "release.yaml": releaseYaml.replaceAll("a".repeat(64), "b".repeat(64)) },
    "give sha256:",
  ],
  [
    "another service",
    { "release.yaml": releaseYaml.replace("service: product", "service: order") },
    '"order"',
  ],
  ["another file", { "extra.yaml": "" }, "extra.yaml does not belong there"],
  ["a missing file", { "manifests.yaml": undefined }, "manifests.yaml is missing"],
])("edited manually is refused and named: %s", async (_, change, words) => {
  const failure = readRelease(files(change), "dev", "product");
  await expect(failure).rejects.toBeInstanceOf(HandEditedRelease);
  await expect(failure).rejects.toThrow(`${folder}: edited manually: `);
  await expect(failure).rejects.toThrow(words);
});

test.each([
  ["an alias", "digest: &d ", "digest: "],
  ["its own tag", "newTag: !!str ", "newTag: "],
  [
    "another order",
    "kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\n",
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
  ],
])("edited manually: the same values by %s, which kustomize may read otherwise", async (_, by, from) => {
  expect(kustomization).toContain(from);
  const edited = files({ "kustomization.yaml": kustomization.replace(from, by) });
  await expect(readRelease(edited, "dev", "product")).rejects.toThrow(HandEditedRelease);
});

test("edited manually: release.yaml written otherwise", async () => {
  const edited = files({ "release.yaml": releaseYaml.replace("schema: 1", "schema: 1.0") });
  await expect(readRelease(edited, "dev", "product")).rejects.toThrow("not written as bump writes it");
});

test.each([
  ["a comment", (text: string) => `# looked at in review\n${text}`],
  [
    "a comment with a line break that only kustomize sees",
    (text: string) => text.replace("# Written", "# a\u0085resources: [a]\u0085# Written"),
  ],
  ["other line ends", (text: string) => text.replaceAll("\n", "\r\n")],
  ["a byte order mark", (text: string) => `\ufeff${text}`],
  ["a line less at the end", (text: string) => text.trimEnd()],
])("edited manually: %s in a file of the release", async (_, edit) => {
  for (const [name, text] of [
    ["kustomization.yaml", kustomization],
    ["release.yaml", releaseYaml],
  ] as const) {
    const failure = readRelease(files({ [name]: edit(text) }), "dev", "product");
    await expect(failure).rejects.toThrow(new RegExp(`^${folder}.*${name.replace(".", "\\.")}`));
  }
});

test("edited manually: a link in place of a file", async () => {
  const tree = files();
  const linked = { ...tree, entry: async () => ({ mode: "120000", object: "a" }) };
  await expect(readRelease(linked, "dev", "product")).rejects.toThrow("manifests.yaml is not a plain file");
});

test("a release.yaml that cannot be read names file, line and key", async () => {
  const failure = readRelease(files({ "release.yaml": releaseYaml.replace("0.1.0", "1") }), "dev", "product");
  await expect(failure).rejects.toThrow(`${folder}/release.yaml:5: version: `);
});
