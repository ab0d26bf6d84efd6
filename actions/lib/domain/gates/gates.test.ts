import { expect, test } from "vitest";
import { formatDuration } from "../durations/format.ts";
import type { Evidence, Reading } from "../evidence/evidence.ts";
import type { Hold } from "../holds/holds.ts";
import { parseExceptions } from "../vulnerabilities/exceptions.ts";
import type { Excused } from "../vulnerabilities/scan-record.ts";
import { analysisGate } from "./analysis.ts";
import { approvalGate } from "./approval.ts";
import { type Dependency, dependenciesGate } from "./dependencies.ts";
import { exceptionsGate } from "./exceptions.ts";
import { healthGate } from "./health.ts";
import { holdGate } from "./hold.ts";
import { idleGate } from "./idle.ts";
import { orderGate } from "./order.ts";
import { originGate } from "./origin.ts";
import { soakGate } from "./soak.ts";
import { stopGate } from "./stop.ts";

const id = (letter: string) => `sha256:${letter.repeat(64)}`;
const release = { id: id("b"), version: "0.1.1" };

const reading = (change: Partial<Evidence> = {}): Reading => ({
  fresh: true,
  evidence: {
    schema: 1,
    service: "product",
    environment: "dev",
    cluster: "main",
    releaseId: release.id,
    digest: id("d"),
    version: release.version,
    revision: null,
    state: "healthy",
    cause: null,
    since: "2026-01-01T00:00:00Z",
    step: null,
    stable: { releaseId: release.id },
    observedGeneration: 1,
    message: "",
    ...change,
  },
  commit: "e".repeat(40),
  reports: [],
});

const stale: Reading = { fresh: false, reason: "the last beat was 900 s ago", reports: [] };
const past = {
  releaseId: release.id,
  version: "0.1.1",
  digest: id("d"),
  from: new Date("2026-01-01T00:00:00Z"),
  to: new Date("2026-01-01T01:00:00Z"),
};

const health = (answer: Reading, span?: typeof past) =>
  healthGate({ from: "dev", release, reading: answer, past: span });
const analysis = (answer: Reading, span?: typeof past) =>
  analysisGate({ from: "dev", release, reading: answer, past: span });

test("idle: no canary of another release is cut short where it would go, except by a fix of what runs", () => {
  const current = { id: id("a"), version: "0.1.0" };
  const step = { index: 1, count: 4, weight: 25 };
  const reports = (change: Partial<Evidence>): Reading => {
    const answer = reading({ releaseId: current.id, version: "0.1.0", ...change });
    if (!answer.fresh) throw new Error("fresh by its making");
    const { evidence, commit } = answer;
    return { ...answer, reports: [{ cluster: "main", commit, evidence, beatAt: new Date(0) }] };
  };
  const stable = { releaseId: id("9") };
  const canary = reports({ state: "running", step, stable });
  const idle = (answer: Reading | undefined, more = {}) =>
    idleGate({ environment: "prod", release, current, reading: answer, ...more });
  expect(idle(canary)).toMatchObject({
    open: false,
    gate: "idle",
    reason: expect.stringMatching(
      /canary of 0\.1\.0 runs in prod\/main \(step 1 of 4, 25 %.*0\.1\.1 would interrupt it/,
    ),
  });
  expect(idle(canary)).not.toHaveProperty("final");
  // A hotfix of what runs ends that canary on purpose; a canary of something else it does not.
  expect(idle(canary, { isFix: true })).toMatchObject({ open: true });
  const strange = reports({ state: "running", step, stable, releaseId: id("c") });
  expect(idle(strange, { isFix: true })).toMatchObject({ open: false });
  // Its own canary, after the merge; and what brings back what the stable pods run.
  expect(idle(reports({ state: "running", step, stable, releaseId: release.id }))).toMatchObject({
    open: true,
  });
  expect(idle(reports({ state: "running", step, stable: { releaseId: release.id } }))).toMatchObject({
    open: true,
  });
  expect(idle(reports({ state: "aborted", cause: "failed", step }))).toMatchObject({ open: true });
  expect(idle(reports({}))).toMatchObject({ open: true });
  // Nobody has ever reported, or nothing runs there yet; one that fell silent is closed.
  expect(idle(undefined)).toMatchObject({ open: true });
  expect(idle(stale, { current: undefined })).toMatchObject({ open: true });
  const silent: Reading = { ...stale, unreadable: ["the last beat was 900 s ago"] };
  expect(idle(silent)).toMatchObject({ open: false, reason: expect.stringContaining("is not known") });
  expect(idle(reports({ paused: "it is not reconciled: ada: incident" }))).toMatchObject({
    open: false,
    reason: expect.stringContaining("ada: incident"),
  });
});

test("health: as exactly this release, stable, by fresh evidence", () => {
  expect(health(reading())).toMatchObject({
    open: true,
    detail: expect.stringContaining("2026-01-01T00:00:00Z"),
  });
});

test.each<[string, Reading, RegExp]>([
  ["PP-15 evidence that cannot be read", stale, /last beat was 900 s ago/],
  [
    "another release in the cluster",
    reading({ releaseId: id("a"), version: "0.1.0" }),
    /still reports 0\.1\.0/,
  ],
  ["pods without an id", reading({ releaseId: null }), /still reports no release/],
  [
    "a canary that runs",
    reading({ state: "running", step: { index: 2, count: 5, weight: 25 } }),
    /still being rolled out in dev, step 2 of 5/,
  ],
  ["an abort", reading({ state: "aborted", cause: "failed", message: "errors" }), /aborted in dev: errors/],
  ["a degraded release", reading({ state: "degraded", message: "1 of 4 pods" }), /degraded in dev: 1 of 4/],
  ["another stable release", reading({ stable: { releaseId: id("a") } }), /another release is stable/],
])("health is closed: %s", (_name, answer, reason) => {
  expect(health(answer)).toMatchObject({ open: false, reason: expect.stringMatching(reason) });
});

test("health of a release that a newer one followed needs fresh evidence too", () => {
  const newer = reading({ releaseId: id("c"), state: "running" });
  expect(health(newer, past)).toMatchObject({ open: true });
  expect(health(stale, past)).toMatchObject({ open: false });
});

test("analysis: a bad release is final, one that could not be judged may be tried again", () => {
  expect(analysis(reading())).toMatchObject({ open: true });
  expect(analysis(reading({ state: "aborted", cause: "failed", message: "errors 0.2" }))).toMatchObject({
    open: false,
    final: true,
    reason: expect.stringMatching(/^0\.1\.1 was aborted in dev \(failed\): errors 0\.2/),
  });
  const unjudged = analysis(reading({ state: "aborted", cause: "error" }));
  expect(unjudged).toMatchObject({ open: false });
  expect(unjudged).not.toHaveProperty("final");
  expect(analysis(reading({ releaseId: id("a") }))).toMatchObject({ open: false });
  expect(analysis(stale)).toMatchObject({ open: false });
});

const soak = (change: Partial<Parameters<typeof soakGate>[0]>) =>
  soakGate({
    from: "dev",
    version: "0.1.1",
    soakSeconds: 1800,
    since: new Date("2026-01-01T12:00:00Z"),
    now: new Date("2026-01-01T12:10:00Z"),
    ...change,
  });

test("PP-16 soak counts from the moment it became healthy there, and says when it is over", () => {
  expect(soak({})).toEqual({
    gate: "soak",
    open: false,
    reason: "0.1.1 has been healthy in dev for 10 min of 30 min",
    until: new Date("2026-01-01T12:30:00Z"),
  });
  expect(soak({ now: new Date("2026-01-01T12:29:59.999Z") }).open).toBe(false);
  expect(soak({ now: new Date("2026-01-01T12:30:00Z") })).toMatchObject({ open: true });
});

test("PP-16 soak that a newer release cut short is over for good, one that was long enough stays so", () => {
  const cut = soak({ to: new Date("2026-01-01T12:05:00Z"), now: new Date("2026-01-02T00:00:00Z") });
  expect(cut).toMatchObject({ open: false, reason: expect.stringContaining("5 min of 30 min when a newer") });
  expect(cut).not.toHaveProperty("until");
  expect(soak({ to: new Date("2026-01-01T12:30:00Z") })).toMatchObject({ open: true });
});

test("soak: none asked is open, an unknown beginning and one in the future are closed", () => {
  expect(soak({ soakSeconds: 0, since: undefined })).toMatchObject({ open: true });
  expect(soak({ since: undefined })).toMatchObject({ open: false });
  expect(soak({ since: new Date("never") })).toMatchObject({ open: false });
  expect(soak({ since: new Date("2026-01-01T13:00:00Z") })).toMatchObject({
    open: false,
    reason: expect.stringContaining("for 0 s of"),
  });
});

test("dependencies: every version that is lacking is named, and what cannot be read is closed", () => {
  const answer = (pinned: Dependency["pinned"]) =>
    dependenciesGate({
      environment: "prod",
      dependencies: [
        { service: "ledger", range: ">=1.4", pinned },
        { service: "user", range: "^2.0.0", pinned: undefined },
      ],
    });
  expect(answer({ version: "1.3.9" })).toMatchObject({
    open: false,
    reason: expect.stringMatching(
      /needs ledger >=1\.4, and prod has 1\.3\.9; it needs user \^2\.0\.0, and prod has no release of it\.\n {2}Promote/,
    ),
  });
  expect(answer("edited manually")).toMatchObject({
    reason: expect.stringContaining("cannot be read: edited"),
  });
  const ledger = { service: "ledger", range: ">=1.4", pinned: { version: "1.4.0" } };
  expect(dependenciesGate({ environment: "prod", dependencies: [ledger] })).toMatchObject({
    open: true,
    detail: "prod has ledger >=1.4",
  });
});

test("order: what lacks the target's source is refused with the remedy", () => {
  const moved = { version: "0.1.1", source: "b".repeat(40) };
  const current = { version: "0.1.0", source: "a".repeat(40) };
  const order = (descends: boolean, pinned: typeof current | undefined = current) =>
    orderGate({ environment: "prod", from: "staging", release: moved, current: pinned, descends });
  expect(order(true)).toMatchObject({ open: true });
  expect(
    orderGate({ environment: "prod", from: "staging", release: moved, current: undefined, descends: false }),
  ).toMatchObject({ open: true });
  expect(order(false)).toMatchObject({
    open: false,
    final: true,
    reason: expect.stringMatching(/does not contain a{12}[\s\S]*\n {2}Merge a{12}/),
  });
});

test("PP-20 stop: closed with who and why, also when it cannot be read", () => {
  const stop = {
    branch: "stop/all",
    environment: "all",
    commit: "f".repeat(40),
    reason: "database move",
    by: "ada",
    since: new Date("2026-01-01T00:00:00Z"),
  };
  expect(stopGate({ environment: "prod", stop: undefined })).toMatchObject({ open: true });
  expect(stopGate({ environment: "prod", stop })).toMatchObject({
    open: false,
    reason: expect.stringMatching(/everything is stopped .* by ada: database move/),
  });
  expect(stopGate({ environment: "prod", stop: "no answer" })).toMatchObject({ open: false });
});

test("PP-22 hold: closed until it expires, or until somebody acts", () => {
  const hold: Hold = {
    schema: 1,
    environment: "prod",
    service: "product",
    releaseId: release.id,
    digest: id("d"),
    version: "0.1.1",
    source: "b".repeat(40),
    cause: "rollback",
    reason: "orders got lost",
    by: "ada",
    at: "2025-12-31T00:00:00Z",
    until: null,
  };
  const gate = (against: Hold | string | undefined) =>
    holdGate({ release: { version: "0.1.1" }, hold: against });
  expect(gate(undefined)).toMatchObject({ open: true });
  expect(gate(hold)).toMatchObject({
    open: false,
    final: true,
    reason: expect.stringMatching(/^0\.1\.1 is held in prod .*by ada.*: orders got lost/),
  });
  expect(gate({ ...hold, version: "0.1.2" })).toMatchObject({
    reason: expect.stringMatching(/^0\.1\.1 is not newer than what is held: 0\.1\.2 is held/),
  });
  expect(gate({ ...hold, until: "2026-01-01T00:00:00Z" })).toMatchObject({
    open: false,
    until: new Date("2026-01-01T00:00:00Z"),
  });
  expect(gate("environments/prod/holds/x.yaml: unreadable")).toMatchObject({ open: false });
});

const EXCEPTIONS = `exceptions:
  - id: CVE-2026-0001
    owner: "@shop/product"
    reason: not reachable from outside
    expires: 2026-01-10
    services: [product]
`;

const excepted = (now: string, change: Partial<Parameters<typeof exceptionsGate>[0]> = {}) =>
  exceptionsGate({
    service: "product",
    exceptions: parseExceptions(EXCEPTIONS, "security/exceptions.yaml"),
    now: new Date(now),
    ...change,
  });

test("exceptions: closed when one that concerns the service is over, or the file cannot be read", () => {
  expect(excepted("2026-01-10T23:59:59Z")).toMatchObject({ open: true, detail: "1 excepted, none expired" });
  expect(excepted("2026-01-11T00:00:00Z")).toMatchObject({
    open: false,
    final: true,
    reason: expect.stringMatching(/^CVE-2026-0001 was excepted until 2026-01-10 by @shop\/product/),
  });
  expect(excepted("2026-01-11T00:00:00Z", { service: "order" })).toMatchObject({ open: true });
  expect(excepted("2026-01-01T00:00:00Z", { exceptions: "unreadable" })).toMatchObject({ open: false });
});

const excused = (id: string, name = "left-pad"): Excused => ({
  finding: { kind: "vulnerability", id, package: name, version: "1.0.0", severity: "HIGH" },
  exception: { owner: "@shop/product", reason: "not reachable from outside", expires: "2026-01-10" },
});

test("exceptions: what the scan recorded counts; taking its line away opens nothing", () => {
  const recorded = [excused("CVE-2026-0002")];
  expect(excepted("2026-02-01T00:00:00Z", { recorded: [] })).toMatchObject({ open: true });
  expect(excepted("2026-01-01T00:00:00Z", { recorded })).toMatchObject({
    open: false,
    reason: expect.stringMatching(/^CVE-2026-0002 is no longer excepted/),
  });
});

test("exceptions: closed when one that this image needed is over, and open again when somebody renewed it", () => {
  const recorded = [excused("CVE-2026-0001")];
  expect(excepted("2026-01-10T23:59:59Z", { recorded })).toMatchObject({ open: true });
  expect(excepted("2026-01-11T00:00:00Z", { recorded })).toMatchObject({
    open: false,
    final: true,
    reason: expect.stringMatching(/^CVE-2026-0001 was excepted until 2026-01-10 by @shop\/product/),
  });
  const later = EXCEPTIONS.replace("exceptions:\n", "").replace("2026-01-10", "2026-03-01");
  const renewed = (text: string) => ({ recorded, exceptions: parseExceptions(EXCEPTIONS + text, "x.yaml") });
  expect(excepted("2026-01-11T00:00:00Z", renewed(later))).toMatchObject({ open: true });
  const elsewhere = later.replace("[product]", "[order]");
  expect(excepted("2026-01-11T00:00:00Z", renewed(elsewhere))).toMatchObject({ open: false });
  const another = `${later}    package: right-pad\n`;
  expect(excepted("2026-01-11T00:00:00Z", renewed(another))).toMatchObject({ open: false });
});

test("approval: counts each person once and names them", () => {
  const gate = (required: number, approvals: readonly string[] | string | undefined) =>
    approvalGate({ required, approvals });
  expect(gate(0, undefined)).toMatchObject({ open: true, detail: "no approval is required" });
  expect(gate(1, undefined)).toMatchObject({ open: false, reason: "0 of 1 approvals" });
  expect(gate(2, ["ada", "ada"])).toMatchObject({ open: false, reason: "1 of 2 approvals: ada" });
  expect(gate(2, ["grace", "ada"])).toMatchObject({ open: true, detail: "approved by ada, grace" });
  expect(gate(0, "no answer")).toMatchObject({ open: false });
});

test.each([
  [0, "0 s"],
  [59.9, "59 s"],
  [1800, "30 min"],
  [5400, "1 h 30 min"],
  [90_061, "1 d 1 h"],
  [86_400 + 60, "1 d"],
])("%d seconds are %s", (seconds, words) => {
  expect(formatDuration(seconds)).toBe(words);
});

test("PP-15 what is in an environment that the one before never had is refused", () => {
  const origin = (before: string | undefined, wasBefore: boolean) =>
    originGate({ version: "0.1.1", hotfix: undefined, from: "staging", before, wasBefore });
  expect(origin(undefined, false)).toMatchObject({ open: true });
  expect(origin("dev", true)).toMatchObject({ open: true });
  expect(origin("dev", false)).toMatchObject({
    gate: "release",
    open: false,
    final: true,
    reason: expect.stringContaining("which dev never had, so no promotion made it"),
  });
});
