/**
 * Tiers import only lower tiers, verbs do not import verbs, and there are no import cycles; docs/decisions
 * explains why.
 */
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cyclesOf, faultsOf, importsOf } from "./imports.ts";

const root = new URL("..", import.meta.url).pathname;
const files = globSync("{actions,argocd}/**/*.ts", {
  cwd: root,
  exclude: ["**/node_modules/**", "**/dist/**"],
});
const sources = Object.fromEntries(files.map((file) => [file, readFileSync(`${root}${file}`, "utf8")]));
const imports = importsOf(sources);

test("the product's imports keep to their boundaries", () => {
  expect(files.length).toBeGreaterThan(500);
  expect(imports.get("actions/lib/io/git/git.ts")).toContain("actions/lib/domain/repository/git.ts");
  expect(imports.get("actions/bump/index.ts")).toContain("actions/lib/app/report/action.ts");
  expect(faultsOf(imports)).toEqual([]);
});

test.for([
  ["actions/lib/domain/gates/x.ts", 'import { openGit } from "../../io/git/git.ts";', "does not import io"],
  ["actions/lib/domain/gates/x.ts", 'import type { Git } from "../../io/git/git.ts";', "does not import io"],
  ["actions/lib/domain/gates/x.ts", 'import { readFile } from "node:fs/promises";', "starts no process"],
  ["actions/lib/io/git/x.ts", 'export * from "../../app/report/report.ts";', "does not import app"],
  ["actions/lib/app/board/x.ts", 'import { bump } from "../../../bump/bump.ts";', "lib imports only itself"],
  ["actions/bump/x.ts", 'import { promote } from "../promote/promote.ts";', "verbs do not import verbs"],
  ["actions/bump/x.ts", 'const late = () => import("../promote/plan.ts");', "verbs do not import verbs"],
  ["actions/bump/x.test.ts", 'import { plan } from "../promote/plan.ts";', "verbs do not import verbs"],
  ["actions/bump/x.test.ts", 'import "../promote/testing/race.ts";', "fixtures that two verbs use"],
  ["actions/hold/x.ts", 'import { folders } from "../../services/kit/folders.ts";', "example services"],
  ["argocd/lint/x.ts", 'import {\n  waitFor,\n} from "../../local/wait/wait.ts";', "example services"],
  ["argocd/addons/reporter/src/x.ts", 'import { log } from "@slipway/kit/log.ts";', "example services"],
] as const)("planted: %s: %s", ([file, text, fault]) => {
  expect(faultsOf(importsOf({ [file]: text }))).toEqual([expect.stringContaining(fault)]);
});

test("a test may start another verb", () => {
  const text =
    'import { promote } from "../promote/promote.ts";\nimport { request } from "../promote/request.ts";';
  expect(faultsOf(importsOf({ "actions/bump/x.test.ts": text }))).toEqual([]);
});

test("no file imports itself by a detour, not even for a type", () => {
  expect(cyclesOf(imports)).toEqual([]);
  const planted = {
    "actions/bump/a.ts": 'import { b } from "./b.ts";',
    "actions/bump/b.ts": 'import type { C } from "./c.ts";',
    "actions/bump/c.ts": 'import { a } from "./a.ts";',
  };
  expect(cyclesOf(importsOf(planted))).toEqual([
    "actions/bump/a.ts -> actions/bump/b.ts -> actions/bump/c.ts -> actions/bump/a.ts",
  ]);
});
