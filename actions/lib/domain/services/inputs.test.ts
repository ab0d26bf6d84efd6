import { readFileSync } from "node:fs";
import { treeOf } from "@slipway/testing/git/tree.ts";
import { expect, test } from "vitest";
import { serviceBuild } from "./build-settings.ts";
import { serviceInputs } from "./inputs.ts";
import { lockChanges, lockedFor, parseLockfile } from "./lockfile.ts";
import { rootChanges } from "./root-package.ts";
import type { Service } from "./service.ts";

const order: Service = {
  name: "order",
  tier: "critical",
  ports: [{ name: "http", port: 8080 }],
  calls: [],
  slo: { errorRatio: 0.05, p95Seconds: 0.5 },
  path: "services/order",
  image: "shop/order",
  build: serviceBuild("services/order", {}),
  rendering: {
    by: "chart",
    chart: "rollouts/chart",
    strategyFile: "rollouts/strategies/critical.yaml",
    valuesFile: "services/order/values.yaml",
  },
};

const pkg = (name: string, needs: Record<string, string> = {}, dev: Record<string, string> = {}) =>
  JSON.stringify({ name, dependencies: needs, devDependencies: dev });

test("inputs are the folder, the workspace packages behind it, chart and strategy", async () => {
  const tree = treeOf({
    "services/order/package.json": pkg("@shop/order", { "@shop/kit": "0.0.0", fastify: "5" }),
    "services/kit/package.json": pkg("@shop/kit", {}, { "@shop/build": "0.0.0" }),
    "services/build/package.json": pkg("@shop/build", { "@shop/kit": "0.0.0" }),
    "services/product/package.json": pkg("@shop/product"),
  });
  expect(await serviceInputs(tree, order)).toEqual({
    workspaces: ["services/order", "services/kit", "services/build"],
    doubts: [],
    paths: [
      "services/order",
      "services/order/Dockerfile",
      "services/order",
      "services/kit",
      "services/build",
      "services/tsconfig.json",
      "services/jsconfig.json",
      "tsconfig.json",
      "jsconfig.json",
      ".npmrc",
      "rollouts/chart",
      "rollouts/strategies/critical.yaml",
      "services/order/values.yaml",
    ],
  });
});

test.each([
  ["packages/*", ["services/order", "packages/log"]],
  ["./packages/**", ["services/order", "packages/log"]],
  ["tools/log", ["services/order"]],
])(
  "AP-7 packages outside services/ count when the root's workspaces, %j, have them",
  async (pattern, found) => {
    const tree = treeOf({
      "package.json": JSON.stringify({ workspaces: [pattern] }),
      "services/order/package.json": pkg("@shop/order", { "@shop/log": "0.0.0" }),
      "packages/log/package.json": pkg("@shop/log"),
      "packages/log/testdata/package.json": "{}",
    });
    expect((await serviceInputs(tree, order)).workspaces).toEqual(found);
  },
);

const linked = (pattern: object | readonly string[], needs: object, more: Record<string, string> = {}) =>
  treeOf({
    "package.json": JSON.stringify({ workspaces: pattern }),
    "services/order/package.json": JSON.stringify({ name: "@shop/order", ...needs }),
    "libs/pay/package.json": pkg("@shop/pay"),
    "libs/unnamed/package.json": "{}",
    ...more,
  });
const pay = { dependencies: { "@shop/pay": "*" } };

test.each<[string, object, object]>([
  ["braces", ["libs/{pay,ship}"], pay],
  ["a class", ["libs/[a-p]ay"], pay],
  ["an extended pattern", ["libs/@(pay|ship)"], pay],
  ["a question mark", ["./libs/p?y/"], pay],
  ["the object form", { packages: ["libs/*"], nohoist: [] }, pay],
  ["a peer", ["libs/*"], { peerDependencies: { "@shop/pay": "^1" } }],
  ["an optional one", ["libs/*"], { optionalDependencies: { "@shop/pay": "^1" } }],
  ["an alias", ["libs/*"], { dependencies: { money: "npm:@shop/pay@^1" } }],
  ["a folder, in no workspace", [], { dependencies: { money: "file:../../libs/pay" } }],
  ["a link", [], { dependencies: { money: "link:../../libs/pay/" } }],
  ["a script", [], { scripts: { build: "node ../../libs/pay/build.ts --out dist" } }],
])("AP-7 a package counts by %s", async (_, pattern, needs) => {
  expect((await serviceInputs(linked(pattern, needs), order)).workspaces).toEqual([
    "services/order",
    "libs/pay",
  ]);
});

test.each<[string, object]>([
  ["taken out by a later pattern", ["libs/*", "!libs/pay"]],
  ["in no pattern", ["other/*"]],
  ["in node_modules", ["node_modules/**"]],
])("AP-7 a name is no package of the repository: %s", async (_, pattern) => {
  expect((await serviceInputs(linked(pattern as readonly string[], pay), order)).workspaces).toEqual([
    "services/order",
  ]);
});

test("AP-7 an archive, an unnamed package, and what a compiler's settings extend", async () => {
  const needs = { dependencies: { tool: "file:../../vendor/tool-1.0.0.tgz", unnamed: "*" } };
  const tree = linked(["libs/*"], needs, {
    "vendor/tool-1.0.0.tgz": "bytes",
    "tsconfig.json": '{ // the base\n "extends": ["./config/base", "@tsconfig/node24"], }',
    "config/base.json": '{"extends": "../more.json"}',
  });
  const { paths, workspaces } = await serviceInputs(tree, order);
  expect(workspaces).toEqual(["services/order", "libs/unnamed"]);
  expect(paths).toEqual(
    expect.arrayContaining(["vendor/tool-1.0.0.tgz", "config/base.json", "more.json", ".npmrc"]),
  );
});

test("a package.json that cannot be read is named", async () => {
  await expect(serviceInputs(treeOf({ "services/order/package.json": "{" }), order)).rejects.toThrow(
    "services/order/package.json: not a package.json",
  );
});

const packages = {
  "": { devDependencies: { vitest: "1" } },
  "services/order": { dependencies: { "@shop/kit": "0", uuid: "2" } },
  "services/kit": { dependencies: { fastify: "5" }, devDependencies: { esbuild: "0" } },
  "services/product": { dependencies: { redis: "6", uuid: "1" } },
  "node_modules/@shop/kit": { resolved: "services/kit", link: true },
  "node_modules/fastify": { version: "5.0.0", dependencies: { ajv: "8" }, devDependencies: { tap: "1" } },
  "node_modules/fastify/node_modules/ajv": { version: "8.0.0" },
  "node_modules/ajv": { version: "6.0.0" },
  "node_modules/esbuild": { version: "0.1.0" },
  "node_modules/redis": { version: "6.0.0" },
  "node_modules/tap": { version: "1.0.0" },
  "node_modules/uuid": { version: "1.0.0" },
  "node_modules/vitest": { version: "1.0.0" },
  "services/order/node_modules/uuid": { version: "2.0.0" },
};

const lock = (changes: Record<string, object | undefined> = {}) => {
  const read = parseLockfile(JSON.stringify({ lockfileVersion: 3, packages: { ...packages, ...changes } }));
  if (read === undefined) throw new Error("not a lockfile");
  return read;
};

test("AP-7 the walk follows links, nested copies and what builds the workspace, nothing else", () => {
  expect([...lockedFor(lock(), ["services/order"]).keys()].sort()).toEqual([
    "node_modules/@shop/kit",
    "node_modules/esbuild",
    "node_modules/fastify",
    "node_modules/fastify/node_modules/ajv",
    "services/kit",
    "services/order",
    "services/order/node_modules/uuid",
  ]);
});

test.each<[string, Record<string, object | undefined>, readonly string[]]>([
  [
    "a dependency of a dependency",
    { "node_modules/fastify/node_modules/ajv": { version: "8.1.0" } },
    ["ajv 8.0.0 → 8.1.0"],
  ],
  [
    "the same version from elsewhere",
    { "node_modules/fastify": { ...packages["node_modules/fastify"], resolved: "x" } },
    ["fastify 5.0.0 → 5.0.0"],
  ],
  [
    "a nested copy that goes away",
    { "services/order/node_modules/uuid": undefined },
    ["uuid none → 1.0.0", "uuid 2.0.0 → none"],
  ],
  ["another service's dependency", { "node_modules/redis": { version: "7.0.0" } }, []],
  ["a tool of the repository", { "node_modules/vitest": { version: "2.0.0" } }, []],
])("what changes for the service: %s", (_, changes, words) => {
  expect(lockChanges(lock(), lock(changes), ["services/order"])).toEqual(words);
});

test("what the root depends on itself is found by every service", () => {
  const root = { "": { dependencies: { vitest: "1" } } };
  expect(
    lockChanges(lock(root), lock({ ...root, "node_modules/vitest": { version: "2.0.0" } }), [
      "services/order",
    ]),
  ).toEqual(["vitest 1.0.0 → 2.0.0"]);
});

test.each<[object, object, readonly string[] | undefined]>([
  [
    { name: "a", scripts: { test: "x" } },
    { name: "b", version: "1", devDependencies: {}, scripts: { lint: "y" } },
    [],
  ],
  [{}, { type: "module", overrides: { a: "1" }, workspaces: ["x"] }, ["overrides", "type", "workspaces"]],
  [{}, { scripts: { postinstall: "patch-package" } }, ["scripts"]],
])("of the root's package.json, %j → %j, counts %j", (before, after, keys) => {
  expect(rootChanges(Buffer.from(JSON.stringify(before)), Buffer.from(JSON.stringify(after)))).toEqual(keys);
  expect(rootChanges(Buffer.from("{"), Buffer.from("{}"))).toBeUndefined();
});

test("what is no lockfile is not guessed at", () => {
  expect(parseLockfile("{")).toBeUndefined();
  expect(parseLockfile('{"lockfileVersion": 1, "dependencies": {}}')).toBeUndefined();
  expect(parseLockfile(undefined)).toBeUndefined();
});

test("this repository's own lockfile is understood", () => {
  const own = parseLockfile(readFileSync(new URL("../../../../package-lock.json", import.meta.url)));
  if (own === undefined) throw new Error("not understood");
  const names = [...lockedFor(own, ["services/order"]).keys()];
  expect(names).toContain("node_modules/fastify");
  expect(names).not.toContain("node_modules/vitest");
});
