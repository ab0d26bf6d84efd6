/** npm's own map-workspaces says which folders are workspaces. */
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { matchingFolders, workspacePatterns } from "./workspace-patterns.ts";

type MapWorkspaces = (options: {
  readonly cwd: string;
  readonly pkg: object;
}) => Promise<ReadonlyMap<string, string>>;
const mapWorkspaces = createRequire(import.meta.url)("@npmcli/map-workspaces") as MapWorkspaces;

const FOLDERS = [
  ...[
    "libs/pay",
    "libs/ship",
    "libs/pay/deep",
    "libs/.hidden",
    "libs/a+b",
    "libs/[x]",
    "services/cart",
    "services/kit",
  ],
  ...["libs/node_modules/dep", "node_modules/other", "tools", "packages/a/b/c", "packages/a"],
];

const pattern = fc.oneof(
  fc.constantFrom(
    ...[
      "libs/*",
      "libs/**",
      "./libs/*",
      "/libs/*/",
      "**",
      "*",
      "*/*",
      "libs/{pay,ship}",
      "{libs,services}/*",
      "libs/p?y",
      "libs/[p-s]*",
    ],
    ...[
      "libs/@(pay|ship)",
      "libs/!(pay)",
      "libs/+(a|p|y)",
      "libs/pay",
      "libs/pay/",
      "packages/**/c",
      "libs/.*",
      "tools",
      "libs/[[]x]",
      "libs/a+b",
    ],
  ),
  fc.constantFrom(
    "!libs/pay",
    "!libs/*",
    "!**/deep",
    "!libs/pay/**",
    "!!libs/ship",
    "!packages/**",
    "!./libs/ship",
  ),
);

test("the same folders as npm, for whatever list of patterns", async () => {
  await using root = await temporaryFolder("slipway-workspaces-");
  for (const [index, folder] of FOLDERS.entries()) {
    await mkdir(join(root.path, folder), { recursive: true });
    await writeFile(join(root.path, folder, "package.json"), JSON.stringify({ name: `p${index}` }));
  }
  const property = fc.asyncProperty(fc.array(pattern, { minLength: 1, maxLength: 4 }), async (workspaces) => {
    const found = await mapWorkspaces({ cwd: root.path, pkg: { workspaces } });
    const theirs = [...found.values()].map((path) => path.slice(root.path.length + 1)).sort();
    expect([...matchingFolders(workspaces, FOLDERS)].sort()).toEqual(theirs);
  });
  await fc.assert(property, {
    numRuns: 150,
    examples: [[["!libs/pay", "!libs/pay", "libs/pay/", "libs/*"]]],
  });
}, 60_000);

test("a list, the object form, or none; anything else is refused", () => {
  expect(workspacePatterns('{"workspaces":["a"]}')).toEqual(["a"]);
  expect(workspacePatterns('{"workspaces":{"packages":["a"],"nohoist":["b"]}}')).toEqual(["a"]);
  expect(workspacePatterns("{}")).toEqual([]);
  expect(() => workspacePatterns('{"workspaces":"a"}')).toThrow();
});
