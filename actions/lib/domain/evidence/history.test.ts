import { type Clone, clone, emptyClone } from "@slipway/testing/git/clone.ts";
import { type GitServer, startGitServer } from "@slipway/testing/git/server.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Git, openGit, type RefName } from "../../io/git/git.ts";
import { EVIDENCE_REFS, type Evidence, evidenceBranch, evidenceFile, formatEvidence } from "./evidence.ts";
import { type EvidenceHistory, readHistory } from "./history.ts";

const minute = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 12, minutes));
const id = (letter: string) => `sha256:${letter.repeat(64)}`;

const evidence = (place: string, at: number, change: Partial<Evidence> = {}): Evidence => {
  const [environment = "", cluster = ""] = place.split("/");
  return {
    schema: 1,
    service: "product",
    environment,
    cluster,
    releaseId: id("a"),
    digest: id("d"),
    version: "0.1.0",
    revision: "c".repeat(40),
    state: "healthy",
    cause: null,
    since: minute(at).toISOString(),
    step: null,
    stable: { releaseId: id("a") },
    observedGeneration: 1,
    message: "4 of 4 pods available",
    ...change,
  };
};

/** One commit of an evidence branch: minute, file → content; null takes the file away. */
type Told = readonly [at: number, files: Readonly<Record<string, string | null>>];
const tells = (place: string, at: number, change: Partial<Evidence> = {}): Told => {
  const told = evidence(place, at, change);
  return [at, { [evidenceFile(told.service)]: formatEvidence(told) }];
};

const lines: Readonly<Record<string, readonly Told[]>> = {
  "dev/main": [
    tells("dev/main", 0),
    tells("dev/main", 5, { state: "degraded", message: "3 of 4 pods available" }),
    tells("dev/main", 7),
    tells("dev/main", 7, { message: "4 of 4 pods available again" }),
    tells("dev/main", 20, { releaseId: id("b"), version: "0.2.0", state: "running" }),
    tells("dev/main", 20, {
      releaseId: id("b"),
      version: "0.2.0",
      state: "running",
      step: { index: 2, count: 5, weight: 25 },
    }),
    tells("dev/main", 25, {
      releaseId: id("b"),
      version: "0.2.0",
      state: "aborted",
      cause: "failed",
      message: "error-ratio",
    }),
    tells("dev/main", 30),
  ],
  "two/east": [tells("two/east", 0), tells("two/east", 30, { releaseId: id("b") })],
  "two/west": [tells("two/west", 4), tells("two/west", 32, { releaseId: id("b") })],
  "late/old": [tells("late/old", 0)],
  "late/new": [tells("late/new", 40)],
  "silent/talks": [tells("silent/talks", 0)],
  "odd/main": [
    tells("odd/main", 0),
    [1, { "product.json": "{", "notes.txt": "manually" }],
    tells("odd/main", 0, { message: "back" }),
    [3, { "order.json": formatEvidence(evidence("prod/main", 3, { service: "order" })) }],
    [4, { "basket.json": formatEvidence(evidence("odd/main", 4, { service: "basket" })) }],
    [5, { "basket.json": null }],
    [6, { "cart.json": formatEvidence(evidence("odd/main", 6, { service: "cart" })) }],
    [7, { "cart.json": formatEvidence(evidence("other/main", 6, { service: "cart" })) }],
  ],
};

const environments = ["dev/main", "two/east,west", "late/old,new", "silent/talks,quiet", "odd/main"].map(
  (line) => {
    const [name = "", clusters = ""] = line.split("/");
    return { name, clusters: clusters.split(",") };
  },
);

let server: GitServer;
let dev: Clone;
let git: Git;
let refs: ReadonlyMap<RefName, string>;
let history: EvidenceHistory;

beforeAll(async () => {
  server = await startGitServer();
  const url = await server.createRepository("shop");
  dev = await emptyClone(url);
  await dev.push("chore: start");
  const writer = openGit(dev.path, { identity: { name: "reporter", email: "reporter@example.com" } });
  const updates = await Promise.all(
    Object.entries(lines).map(async ([place, told]) => {
      let tip: string | undefined;
      for (const [at, files] of told) {
        const changes = Object.entries(files).map(([path, content]) => ({ path, content }));
        tip = await writer.commit(tip, { message: `evidence(${place})`, changes, date: minute(at) });
      }
      const [environment = "", cluster = ""] = place.split("/");
      return { ref: evidenceBranch(environment, cluster), to: tip ?? "", force: true as const };
    }),
  );
  await writer.push(updates);
  await using reader = await clone(url, "--depth=1");
  const opened = openGit(reader.path, { identity: { name: "bot", email: "bot@example.com" } });
  refs = await opened.fetch(...EVIDENCE_REFS);
  history = await readHistory(opened, refs, environments);
  git = writer;
});

afterAll(async () => {
  await dev?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

const told = (found: EvidenceHistory, environment: string, service = "product") =>
  found
    .episodes(environment, service)
    .map(({ state, releaseId, from, to }) => [
      `${state} ${releaseId?.[7]}`,
      from.getUTCMinutes(),
      to?.getUTCMinutes(),
    ]);
const spans = (found: EvidenceHistory, environment: string, service = "product") =>
  found
    .healthySpans(environment, service)
    .map(({ releaseId, from, to }) => [releaseId[7], from.getUTCMinutes(), to?.getUTCMinutes()]);

test("a shallow clone reads the whole history: an episode for each release and state, newest first", () => {
  expect(told(history, "dev")).toEqual([
    ["healthy a", 30, undefined],
    ["aborted b", 25, 30],
    ["running b", 20, 25],
    ["healthy a", 7, 20],
    ["degraded a", 5, 7],
    ["healthy a", 0, 5],
  ]);
  const [, aborted, running, healthy] = history.episodes("dev", "product", "main");
  expect(aborted).toMatchObject({ cause: "failed", message: "error-ratio", version: "0.2.0" });
  expect(running).toMatchObject({ step: { index: 2, count: 5, weight: 25 } });
  expect(healthy).toMatchObject({ message: "4 of 4 pods available again" });
  expect(history.episodes("dev", "product", "other")).toEqual([]);
});

test("a crash after completion restarts the healthy time", () => {
  expect(spans(history, "dev")).toEqual([
    ["a", 30, undefined],
    ["a", 7, 20],
    ["a", 0, 5],
  ]);
  expect(history.healthySince("dev", "product", id("a"))).toEqual(minute(30));
  expect(history.healthySince("dev", "product", id("b"))).toBeUndefined();
  const before = history.lastHealthy("dev", "product", ({ to }) => to !== undefined);
  expect(before).toMatchObject({ releaseId: id("a"), version: "0.1.0", from: minute(7) });
});

test("several clusters: healthy is what all of them are at once", () => {
  expect(spans(history, "two")).toEqual([
    ["b", 32, undefined],
    ["a", 4, 30],
    // Before the second cluster reported for the first time, it is not considered.
    ["a", 0, 4],
  ]);
});

test("a cluster that joins restarts the healthy time; one that never reported closes the gate", () => {
  expect(spans(history, "late")).toEqual([
    ["a", 40, undefined],
    ["a", 0, 40],
  ]);
  expect(spans(history, "silent")).toEqual([]);
  expect(told(history, "silent")).toEqual([["healthy a", 0, undefined]]);
});

test("an unreadable report is skipped with a note; as the last one it ends the previous state", () => {
  expect(told(history, "odd")).toEqual([["healthy a", 0, undefined]]);
  expect(told(history, "odd", "order")).toEqual([]);
  expect(told(history, "odd", "basket")).toEqual([["healthy a", 4, 5]]);
  expect(told(history, "odd", "cart")).toEqual([["healthy a", 6, 7]]);
  expect(history.notes).toEqual([
    expect.stringMatching(/^evidence\/odd\/main@[0-9a-f]{12}:product\.json:1: not YAML/),
    expect.stringMatching(
      /^evidence\/odd\/main@\w+:order\.json: describes prod\/main\/order, expected odd\/main/,
    ),
    expect.stringMatching(/^evidence\/odd\/main@\w+:cart\.json: describes other\/main\/cart/),
  ]);
  expect(history.services("odd")).toEqual(["basket", "cart", "product"]);
});

test("a limited history knows the state at its start", async () => {
  for (const limit of [1, 2, 3, 7]) {
    const bounded = await readHistory(git, refs, [environments[0] ?? { name: "", clusters: [] }], { limit });
    expect(told(bounded, "dev")).toEqual(told(history, "dev").slice(0, told(bounded, "dev").length));
    expect(told(bounded, "dev").length).toBeGreaterThanOrEqual(limit === 7 ? 6 : 2);
  }
  const recent = await readHistory(git, refs, environments, { since: minute(24) });
  expect(told(recent, "dev").map(([what]) => what)).toEqual(["healthy a", "aborted b", "running b"]);
  // Nothing is distinguished by where the look begins: what was healthy then has been since it said so.
  expect(spans(recent, "two")).toEqual([
    ["b", 32, undefined],
    ["a", 4, 30],
  ]);
});

test("no branch, no history", async () => {
  const nothing = await readHistory(git, new Map(), environments);
  expect([nothing.episodes("dev", "product"), nothing.healthySpans("dev", "product")]).toEqual([[], []]);
  expect(history.healthySpans("nowhere", "product")).toEqual([]);
});
