/** The npm tarball, installed offline into an empty folder and started on every Node that it supports. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { nodeProgram, OTHER_NODES } from "@slipway/testing/nodes.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { packCommandLine } from "./pack.ts";

let folder: TemporaryFolder;
let tarball: string;

beforeAll(async () => {
  folder = await temporaryFolder("slipway-pack-");
  tarball = await packCommandLine(join(folder.path, "out"));
  await writeFile(join(folder.path, "package.json"), '{ "private": true }\n');
  const args = ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", tarball];
  await exec("npm", args, { cwd: folder.path, env: process.env });
  await mkdir(join(folder.path, "ledger"));
  await writeFile(join(folder.path, "ledger/Dockerfile"), "FROM scratch\nCOPY . /\n");
  await writeFile(join(folder.path, ".gitignore"), "node_modules\nout\norigin.git\n");
  const git = (...words: readonly string[]) => exec("git", words, { cwd: folder.path, env: IDENTITY });
  await git("init", "--quiet", "--bare", "origin.git");
  await git("init", "--quiet", "--initial-branch=main");
  await git("remote", "add", "origin", join(folder.path, "origin.git"));
  await git("add", "--all");
  await git("commit", "--quiet", "-m", "feat: start");
  await git("push", "--quiet", "origin", "HEAD:main");
}, 120_000);
afterAll(() => folder?.[Symbol.asyncDispose]());

const IDENTITY = {
  GIT_AUTHOR_NAME: "t",
  GIT_AUTHOR_EMAIL: "t@example.com",
  GIT_COMMITTER_NAME: "t",
  GIT_COMMITTER_EMAIL: "t@example.com",
};
const INIT = [
  ...["init", "--dry-run", "--product", "bank", "--registry", "registry.example.net"],
  ...["--repository", "https://git.example.com/bank/platform.git"],
];

test("it holds the command line, what init copies, and nothing else", async () => {
  const { stdout } = await exec("tar", ["--list", "--file", tarball]);
  const paths = stdout.trim().split("\n");
  expect(paths).toEqual(
    expect.arrayContaining([
      "package/actions/dist/slipway.js",
      "package/rollouts/chart/Chart.yaml",
      "package/.github/workflows/deliver.yml",
    ]),
  );
  const own = /^package\/(?:actions\/dist\/|rollouts\/|argocd\/|\.github\/workflows\/|[\w.]+$)/;
  expect(paths.filter((path) => !own.test(path))).toEqual([]);
  expect(paths.filter((path) => /\.ts$|testdata|\/promote\.js$/.test(path))).toEqual([]);
  const installed = join(folder.path, "node_modules/slipway/package.json");
  const manifest = z.looseObject({ slipway: z.object({ commit: z.string() }) });
  expect(manifest.parse(JSON.parse(await readFile(installed, "utf8")))).not.toHaveProperty("dependencies");
});

test.each(["24", ...OTHER_NODES])(
  "slipway on Node %s: a stranger's status names init, and init lists what it would write",
  async (version) => {
    const node = version === "24" ? process.execPath : await nodeProgram(version);
    const env = {
      ...process.env,
      PATH: [dirname(node), process.env.PATH].join(delimiter),
      npm_config_offline: "true",
      npm_config_update_notifier: "false",
    };
    // npx once: what it adds is the same on each Node, and starting npm is slow.
    const own = join(folder.path, "node_modules/.bin/slipway");
    const [command, ...words] = version === "24" ? ["npx", "--no-install", "slipway"] : [node, own];
    const slipway = (args: readonly string[]) =>
      exec(command ?? "", [...words, ...args], { cwd: folder.path, env, allowFailure: true });
    const status = await slipway(["status"]);
    expect({ code: status.exitCode, said: status.stderr }).toMatchObject({
      code: 1,
      said: expect.stringContaining("slipway init"),
    });
    const init = await slipway(INIT);
    expect({ code: init.exitCode, said: init.stderr }).toMatchObject({
      code: 0,
      said: expect.stringMatching(
        /write ledger\/service\.yaml[\s\S]*write \.github\/workflows\/deliver\.yml/,
      ),
    });
  },
  120_000,
);
