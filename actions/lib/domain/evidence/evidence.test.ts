import { type Clone, clone, emptyClone } from "@slipway/testing/git/clone.ts";
import { type GitServer, startGitServer } from "@slipway/testing/git/server.ts";
import { environmentOf } from "@slipway/testing/repositories/environment.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Git, openGit } from "../../io/git/git.ts";
import type { Environment } from "../environments/environments.ts";
import {
  type Evidence,
  type EvidenceSnapshot,
  evidenceBranch,
  fetchEvidence,
  formatEvidence,
  heartbeatBranch,
  readEvidence,
} from "./evidence.ts";

const now = new Date("2026-01-01T12:00:00Z");
const id = (letter: string) => `sha256:${letter.repeat(64)}`;

const environment = (name: string, clusters: readonly string[] = ["main"]): Environment =>
  environmentOf(name, { clusters });

const evidence = (name: string, cluster: string, change: Partial<Evidence> = {}): Evidence => ({
  schema: 1,
  service: "product",
  environment: name,
  cluster,
  releaseId: id("a"),
  digest: id("d"),
  version: "0.1.0",
  revision: "c".repeat(40),
  state: "healthy",
  cause: null,
  since: "2026-01-01T11:00:00Z",
  step: null,
  stable: { releaseId: id("a") },
  observedGeneration: 1,
  message: "4 of 4 pods available",
  ...change,
});

/** One cluster's branches; one environment a case, so that a single fetch reads them all. */
interface Reported {
  readonly cluster?: string;
  readonly file?: string | null;
  readonly beat?: string | null;
}

const file = (name: string, cluster = "main", change: Partial<Evidence> = {}) =>
  formatEvidence(evidence(name, cluster, change));

const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

const cases: Record<string, readonly Reported[]> = {
  good: [{ file: file("good") }],
  "no-heartbeat": [{ file: file("no-heartbeat"), beat: null }],
  "no-branch": [],
  "no-file": [{ file: null }],
  broken: [{ file: "{" }],
  "wrong-keys": [
    { file: formatEvidence({ ...evidence("wrong-keys", "main"), releaseId: "v1", version: "" }) },
  ],
  stale: [{ file: file("stale"), beat: minutesAgo(6) }],
  "just-fresh": [{ file: file("just-fresh"), beat: minutesAgo(5) }],
  future: [{ file: file("future"), beat: minutesAgo(-2) }],
  skewed: [{ file: file("skewed"), beat: minutesAgo(-0.5) }],
  "since-tomorrow": [{ file: file("since-tomorrow", "main", { since: minutesAgo(-60) }) }],
  copied: [{ file: file("good") }],
  agreeing: [
    { cluster: "east", file: file("agreeing", "east", { since: "2026-01-01T11:30:00Z" }) },
    { cluster: "west", file: file("agreeing", "west") },
  ],
  apart: [
    { cluster: "east", file: file("apart", "east") },
    { cluster: "west", file: file("apart", "west", { releaseId: id("b") }) },
  ],
  slower: [
    { cluster: "east", file: file("slower", "east") },
    { cluster: "west", file: file("slower", "west", { state: "running" }) },
  ],
  silent: [
    { cluster: "east", file: file("silent", "east") },
    { cluster: "west", file: file("silent", "west"), beat: minutesAgo(60) },
  ],
};

let server: GitServer;
let dev: Clone;
let reader: Clone;
let git: Git;
let snapshot: EvidenceSnapshot;

beforeAll(async () => {
  server = await startGitServer();
  const url = await server.createRepository("shop");
  dev = await emptyClone(url);
  await dev.push("chore: start");
  const writer = openGit(dev.path, { identity: { name: "reporter", email: "reporter@example.com" } });
  const updates: { ref: string; to: string; force: boolean }[] = [];
  for (const [name, reports] of Object.entries(cases)) {
    for (const { cluster = "main", file: content, beat = now.toISOString() } of reports) {
      const changes = [{ path: "other.json", content: "{}" }];
      if (typeof content === "string") changes.push({ path: "product.json", content });
      const commit = await writer.commit(undefined, { message: "evidence", changes, date: now });
      updates.push({ ref: evidenceBranch(name, cluster), to: commit, force: true });
      if (beat === null) continue;
      const heart = await writer.commit(undefined, { message: "beat", changes: [], date: new Date(beat) });
      updates.push({ ref: heartbeatBranch(name, cluster), to: heart, force: true });
    }
  }
  await writer.push(updates);
  reader = await clone(url, "--depth=1");
  git = openGit(reader.path, { identity: { name: "bot", email: "bot@example.com" } });
  snapshot = await fetchEvidence(git);
});

afterAll(async () => {
  await reader?.[Symbol.asyncDispose]();
  await dev?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

const read = (name: string) =>
  snapshot.read(environment(name, cases[name]?.map(({ cluster = "main" }) => cluster) ?? []), "product", now);

test("any number of clusters and services costs one fetch", async () => {
  const fetches = () => server.requests.filter(({ url }) => url.endsWith("service=git-upload-pack")).length;
  const before = fetches();
  const together = await fetchEvidence(git);
  for (const name of ["good", "agreeing"]) {
    for (const service of ["product", "order"]) await together.read(environment(name), service, now);
  }
  expect(fetches() - before).toBe(1);
});

test("fresh evidence comes with the commit it was read from", async () => {
  const reading = await read("good");
  expect(reading).toMatchObject({ fresh: true, evidence: evidence("good", "main") });
  const commit = await git.resolve("refs/remotes/origin/evidence/good/main");
  expect(reading).toMatchObject({ commit, reports: [{ cluster: "main", commit, beatAt: now }] });
});

test.each([
  ["no-heartbeat", "branch heartbeat/no-heartbeat/main does not exist"],
  ["no-file", "evidence/no-file/main has no product.json: the cluster does not know product"],
  ["broken", "unreadable: evidence/broken/main:product.json:1: not YAML"],
  ["wrong-keys", "evidence/wrong-keys/main:product.json:8: version: "],
  ["wrong-keys", "evidence/wrong-keys/main:product.json:6: releaseId: expected sha256:<64"],
  ["stale", "the last beat was 360 s ago, 300 s are allowed: the reporter is down or cut off"],
  ["future", "the last beat lies 120 s in the future: a clock is wrong"],
  ["since-tomorrow", "lies 3600 s in the future: a clock is wrong"],
  ["copied", "describes good/main/product, expected copied/main/product"],
  [
    "apart",
    `clusters disagree about product: east healthy ${id("a").slice(0, 19)}, west healthy sha256:bbbbbb`,
  ],
  ["slower", "west running"],
  ["silent", "heartbeat/silent/west: the last beat was 3600 s ago"],
])("PP fails closed: %s", async (name, words) => {
  const reading = await read(name);
  expect(reading.fresh).toBe(false);
  expect(reading).toMatchObject({ reason: expect.stringContaining(words) });
});

test("fails closed: a branch that does not exist", async () => {
  const reading = await snapshot.read(environment("no-branch"), "product", now);
  expect(reading).toEqual({
    fresh: false,
    reason: "branch evidence/no-branch/main does not exist: no reporter has written yet",
    reports: [],
    unreadable: ["branch evidence/no-branch/main does not exist: no reporter has written yet"],
  });
});

test("a beat as old as allowed and a clock half a minute ahead are fresh", async () => {
  expect(await read("just-fresh")).toMatchObject({ fresh: true });
  expect(await read("skewed")).toMatchObject({ fresh: true });
});

test("clusters that agree give the evidence of the last one", async () => {
  const reading = await read("agreeing");
  expect(reading).toMatchObject({ fresh: true, evidence: { cluster: "east" } });
  expect(reading.reports.map(({ cluster }) => cluster)).toEqual(["east", "west"]);
});

test("one service is read with its own fetch", async () => {
  expect(await readEvidence(git, environment("good"), "product", now)).toMatchObject({ fresh: true });
  expect(await readEvidence(git, environment("good"), "basket", now)).toMatchObject({ fresh: false });
});
