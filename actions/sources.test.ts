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
    dependencies: {
      "@actions/core": expect.stringMatching(/^3\./),
      "@actions/github": expect.stringMatching(/^9\./),
    },
  });
  expect(json("../tsconfig.json")).toMatchObject({
    compilerOptions: { strict: true, verbatimModuleSyntax: true, erasableSyntaxOnly: true },
  });
  expect(json("../biome.json")).toMatchObject({
    linter: { rules: { suspicious: { noExplicitAny: "error" } } },
  });
});

test("AP-5 no verb ends the process itself", () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(withPattern(EXIT, texts)).toEqual([]);
  expect(withPattern(EXIT, { "planted.ts": "process.exit(1);" })).toEqual(["planted.ts"]);
});

test("kustomize is started in one place, behind the gate and without a network", () => {
  const starts = /(?:exec|execBytes|execa|spawn|confined)\(\s*["']kustomize["']/;
  expect(withPattern(starts, texts)).toEqual(["lib/render/kustomize.ts"]);
  expect(withPattern(starts, { "planted.ts": 'await exec("kustomize", ["build"]);' })).toEqual([
    "planted.ts",
  ]);
});

test("AP-6 the toolkit is imported by lib/report alone", () => {
  const importers = withPattern(TOOLKIT, texts);
  expect(importers.length).toBeGreaterThan(0);
  expect(importers.filter((file) => !file.startsWith("lib/report/"))).toEqual([]);
  expect(withPattern(TOOLKIT, { "bump/plan.ts": 'import * as core from "@actions/core";' })).toHaveLength(1);
});
