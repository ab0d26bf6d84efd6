/** zizmor and actionlint over this repository's workflows and actions, and over planted ones, so that silence means something. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Finding {
  readonly ident: string;
  readonly locations: readonly { readonly symbolic: { readonly key: unknown } }[];
}

/** Names of zizmor's audits that found something, each with the file. */
async function zizmor(cwd: string, paths: readonly string[]): Promise<readonly string[]> {
  const args = ["--offline", "--no-progress", "--persona=pedantic", "--format=json-v1", ...paths];
  const { stdout, stderr, exitCode } = await exec("zizmor", args, { cwd, allowFailure: true });
  // 0 is silence, 11 to 14 are findings by severity; everything else means that nothing was looked at.
  if (exitCode !== 0 && (exitCode < 11 || exitCode > 14)) throw new Error(`zizmor: ${exitCode} ${stderr}`);
  const findings = JSON.parse(stdout) as readonly Finding[];
  return findings.map(({ ident, locations }) => `${ident} ${JSON.stringify(locations[0]?.symbolic.key)}`);
}

async function actionlint(cwd: string): Promise<string> {
  const { stdout } = await exec("actionlint", ["-no-color", "-oneline", "-shellcheck=", "-pyflakes="], {
    cwd,
    allowFailure: true,
  });
  return stdout;
}

/** A repository of one workflow. */
async function planted(workflow: string): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await temporaryFolder();
  const file = join(folder.path, ".github/workflows/planted.yml");
  await mkdir(dirname(file), { recursive: true });
  await mkdir(join(folder.path, ".git"));
  await writeFile(file, workflow);
  return folder;
}

test("AP-31 zizmor finds nothing in workflows and actions, exceptions in .github/zizmor.yml aside", async () => {
  expect(await zizmor(root, [".github", "actions"])).toEqual([]);
});

test("AP-31 actionlint finds nothing in the workflows", async () => {
  expect(await actionlint(root)).toBe("");
});

const EXPRESSION = (name: string) => ["$", `{{ ${name} }}`].join("");

const good = `name: good
on:
  push:
    branches: [main]
permissions: {}
concurrency:
  group: good
  cancel-in-progress: false
jobs:
  one:
    name: one
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read # to check the commit out
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - run: make
`;

test("a good workflow passes both", async () => {
  await using folder = await planted(good);
  expect(await zizmor(folder.path, ["."])).toEqual([]);
  expect(await actionlint(folder.path)).toBe("");
});

test.each([
  ["template-injection", "run: make", `run: echo "${EXPRESSION("github.event.head_commit.message")}"`],
  ["unpinned-uses", "checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "checkout@v7"],
  ["artipacked", "        with:\n          persist-credentials: false\n", ""],
  ["excessive-permissions", "permissions: {}", "permissions: write-all"],
  ["undocumented-permissions", "contents: read # to check the commit out", "contents: write"],
  ["dangerous-triggers", "  push:\n    branches: [main]", "  pull_request_target:"],
  ["concurrency-limits", "concurrency:\n  group: good\n  cancel-in-progress: false\n", ""],
])("AP-19 zizmor rejects a planted workflow: %s", async (audit, from, to) => {
  await using folder = await planted(good.replace(from, to));
  expect((await zizmor(folder.path, ["."])).join("\n")).toContain(audit);
});

test.each([
  ["an unknown context", "run: make", `run: make ${EXPRESSION("steps.none.outputs.x")}`, 'property "none"'],
  ["an unknown event", "  push:\n    branches: [main]", "  pushed:", "unknown Webhook event"],
  ["an unknown permission", "contents: read", "content: read", "unknown permission scope"],
])("actionlint rejects a planted workflow: %s", async (_, from, to, words) => {
  await using folder = await planted(good.replace(from, to));
  expect(await actionlint(folder.path)).toContain(words);
});
