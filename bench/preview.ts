/**
 * What a preview costs, with this repository's own chart and a generated fleet: `node bench/preview.ts
 * [--services 300] [--runs 1]`. Cold: every run is a clone that nothing was read from, and renders with helm and
 * kustomize on PATH. A pair is a service in an environment.
 */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { renderManifests } from "@slipway/lib/app/render/render.ts";
import { readServices } from "@slipway/lib/domain/services/services.ts";
import { type Clone, clone } from "@slipway/testing/git/clone.ts";
import { git } from "@slipway/testing/git/git.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { treeOf } from "@slipway/testing/git/tree.ts";
import { testContext } from "@slipway/testing/report.ts";
import {
  digestOf,
  overlayFiles,
  releaseFiles,
  releaseOf,
  serviceFiles,
  shopFiles,
} from "@slipway/testing/repositories/shop.ts";
import { preview } from "../actions/preview/preview.ts";
import { request } from "../actions/preview/request.ts";
import { median, table } from "./table.ts";

const root = new URL("..", import.meta.url).pathname;
const ENVIRONMENTS = ["dev", "staging", "prod"];
type TextFiles = Readonly<Record<string, string>>;

const { values: options } = parseArgs({
  options: { services: { type: "string", default: "300" }, runs: { type: "string", default: "1" } },
});
const services = Array.from({ length: Number(options.services) }, (_, index) => `service-${index}`);

const VALUES = await readFile(`${root}services/product/values.yaml`, "utf8");

/** The real chart and strategies, in place of the small ones of the tests. */
async function chart(): Promise<TextFiles> {
  const listed = await git(root, "ls-files", "rollouts/chart", "rollouts/strategies");
  const paths = listed.split("\n").filter((path) => path !== "");
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(`${root}${path}`, "utf8")] as const)),
  );
}

async function fleet(): Promise<TextFiles> {
  const own = services.map((name) => serviceFiles(name, VALUES));
  const shop = Object.entries(shopFiles(services)).filter(([path]) => !path.startsWith("rollouts/"));
  return Object.assign(Object.fromEntries(shop), await chart(), ...own);
}

/** What bump would have made of the commit `source`, everywhere. */
async function releases(files: TextFiles, source: string): Promise<TextFiles> {
  const tree = treeOf(files);
  const rendered = await renderManifests(tree, await readServices(tree));
  const released = [...rendered].flatMap(([service, result]) => {
    if ("fault" in result) throw result.fault;
    const release = releaseOf(service, { manifests: result.manifests, digest: digestOf("a"), source });
    return ENVIRONMENTS.map((environment) => releaseFiles(environment, release));
  });
  return Object.assign({}, ...released);
}

const patch = (count: number) =>
  `patches:\n  - target: { kind: Rollout }\n    patch: |-\n      - { op: replace, path: /spec/replicas, value: ${count} }\n`;

interface Scenario {
  readonly what: string;
  readonly files: TextFiles;
  /** Targets in which something changes. */
  readonly pairs: number;
}

async function scenarios(): Promise<readonly Scenario[]> {
  const everywhere = ENVIRONMENTS.flatMap((each) =>
    services.map((name) => overlayFiles(each, name, patch(2))),
  );
  const template = "rollouts/chart/templates/service-account.yaml";
  const changed = `${await readFile(root + template, "utf8")}# one more line\nimagePullSecrets: []\n`;
  return [
    { what: "every pair", files: Object.assign({}, ...everywhere), pairs: everywhere.length },
    { what: "one pair", files: overlayFiles("prod", services[0] ?? "", patch(2)), pairs: 1 },
    { what: "the chart", files: { [template]: changed }, pairs: services.length },
    { what: "nothing that runs", files: { "README.md": "x\n" }, pairs: 0 },
  ];
}

/** Of this process and all it started and saw end: what other work on the machine has little say in. */
function cpuSeconds(): number {
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks / 100;
}

async function measure(url: string, { what, pairs }: Scenario, branch: string): Promise<readonly string[]> {
  const seconds: number[] = [];
  const cpu: number[] = [];
  for (let run = 0; run < Number(options.runs); run++) {
    await using fresh = await clone(url);
    const asked = request.parse({ base: "origin/main", head: `origin/${branch}`, output: ".git/preview" });
    const [began, worked] = [performance.now(), cpuSeconds()];
    const { outputs } = await preview(asked, testContext(fresh.path));
    seconds.push((performance.now() - began) / 1000);
    cpu.push(cpuSeconds() - worked);
    if (Number(outputs.changed) !== pairs)
      throw new Error(`${what}: ${outputs.changed} changed, not ${pairs}`);
  }
  const typical = median(seconds);
  const each = pairs === 0 ? "" : `${((typical / pairs) * 1000).toFixed(0)}`;
  return [
    what,
    String(pairs),
    typical.toFixed(2),
    each,
    median(cpu).toFixed(1),
    loadavg()[0]?.toFixed(0) ?? "",
  ];
}

async function pushed(dev: Clone, files: TextFiles, branch: string): Promise<void> {
  await dev.git("checkout", "--quiet", "--detach", "origin/main");
  await dev.commit("change", files);
  await dev.git("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
}

console.log(`${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)} at the start\n`);
await using server = await startGitServer();
const url = await server.createRepository("shop");
await using dev = await clone(url);
const files = await fleet();
await dev.push("chore: release", await releases(files, await dev.push("feat: start", files)));
await dev.git("fetch", "--quiet", "origin");
const rows: (readonly string[])[] = [];
for (const [index, scenario] of (await scenarios()).entries()) {
  await pushed(dev, scenario.files, `change-${index}`);
  rows.push(await measure(url, scenario, `change-${index}`));
}
console.log(table(["what changes", "pairs", "seconds", "ms a pair", "CPU s", "load"], rows));
console.log(`\nmost memory of this process: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
