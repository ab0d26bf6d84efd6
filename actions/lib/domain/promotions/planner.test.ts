import { environmentOf } from "@slipway/testing/repositories/environment.ts";
import { expect, test } from "vitest";
import { closed, isClosed, isUnasked, open } from "../gates/gate.ts";
import type { Hold } from "../holds/holds.ts";
import { decide, type Facts } from "./planner.ts";
import { candidateOf, factsOf, fresh, id, now, pastOf, releaseOf, stale } from "./testing/facts.ts";

const hold: Hold = {
  schema: 1,
  environment: "staging",
  service: "product",
  releaseId: id("b"),
  digest: id("b"),
  version: "0.1.1",
  source: "b".repeat(40),
  cause: "rollback",
  reason: "orders got lost",
  by: "ada",
  at: "2026-02-28T00:00:00Z",
  until: null,
};
const stop = {
  branch: "stop/staging",
  environment: "staging",
  commit: "f".repeat(40),
  reason: "fire",
  by: "ada",
  since: now,
};
const soaking = environmentOf("staging", { gates: { soakSeconds: 5400, approvals: 0, custom: [] } });
const frozen = environmentOf("staging", {
  freezes: [{ name: "sunday", cron: "0 0 * * 0", durationSeconds: 86_400, timezone: "UTC" }],
});
const running = fresh("b", { state: "running", step: { index: 2, count: 5, weight: 25 } });
const aborted = fresh("b", { state: "aborted", cause: "failed", message: "error ratio 0.2" });

test("promotes what is healthy as exactly this release, and says what every gate saw", () => {
  const decision = decide(factsOf());
  expect(decision).toMatchObject({
    kind: "promote",
    environment: "staging",
    from: "dev",
    service: "product",
    bypasses: [],
    old: releaseOf("a"),
    new: releaseOf("b"),
    files: candidateOf("b").files,
    evidence: { commit: "e".repeat(40), since: "2026-03-01T11:00:00Z" },
  });
  expect(decision.gates.filter(isClosed)).toEqual([]);
  expect(decision.gates.filter((each) => !isUnasked(each)).map(({ gate }) => gate)).toEqual([
    ...[
      "release",
      "order",
      "stop",
      "hold",
      "analysis",
      "health",
      "soak",
      "idle",
      "freeze",
      "exceptions",
      "approval",
    ],
  ]);
  expect(decision.gates.filter(isUnasked).map(({ gate }) => gate)).toEqual(["release", "signature"]);
  expect(decide(factsOf({ current: undefined }))).toMatchObject({ kind: "promote", old: undefined });
});

test.each<[string, Partial<Facts>, string, RegExp]>([
  ["nothing pinned before", { live: undefined }, "nothing", /dev has no release/],
  ["the same release", { current: releaseOf("b") }, "nothing", /0\.1\.1 is there already/],
  [
    "PP-10 what is older than the one pinned there",
    { live: candidateOf("a", { isOlder: true, descends: false }), current: releaseOf("b") },
    "nothing",
    /staging has 0\.1\.1, which is newer than 0\.1\.0 in dev/,
  ],
  ["the source edited manually", { live: "dev: edited manually" }, "refuse release", /edited manually/],
  [
    "the target edited manually",
    { current: "staging: edited manually" },
    "refuse release",
    /edited manually/,
  ],
  ["no overlay", { hasOverlay: false }, "refuse release", /staging\/product\/kustomization\.yaml: not there/],
  [
    "PP-15 what no promotion brought",
    { before: "build", live: candidateOf("b", { wasBefore: false }) },
    "refuse release",
    /build never had, so no promotion/,
  ],
  [
    "a source that would undo a hotfix",
    { live: candidateOf("b", { descends: false }) },
    "refuse order",
    /does not contain a{12}/,
  ],
  ["PP-20 an emergency stop", { stop }, "wait stop", /staging is stopped .* by ada: fire/],
  ["PP-15 stops that cannot be read", { stop: "no answer" }, "wait stop", /cannot be read/],
  ["PP-22 a held release", { live: candidateOf("b", { hold }) }, "refuse hold", /0\.1\.1 is held/],
  [
    "PP-22 a hold with an end",
    { live: candidateOf("b", { hold: { ...hold, until: "2026-03-02T00:00:00Z" } }) },
    "wait hold",
    /0\.1\.1 is held/,
  ],
  [
    "PP-15 holds that cannot be read",
    { live: candidateOf("b", { hold: "not YAML" }) },
    "wait hold",
    /not YAML/,
  ],
  [
    "an aborted canary",
    { reading: aborted },
    "refuse analysis",
    /aborted in dev \(failed\): error ratio 0\.2/,
  ],
  [
    "a canary that could not be judged",
    { reading: fresh("b", { state: "aborted", cause: "error" }) },
    "wait analysis",
    /aborted in dev \(error\)/,
  ],
  ["PP-15 evidence that cannot be read", { reading: stale }, "wait analysis", /last beat was 900 s ago/],
  ["another release in the cluster", { reading: fresh("a") }, "wait analysis", /has not run 0\.1\.1 yet/],
  ["a canary that runs", { reading: running }, "wait health", /step 2 of 5/],
  [
    "a degraded release",
    { reading: fresh("b", { state: "degraded", message: "1 of 4" }) },
    "wait health",
    /1 of 4/,
  ],
  [
    "another stable release",
    { reading: fresh("b", { stable: { releaseId: id("a") } }) },
    "wait health",
    /stable/,
  ],
  ["PP-16 soak", { policy: soaking }, "wait soak", /healthy in dev for 1 h of 1 h 30 min/],
  ["PP-20 a freeze", { policy: frozen }, "wait freeze", /frozen by "sunday"/],
  ["exceptions that cannot be read", { exceptions: "not YAML" }, "wait exceptions", /not YAML/],
])("does not promote: %s", (_name, change, wanted, reason) => {
  const decision = decide(factsOf(change));
  const gate = "gate" in decision ? ` ${decision.gate}` : "";
  expect(`${decision.kind}${gate}`).toBe(wanted);
  expect(decision).toMatchObject({ reason: expect.stringMatching(reason) });
});

test("a wait says until when, where somebody knows", () => {
  expect(decide(factsOf({ policy: soaking }))).toMatchObject({ until: new Date("2026-03-01T12:30:00Z") });
  expect(decide(factsOf({ policy: frozen }))).toMatchObject({ until: new Date("2026-03-02T00:00:00Z") });
  expect(decide(factsOf({ reading: running }))).not.toHaveProperty("until");
});

test("what needs somebody is reported before what time heals", () => {
  expect(decide(factsOf({ stop, reading: aborted }))).toMatchObject({ kind: "refuse", gate: "analysis" });
});

test("a release that failed is named as ended, one that still rolls out is not", () => {
  expect(decide(factsOf({ reading: aborted }))).toMatchObject({ ended: id("b") });
  expect(decide(factsOf({ reading: fresh("b", { state: "degraded" }) }))).toMatchObject({ ended: id("b") });
  expect(decide(factsOf({ reading: running }))).not.toHaveProperty("ended");
  expect(decide(factsOf({ reading: stale }))).not.toHaveProperty("ended");
});

const trial = { live: candidateOf("d"), reading: fresh("d", { state: "running" }) };

test("PP-16 the newest release that proved itself moves, though a newer one is on trial", () => {
  const past = [pastOf("c"), pastOf("b")];
  expect(decide(factsOf({ ...trial, past }))).toMatchObject({
    kind: "promote",
    new: releaseOf("c"),
    files: pastOf("c").files,
    evidence: { since: "2026-03-01T10:00:00.000Z" },
  });
  expect(decide(factsOf({ live: candidateOf("d"), reading: fresh("d"), past }))).toMatchObject({
    new: releaseOf("d"),
  });
});

test("PP-16 one that was followed before its soak was over is passed over", () => {
  const short = pastOf("c", {
    past: {
      releaseId: id("c"),
      version: "0.1.2",
      digest: id("c"),
      from: new Date(now.getTime() - 60_000),
      to: now,
    },
  });
  const policy = environmentOf("staging", { gates: { soakSeconds: 1800, approvals: 0, custom: [] } });
  expect(decide(factsOf({ ...trial, policy, past: [short, pastOf("b")] }))).toMatchObject({
    kind: "promote",
    new: releaseOf("b"),
  });
  expect(decide(factsOf({ ...trial, policy, past: [short] }))).toMatchObject({
    kind: "wait",
    gate: "health",
  });
});

test("a release before does not move on evidence that cannot be read", () => {
  expect(decide(factsOf({ ...trial, reading: stale, past: [pastOf("c")] }))).toMatchObject({ kind: "wait" });
});

test("what waits for the environment names the release that would move", () => {
  expect(decide(factsOf({ ...trial, past: [pastOf("c")], policy: frozen }))).toMatchObject({
    kind: "wait",
    gate: "freeze",
    gates: expect.arrayContaining([
      expect.objectContaining({ gate: "health", detail: expect.stringContaining("0.1.2") }),
    ]),
  });
});

test("answers from outside git close what git leaves open, without passing it on to an older release", () => {
  const answers = [open("custom", "fine"), closed("signature", "not signed", { final: true })];
  expect(decide(factsOf({ past: [pastOf("a")] }), answers)).toMatchObject({
    kind: "refuse",
    gate: "signature",
  });
  expect(decide(factsOf(), [closed("custom", "change-board: not yet")])).toMatchObject({
    kind: "wait",
    gate: "custom",
    reason: "change-board: not yet",
  });
  expect(decide(factsOf(), [open("signature", "signed")])).toMatchObject({ kind: "promote" });
});

test("missing approvals hold the merge, not the pull request that asks for them", () => {
  const policy = environmentOf("staging", { gates: { soakSeconds: 0, approvals: 1, custom: [] } });
  const gateOf = (change: Partial<Facts>) => {
    const decision = decide(factsOf({ policy, ...change }));
    expect(decision.kind).toBe("promote");
    return decision.gates.find(({ gate }) => gate === "approval");
  };
  expect(gateOf({})).toMatchObject({ open: false, reason: "0 of 1 approvals" });
  expect(gateOf({ approvals: ["ada"] })).toMatchObject({ open: true, detail: "approved by ada" });
});

const bypass = (gate: "freeze" | "health" | "order" | "hold" | "stop" | "analysis") => ({
  bypasses: [{ gate, actor: "ada", reason: "payments are down" }],
});

test("PP-20 a bypass lets a release pass a closed gate, and is recorded", () => {
  const expected = {
    kind: "promote",
    bypasses: [{ gate: "freeze", actor: "ada", reason: "payments are down" }],
  };
  const decision = decide(factsOf({ policy: frozen, ...bypass("freeze") }));
  expect(decision).toMatchObject(expected);
  expect(decision.gates.find(({ gate }) => gate === "freeze")).toMatchObject({ open: false });
});

test("PP-20 a bypass of a gate that is open is not recorded, and opens no other", () => {
  expect(decide(factsOf(bypass("freeze")))).toMatchObject({ kind: "promote", bypasses: [] });
  expect(decide(factsOf({ stop, ...bypass("freeze") }))).toMatchObject({ kind: "wait", gate: "stop" });
});

test.each<[string, Partial<Facts>, string]>([
  ["order", { live: candidateOf("b", { descends: false }), ...bypass("order") }, "order"],
  ["hold", { live: candidateOf("b", { hold }), ...bypass("hold") }, "hold"],
  ["stop", { stop, ...bypass("stop") }, "stop"],
  [
    "health of a release that is not the one running",
    { reading: fresh("a"), ...bypass("health") },
    "analysis",
  ],
  [
    "analysis of a release that is not the one running",
    { reading: fresh("a"), ...bypass("analysis") },
    "analysis",
  ],
])("PP-20 is never bypassed: %s", (_, change, gate) => {
  expect(decide(factsOf(change))).toMatchObject({ gate });
});
