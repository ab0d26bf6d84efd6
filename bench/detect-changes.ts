/**
 * What detect-changes costs in a big repository: `node bench/detect-changes.ts [--commits 100000] [--services 300]`.
 * Every service is pinned at a commit of its own among the last 3 000, every tenth has changed since. The clone is made
 * over HTTP, whole and blobless (`--filter=blob:none`, what actions/checkout can do); the limit in the same run is one
 * `git log` over the same range, which any tool that looks at the history has to pay.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { git } from "@slipway/testing/git/git.ts";
import { type GitServer, startGitServer } from "@slipway/testing/git/server.ts";
import { testContext } from "@slipway/testing/report.ts";
import { releaseFiles, releaseOf, shopFiles } from "@slipway/testing/repositories/shop.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { detectChanges } from "../actions/detect-changes/detect-changes.ts";
import { request } from "../actions/detect-changes/request.ts";
import { table } from "./table.ts";

const { values } = parseArgs({
  options: {
    commits: { type: "string", default: "100000" },
    services: { type: "string", default: "300" },
  },
});
const commits = Number(values.commits);
const names = Array.from({ length: Number(values.services) }, (_, index) => `service-${index}`);
const RECENT = Math.min(3000, commits - 1);

const file = (path: string, content: string) =>
  `M 100644 inline ${path}\ndata ${Buffer.byteLength(content)}\n${content}\n`;

function commit(mark: number, message: string, files: string): string {
  const who = `Dana <dana@example.com> ${1_700_000_000 + mark * 60} +0000`;
  return `commit refs/heads/main\nmark :${mark}\ncommitter ${who}\ndata ${message.length}\n${message}\n${files}`;
}

/** Feeds `lines` to `git fast-import` and returns when all is in the repository. */
async function fastImport(folder: string, lines: Iterable<string>): Promise<void> {
  const marks = ["--export-marks=marks", "--import-marks-if-exists=marks"];
  const child = spawn("git", ["-C", folder, "fast-import", "--quiet", ...marks], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  for (const line of lines) if (!child.stdin.write(line)) await once(child.stdin, "drain");
  child.stdin.end();
  const [code] = (await once(child, "exit")) as [number];
  if (code !== 0) throw new Error(`git fast-import: ${code}`);
}

function* history(): Generator<string> {
  const start = Object.entries(shopFiles(names)).map(([path, content]) => file(path, content));
  yield commit(1, "feat: start", start.join(""));
  for (let mark = 2; mark <= commits; mark += 1) {
    // Before the recent ones services change; of the recent ones most touch what no service is made of.
    const isRecent = mark > commits - RECENT;
    const name = names[mark % names.length] ?? "";
    const path = isRecent && mark % 10 !== 0 ? `docs/page-${mark % 50}.md` : `services/${name}/src/main.ts`;
    yield commit(mark, `feat: ${mark}`, file(path, `export const at = ${mark};\n`));
  }
}

async function fill(server: GitServer): Promise<string> {
  const url = await server.createRepository("shop");
  const folder = server.folder("shop");
  await fastImport(folder, history());
  const recent = (await git(folder, "rev-list", `--max-count=${RECENT}`, "main")).trim().split("\n");
  const pins = names.flatMap((name, index) => {
    const source = recent[(index * 7) % recent.length] ?? "";
    return Object.entries(releaseFiles("dev", releaseOf(name, { source })));
  });
  const files = pins.map(([path, content]) => file(path, content)).join("");
  await fastImport(folder, [commit(commits + 1, "bump(dev): all", `from refs/heads/main^0\n${files}`)]);
  await git(folder, "gc", "--quiet");
  return url;
}

async function measure(server: GitServer, url: string, clone: readonly string[]) {
  await using folder = await temporaryFolder("slipway-bench-");
  const path = join(folder.path, "clone");
  let began = performance.now();
  await git(folder.path, "clone", "--quiet", ...clone, url, path);
  const cloning = performance.now() - began;
  const since = server.requests.length;
  began = performance.now();
  const { outputs } = await detectChanges(request.parse({}), testContext(path));
  const detecting = performance.now() - began;
  const requests = server.requests.length - since;
  began = performance.now();
  await git(path, "log", `--max-count=${RECENT}`, "--name-only", "--format=%H", "HEAD");
  const limit = performance.now() - began;
  const found = (JSON.parse(outputs.services ?? "[]") as readonly string[]).length;
  return { cloning, detecting, limit, requests, found };
}

await using server = await startGitServer();
const began = performance.now();
const url = await fill(server);
console.log(
  `${commits} commits, ${names.length} services; made in ${((performance.now() - began) / 1000).toFixed(0)} s.\n`,
);
const clones = [
  ["whole", []],
  ["blobless", ["--filter=blob:none", "--no-checkout"]],
  ["depth 1", ["--depth=1"]],
] as const;
const rows: (readonly string[])[] = [];
for (const [name, flags] of clones) {
  const { cloning, detecting, limit, requests, found } = await measure(server, url, flags);
  rows.push([
    name,
    (cloning / 1000).toFixed(1),
    (detecting / 1000).toFixed(2),
    (detecting / limit).toFixed(1),
    String(requests),
    String(found),
  ]);
}
const header = ["clone", "clone s", "detect-changes s", "times git log", "HTTP requests", "need a release"];
console.log(table(header, rows));
