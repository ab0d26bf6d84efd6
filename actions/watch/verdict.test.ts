import type { Cell, HealthState } from "@slipway/lib/app/board/document.ts";
import { expect, test } from "vitest";
import { verdictOf } from "./verdict.ts";

function cell(version: string, state: HealthState, message = ""): Cell {
  return {
    environment: "dev",
    release: { id: `id-${version}`, version, digest: "", source: `abcdef${version.replaceAll(".", "")}00` },
    health: { state, since: null, message, isSilent: false, clusters: [] },
    change: {
      at: "2026-01-01T00:00:00.000Z",
      by: "slipway[bot]",
      verb: "rollback",
      commit: "",
      reason: null,
      subject: `rollback(dev): product → ${version}`,
      from: null,
      bypasses: [],
      confirmed: null,
    },
    pin: null,
    fault: null,
    paused: null,
    canary: null,
    behind: null,
    holds: [],
    next: null,
    promotion: null,
  };
}

test.each<[string, Cell, string | undefined, Cell | undefined, { succeeded: boolean } | undefined]>([
  ["healthy", cell("1.1.0", "healthy"), undefined, undefined, { succeeded: true }],
  ["still rolling out", cell("1.1.0", "running"), undefined, undefined, undefined],
  ["degraded, which may recover", cell("1.1.0", "degraded"), "1.1.0", undefined, undefined],
  ["another version is healthy", cell("1.0.0", "healthy"), "1.1.0", undefined, undefined],
  ["the commit it was built from", cell("1.1.0", "healthy"), "abcdef1", undefined, { succeeded: true }],
  ["too few digits of a commit", cell("1.1.0", "healthy"), "abcdef", undefined, undefined],
  ["aborted", cell("1.1.0", "aborted", "20 % errors"), undefined, undefined, { succeeded: false }],
  [
    "rolled back between two looks",
    cell("1.0.0", "healthy"),
    "1.1.0",
    cell("1.1.0", "running"),
    { succeeded: false },
  ],
  [
    "another one took its place, and any will do",
    cell("1.2.0", "running"),
    undefined,
    cell("1.1.0", "running"),
    undefined,
  ],
])("%s", (_name, now, requested, before, verdict) => {
  const found = verdictOf(now, requested, before);
  if (verdict === undefined) expect(found).toBeUndefined();
  else expect(found).toMatchObject(verdict);
});

test("what replaced it is named", () => {
  const found = verdictOf(cell("1.0.0", "healthy"), "1.1.0", cell("1.1.0", "running"));
  expect(found?.reason).toBe(
    "1.1.0 was replaced before it was healthy by slipway[bot] (rollback): rollback(dev): product → 1.0.0",
  );
});
