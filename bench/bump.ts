/**
 * What a bump costs, on a real git server over HTTP: `node bench/bump.ts [--modes pins,first,releases]
 * [--services 1,10,100,300] [--delays 0,50] [--runs 20]`; `--runs 0` leaves the second table out. A cycle is one conversation with the server: a fetch or a push. helm, kustomize and git must be on PATH.
 * The registry is one in this process that answers at once: what it takes to ask one is not measured.
 */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { clone } from "@slipway/testing/git/clone.ts";
import { type GitServer, startGitServer } from "@slipway/testing/git/server.ts";
import { exampleRegistries, pushExample } from "@slipway/testing/registry/example-registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { digestOf, shopFiles } from "@slipway/testing/repositories/shop.ts";
import { bump } from "../actions/bump/bump.ts";
import { request } from "../actions/bump/request.ts";
import { median, table } from "./table.ts";

const registryTags = exampleRegistries();

const FILE = "apps/kustomization.yaml";

const namesOf = (count: number) => Array.from({ length: count }, (_, index) => `service-${index}`);

const pushedImageOf = (name: string) => `registry.example.com/shop/${name}`;

/** A kustomization of an adopter, with all services in one file. */
function adoptersFile(services: readonly string[]): string {
  const entries = services.map(
    (name) =>
      `  - name: shop/${name}\n    newName: ${pushedImageOf(name)}\n    newTag: 1.0.0\n    digest: ${digestOf("a")}\n`,
  );
  return `images:\n${entries.join("")}`;
}

const NEW = { tag: "1.0.1", digest: digestOf("b") } as const;
const pinOf = (name: string) => ({ file: FILE, image: `shop/${name}`, ...NEW });

/** In a registry that has nothing else, as every run begins. */
async function pushAll(services: readonly string[]): Promise<void> {
  registryTags.clear();
  for (const name of services) await pushExample(pushedImageOf(name), NEW.tag, NEW.digest);
}

/** `first` releases are rendered by helm; `releases` are of new code under a chart and values that did not change. */
const changedCode = (services: readonly string[]) =>
  Object.fromEntries(services.map((name) => [`services/${name}/src/more.ts`, "export {};\n"]));

const MODES = ["pins", "first", "releases"] as const;
type Mode = (typeof MODES)[number];

function inputsOf(mode: Mode, services: readonly string[], letter = "a"): Record<string, string> {
  if (mode === "pins") return { pins: JSON.stringify(services.map(pinOf)) };
  const images = services.map((name) => [name, { name: `shop/${name}`, digest: digestOf(letter) }]);
  return { images: JSON.stringify(Object.fromEntries(images)) };
}

const cycles = (server: GitServer, since: number) =>
  server.requests.slice(since).filter(({ url }) => url.includes("/info/refs")).length;

async function oneRun(mode: Mode, count: number, delayMs: number): Promise<readonly string[]> {
  await using server = await startGitServer();
  await using dev = await clone(await server.createRepository("shop"));
  const services = namesOf(count);
  await pushAll(services);
  let source = await dev.push("feat: start", { ...shopFiles(services), [FILE]: adoptersFile(services) });
  if (mode === "releases") {
    await bump(request.parse({ source, ...inputsOf(mode, services) }), testContext(dev.path));
    await dev.git("pull", "--quiet", "--rebase", "origin", "main");
    source = await dev.push("feat: more", changedCode(services));
  }
  server.delayRequests(delayMs);
  const [began, since] = [performance.now(), server.requests.length];
  const asked = request.parse({ source, ...inputsOf(mode, services, "b") });
  const { results } = await bump(asked, testContext(dev.path));
  const seconds = (performance.now() - began) / 1000;
  const done = results.filter(({ status }) => status === "done").length;
  if (done !== count) throw new Error(`${mode}: ${done} of ${count} were pinned`);
  const perService = `${((seconds / count) * 1000).toFixed(0)}`;
  return [
    mode,
    String(count),
    String(delayMs),
    String(cycles(server, since)),
    seconds.toFixed(2),
    perService,
  ];
}

/** Runs that all change one file of one branch at once, each in a clone and with its own token. */
async function manyRuns(runs: number, delayMs: number): Promise<readonly string[]> {
  await using server = await startGitServer();
  const url = await server.createRepository("shop");
  await using dev = await clone(url);
  const services = namesOf(runs);
  await pushAll(services);
  const source = await dev.push("feat: start", { [FILE]: adoptersFile(services) });
  await using stack = new AsyncDisposableStack();
  const clones = await Promise.all(services.map(async () => stack.use(await clone(url))));
  server.delayRequests(delayMs);
  const began = performance.now();
  const ends = await Promise.allSettled(
    clones.map(({ path }, index) => {
      const asked = request.parse({ source, ...inputsOf("pins", [services[index] ?? ""]) });
      const env = { PATH: process.env.PATH, SLIPWAY_TOKEN: `run-${index}` };
      return bump(asked, testContext(path, { env }));
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  await dev.git("fetch", "--quiet", "origin");
  const content = await dev.git("show", `origin/main:${FILE}`);
  const landed = content.split("newTag: 1.0.1").length - 1;
  const failed = ends.filter(({ status }) => status === "rejected").length;
  const retries = services.map((_, index) => pushesOf(server, `run-${index}`) - 1);
  return [
    String(runs),
    String(delayMs),
    String(runs - failed - landed),
    String(failed),
    String(median(retries)),
    String(Math.max(...retries)),
    seconds.toFixed(2),
  ];
}

function pushesOf(server: GitServer, token: string): number {
  const header = `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
  return server.requests.filter(
    ({ url, authorization }) => authorization === header && url.includes("service=git-receive-pack"),
  ).length;
}

const { values } = parseArgs({
  options: {
    services: { type: "string", default: "1,10,100,300" },
    modes: { type: "string", default: "pins,first,releases" },
    delays: { type: "string", default: "0,50" },
    runs: { type: "string", default: "20" },
  },
});
const numbers = (text: string) =>
  text
    .split(",")
    .filter((part) => part !== "")
    .map(Number);
const delays = numbers(values.delays);

console.log(`${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)} at the start\n`);
const single: (readonly string[])[] = [];
for (const mode of MODES.filter((each) => values.modes.split(",").includes(each))) {
  for (const count of numbers(values.services)) {
    for (const delayMs of delays) single.push(await oneRun(mode, count, delayMs));
  }
}
if (single.length > 0)
  console.log(table(["mode", "services", "delay ms", "git cycles", "seconds", "ms a service"], single));
const runs = Number(values.runs);
const many: (readonly string[])[] = [];
for (const delayMs of runs > 0 ? delays : []) many.push(await manyRuns(runs, delayMs));
const header = ["runs at once", "delay ms", "lost", "given up", "median retries", "most retries", "seconds"];
if (many.length > 0) console.log(`\n${table(header, many)}`);
