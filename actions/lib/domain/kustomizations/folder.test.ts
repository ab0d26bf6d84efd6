import { releaseFiles, releaseOf } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { judgeFolder } from "./folder.ts";

const FOLDER = "environments/dev/product";
const HEAD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

const BESIDE: Readonly<Record<string, string>> = {
  "a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n",
  "sub/kustomization.yaml": `${HEAD}resources: []\n`,
  "files/b.txt": "b\n",
  "release/kustomization.yaml": `${HEAD}resources: []\n`,
  "github.com/owner/kustomization.yaml": `${HEAD}resources: []\n`,
};

function judge(files: Readonly<Record<string, string | Buffer>>): readonly string[] {
  const all = Object.entries({ ...BESIDE, ...files });
  return judgeFolder(FOLDER, new Map(all.map(([name, text]) => [`${FOLDER}/${name}`, text])));
}

const kustomization = (text: string) => judge({ "kustomization.yaml": `${HEAD}${text}\n` });
/** Without the folder and the remedy. */
const words = (findings: readonly string[]) =>
  findings.map((finding) => finding.slice(FOLDER.length + 1).split("\n")[0]);

test.each([
  ["resources: [release, a.yaml, ./sub, sub/]"],
  ["configMapGenerator: [{name: a, files: [files/b.txt, key=files/b.txt], envs: [a.yaml]}]"],
  ["patches: [{path: a.yaml}, {patch: '- {op: add, path: /x, value: https://example.com}'}]"],
  [
    "images: [{name: a, newName: registry.example.com/shop/a}]\ncommonAnnotations: {url: https://example.com}",
  ],
  ["labels: [{pairs: {a: b}, includeSelectors: true}]\nnamePrefix: a-\nreplicas: [{name: a, count: 2}]"],
])("within the folder: %s", (text) => expect(kustomization(text)).toEqual([]));

test.each([
  ["resources:\n  - release\n  - https://example.com/a.yaml", 5, "https://example.com/a.yaml"],
  ["resources: [github.com/owner/name]", 3, "github.com/owner/name"],
  // Kustomize asks the address although a folder of this name is there.
  ["resources: [github.com/owner]", 3, "github.com/owner"],
  ["resources: ['git@github.com:owner/name']", 3, "git@github.com:owner/name"],
  ["resources: ['owner/name?ref=main']", 3, "owner/name?ref=main"],
  ["resources: ['git::a/b']", 3, "git::a/b"],
  ["resources: ['a//b']", 3, "a//b"],
  ["resources: ['ssh://a/b', 'file:///a/b']", 3, "ssh://a/b"],
  ["resources: ['https://example.com/a=b.yaml']", 3, "https://example.com/a=b.yaml"],
  ["resources: [../order]", 3, "../order"],
  ["resources: [sub/../../order]", 3, "sub/../../order"],
  ["resources: [/etc/a.yaml]", 3, "/etc/a.yaml"],
  ["patches: [{path: https://example.com/p.yaml}]", 3, "https://example.com/p.yaml"],
  ["patches: [{path: ../order/p.yaml}]", 3, "../order/p.yaml"],
  ["configMapGenerator: [{name: a, files: [k=https://example.com/a]}]", 3, "k=https://example.com/a"],
  ["configMapGenerator: [{name: a, files: [k=../../prod/a]}]", 3, "k=../../prod/a"],
  ["configMapGenerator: [{name: a, envs: [https://example.com/a]}]", 3, "https://example.com/a"],
])("a reference out of the folder is found: %s", (text, line, value) =>
  expect(words(kustomization(text))).toContain(
    `kustomization.yaml:${line}: ${JSON.stringify(value)} is not in ${FOLDER}, and a target is built from its own folder alone.`,
  ),
);

test.each([
  ["resources: [gone.yaml]", 'kustomization.yaml:3: "gone.yaml" is not there.'],
  ["patches: [{path: gone.yaml}]", 'kustomization.yaml:3: "gone.yaml" is not there.'],
  [
    "resources: [sub/kustomization.yaml]",
    'kustomization.yaml:3: "sub/kustomization.yaml" is a kustomization, not an object.',
  ],
])("what is not there, or no object: %s", (text, finding) =>
  expect(words(kustomization(text))).toEqual([finding]),
);

test.each([
  "transformers",
  "generators",
  "validators",
  "components",
  "configurations",
  "openapi",
  "crds",
  "replacements",
  "vars",
  "bases",
  "helmCharts",
  "helmGlobals",
  "helmChartInflationGenerator",
  "secretGenerator",
  "patchesStrategicMerge",
  "patchesJson6902",
  "commonLabels",
  "buildMetadata",
  "metadata",
  // Go reads a key in any case, and letters that fold to another.
  "Resources",
  "re\u017fources",
])("the key %s is refused by name", (key) =>
  expect(words(kustomization(`resources: [a.yaml]\n${key}: []`))).toEqual([
    `kustomization.yaml:4: ${key}: not allowed in a kustomization.`,
  ]),
);

test.each([
  [
    "an object written in place of a file",
    "resources: ['apiVersion: v1']",
    'kustomization.yaml:3: "apiVersion: v1" is not in',
  ],
  [
    "a key of an image",
    "images: [{name: a, NewName: b}]",
    "kustomization.yaml:3: images.0.NewName: no such key",
  ],
  [
    "an image's name as an expression",
    "images: [{name: '.*', newName: b}]",
    "kustomization.yaml:3: images.0.name: ",
  ],
  [
    "an expression that takes for ever",
    "patches: [{target: {name: '(a+)+'}, patch: '[]'}]",
    "kustomization.yaml:3: patches.0.target.name: ",
  ],
  ["a patch as a text", "patches: ['a: b']", "kustomization.yaml:3: patches.0: "],
  [
    "a patch twice",
    "patches: [{path: a.yaml, patch: '[]'}]",
    "kustomization.yaml:3: patches.0: expected either patch or path",
  ],
  [
    "letters that kustomize replaces",
    "resources: [a.yaml] # imageTags: [{name: a}]",
    "kustomization.yaml:3: kustomize reads imageTags:",
  ],
  ["an anchor", "resources: &a [a.yaml]", "kustomization.yaml:3: an anchor is not allowed."],
  [
    "a line that an editor does not show",
    "# x\u0085resources: [https://example.com/a]",
    "kustomization.yaml:3: the line break NEL (U+0085)",
  ],
  ["a second document", "resources: []\n---\nresources: [a.yaml]", "kustomization.yaml:4: a second document"],
])("refused in a kustomization: %s", (_, text, found) =>
  expect(words(kustomization(text))).toContainEqual(expect.stringContaining(found)),
);

test.each<[string, string, string]>([
  [
    "an alias",
    "- &a {op: add, path: /x, value: 1}\n      - *a",
    "kustomization.yaml:6: an anchor is not allowed.",
  ],
  [
    "a document more",
    "[]\n      ---\n      []",
    "kustomization.yaml:7: a second document, where one is read.",
  ],
  [
    "a key twice",
    "- {op: add, op: remove, path: /x}",
    'kustomization.yaml:6: the key "op" appears twice in one map.',
  ],
  [
    "a word to kustomize",
    "- {op: add, path: /metadata/annotations/config.kubernetes.io~1local-config, value: a}",
    "kustomization.yaml:6: config.kubernetes.io~1local-config speaks to kustomize itself.",
  ],
])("refused in a patch in place: %s", (_, patch, found) =>
  expect(
    words(kustomization(`patches:\n  - target: {kind: A}\n    patch: |-\n      ${patch}`)),
  ).toContainEqual(expect.stringContaining(found)),
);

test("a line break that comes by an escape is found in the patch that holds it", () => {
  const patch = 'patches: [{target: {kind: A}, patch: "[]\\N- {op: add}"}]';
  expect(words(kustomization(patch))).toEqual([
    "kustomization.yaml:3: the line break NEL (U+0085) is not allowed.",
  ]);
});

const base = `${HEAD}resources: [a.yaml]\n`;

test.each<[string, Record<string, string | Buffer>, string]>([
  [
    "another name of a kustomization",
    { "sub/Kustomization": base },
    "sub/Kustomization: kustomize reads it as a kustomization.",
  ],
  [
    "one with the short ending",
    { "sub/kustomization.yml": base },
    "sub/kustomization.yml: kustomize reads it as a kustomization.",
  ],
  [
    "settings for Argo CD",
    { ".argocd-source.yaml": "kustomize: {images: [a=b]}\n" },
    ".argocd-source.yaml: Argo CD would run what this file says instead of the kustomization.",
  ],
  [
    "settings for one application",
    { ".argocd-source-dev-product.yaml": "a: 1\n" },
    ".argocd-source-dev-product.yaml: Argo CD would run",
  ],
  ["a chart next to it", { "Chart.yaml": "name: a\n" }, "Chart.yaml: Argo CD would run"],
  [
    "a name by which Argo CD takes the folder for a chart",
    { "patch-HelmChart.yaml": "a: 1\n" },
    "patch-HelmChart.yaml: Argo CD would run",
  ],
  [
    "objects inside of one that is no list",
    { "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nitems: []\n" },
    "a.yaml: ConfigMap holds other objects.",
  ],
  ["an alias in a resource", { "a.yaml": "a: &x 1\nb: *x\n" }, "a.yaml:1: an anchor is not allowed."],
  ["a file that nothing names", { "z.yml": "a: !x 1\n" }, "z.yml:1: a tag is not allowed."],
  [
    "JSON with a key twice",
    { "z.json": '{"a": 1, "a": 2}' },
    'z.json:1: the key "a" appears twice in one map.',
  ],
  [
    "objects inside of a list",
    { "a.yaml": "apiVersion: v1\nkind: List\nitems: []\n" },
    "a.yaml: List holds other objects.",
  ],
  [
    "an object that is left out",
    {
      "a.yaml":
        "apiVersion: v1\nkind: A\nmetadata: {name: a, annotations: {config.kubernetes.io/local-config: a}}\n",
    },
    "a.yaml: config.kubernetes.io/local-config speaks to kustomize itself.",
  ],
  [
    "a builder as an object",
    {
      "a.yaml":
        "apiVersion: builtin\nkind: A\nmetadata: {annotations: {internal.config.kubernetes.io/x: a}}\n",
    },
    "a.yaml: config.kubernetes.io/x speaks",
  ],
])("refused next to the kustomization: %s", (_, files, found) =>
  expect(words(judge({ "kustomization.yaml": base, ...files }))).toContainEqual(
    expect.stringContaining(found),
  ),
);

test("a resource whose name does not end in yaml is judged as YAML all the same", () => {
  const found = judge({
    "kustomization.yaml": `${HEAD}resources: [files/b.txt]\n`,
    "files/b.txt": "a: *x\n",
  });
  expect(words(found)).toContain("files/b.txt:1: an alias is not allowed.");
});

test("a generator's files may hold anything that a reviewer sees", () => {
  const generator = `${HEAD}configMapGenerator: [{name: a, files: [files/b.txt]}]\n`;
  const judged = (text: string | Buffer) =>
    words(judge({ "kustomization.yaml": generator, "files/b.txt": text }));
  expect(judged("a: &x\n\tb\n%")).toEqual([]);
  expect(judged("a\u2028b")).toEqual(["files/b.txt:1: the line break LS (U+2028) is not allowed."]);
  expect(judged(Buffer.from([0, 1, 255]))).toEqual([
    "files/b.txt:1: the control character U+0000 is not allowed.",
  ]);
});

test("a kustomization below may use its siblings, and leave the folder no more than the first", () => {
  const below = (path: string) => words(judge({ "sub/kustomization.yaml": `${HEAD}resources: [${path}]\n` }));
  expect(below("../a.yaml")).toEqual([]);
  expect(below("../../order")).toEqual([
    expect.stringContaining('sub/kustomization.yaml:3: "../../order" is not in'),
  ]);
});

test("what the machine writes is right", () => {
  const files = releaseFiles("dev", releaseOf("product"));
  expect(judgeFolder(`${FOLDER}/release`, new Map(Object.entries(files)))).toEqual([]);
});

test("all findings are reported at once", () => {
  const text = "transformers: []\nvars: []";
  expect(judge({ "kustomization.yaml": `${HEAD}${text}\n`, "a.yaml": "a: !x 1\n" })).toHaveLength(3);
});
