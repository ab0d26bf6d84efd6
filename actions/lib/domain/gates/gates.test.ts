import { expect, test } from "vitest";
import type { Hold } from "../holds/holds.ts";
import { approvalGate } from "./approval.ts";
import { type Dependency, dependenciesGate } from "./dependencies.ts";
import { holdGate } from "./hold.ts";
import { orderGate } from "./order.ts";
import { originGate } from "./origin.ts";
import { stopGate } from "./stop.ts";
import { id, release } from "./testing/evidence.ts";

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

test("PP-22 hold: closed until it expires, or until a person acts", () => {
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

test("approval: counts each person once and names them", () => {
  const gate = (required: number, approvals: readonly string[] | string | undefined) =>
    approvalGate({ required, approvals });
  expect(gate(0, undefined)).toMatchObject({ open: true, detail: "no approval is required" });
  expect(gate(1, undefined)).toMatchObject({ open: false, reason: "0 of 1 approvals" });
  expect(gate(2, ["ada", "ada"])).toMatchObject({ open: false, reason: "1 of 2 approvals: ada" });
  expect(gate(2, ["grace", "ada"])).toMatchObject({ open: true, detail: "approved by ada, grace" });
  expect(gate(0, "no answer")).toMatchObject({ open: false });
});

test("PP-15 a release that the previous environment never had is refused", () => {
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
