/** What the sources of the actions promise as a whole. */
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL(".", import.meta.url).pathname;
const sources = globSync("**/*.ts", { cwd: root, exclude: ["dist/**", "node_modules/**", "**/*.test.ts"] });
const json = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")) as unknown;

/** Files in which the pattern occurs. */
function withPattern(pattern: RegExp, files: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(files).filter((file) => pattern.test(files[file] ?? ""));
}

const texts = Object.fromEntries(sources.map((file) => [file, readFileSync(`${root}${file}`, "utf8")]));
const TOOLKIT = /from "@actions\//;
const EXIT = /process\.exit\(/;

test("AP-2 modules, the toolkit's majors and the compiler's strictness", () => {
  expect(json("package.json")).toMatchObject({
    type: "module",
    dependencies: { "@actions/github": expect.stringMatching(/^9\./) },
  });
  expect(json("lib/package.json")).toMatchObject({
    type: "module",
    dependencies: { "@actions/core": expect.stringMatching(/^3\./) },
  });
  expect(json("../tsconfig.json")).toMatchObject({
    compilerOptions: { strict: true, verbatimModuleSyntax: true, erasableSyntaxOnly: true },
  });
  expect(json("../biome.json")).toMatchObject({
    linter: { rules: { suspicious: { noExplicitAny: "error" } } },
  });
});

/** The reader's own check of keys that appear twice takes the square of them: a large file would keep a run for minutes. */
test("R21 no file of others is read with that check", () => {
  const reads = /\b(?:parseDocument|parseAllDocuments)\((?![^;]*(?:uniqueKeys: false|options))/;
  expect(withPattern(reads, texts)).toEqual([]);
  expect(withPattern(reads, { "planted.ts": 'parseDocument(text, { logLevel: "silent" });' })).toEqual([
    "planted.ts",
  ]);
});

test("AP-5 no verb ends the process itself", () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(withPattern(EXIT, texts)).toEqual([]);
  expect(withPattern(EXIT, { "planted.ts": "process.exit(1);" })).toEqual(["planted.ts"]);
});

test("kustomize is started in one place, behind the gate and without a network", () => {
  const starts = /(?:exec|execBytes|execa|spawn|confined)\(\s*["']kustomize["']/;
  expect(withPattern(starts, texts)).toEqual(["lib/app/render/kustomize.ts"]);
  expect(withPattern(starts, { "planted.ts": 'await exec("kustomize", ["build"]);' })).toEqual([
    "planted.ts",
  ]);
});

test("AP-6 the toolkit is imported by lib/app/report alone", () => {
  const importers = withPattern(TOOLKIT, texts);
  expect(importers.length).toBeGreaterThan(0);
  expect(importers.filter((file) => !file.startsWith("lib/app/report/"))).toEqual([]);
  expect(withPattern(TOOLKIT, { "bump/plan.ts": 'import * as core from "@actions/core";' })).toHaveLength(1);
});

/** What cannot go today; each with its reason, and gone from here once it is gone from the code. */
const KNOWN_PLACES: Readonly<Record<string, string>> = {
  "actions/lib/domain/config/config.ts": "the default of `product`",
  "actions/slipway.schema.json": "the same default, for editors",
  "actions/board/picture.ts": "draws the test's board, which is called shopBoard",
  "argocd/addons/reporter/footprint.ts": "measures with the scene of the reporter's tests",
  "argocd/addons/reporter/manifests/reporter.yaml": "this repository's own reporter",
  "argocd/addons/reporter/README.md": "shows this repository's own configuration",
};

test("what Slipway is made of does not know the example, nor this repository's address", () => {
  const top = new URL("..", import.meta.url).pathname;
  const folders = ["actions", "argocd/lint", "rollouts/chart", "argocd/addons/reporter"];
  const isOurs = (file: string) => !/node_modules|\/dist\/|\.test\.ts$|\/testing\/|\/testdata\//.test(file);
  const files = folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,json,yaml,yml,tpl,md}`, { cwd: top }))
    .filter(isOurs);
  const own = Object.fromEntries(files.map((file) => [file, readFileSync(`${top}${file}`, "utf8")]));
  const example = /\bshop\b|shop[A-Z]|slipway-dev/;
  expect(files.length).toBeGreaterThan(300);
  expect(withPattern(example, own).toSorted()).toEqual(Object.keys(KNOWN_PLACES).toSorted());
  for (const planted of [
    'const name = "shop/order";',
    "project: shop-dev",
    "github.com/slipway-dev/slipway",
  ]) {
    expect(withPattern(example, { "planted.ts": planted })).toEqual(["planted.ts"]);
  }
});

test("branch and first environment are slipway.yaml's: no other input says main or dev", () => {
  const fixed = /default: "(?:main|dev)"/;
  expect(withPattern(fixed, texts)).toEqual([]);
  expect(withPattern(fixed, { "planted.ts": 'branch: { default: "main" }' })).toEqual(["planted.ts"]);
});
