import { environmentOf } from "@slipway/testing/repositories/environment.ts";
import { expect, test } from "vitest";
import { isClosed } from "../gates/gate.ts";
import { releaseOf } from "../promotions/testing/facts.ts";
import { hotfixGates } from "./gates.ts";

const gates = (pinned: string | undefined) =>
  hotfixGates({
    policy: environmentOf("prod"),
    fromRegistry: "registry.example.com",
    release: releaseOf("b"),
    pinned: releaseOf("a"),
    fault: undefined,
    stop: undefined,
    reading: undefined,
    hold: undefined,
    approvals: [],
    now: new Date("2026-03-01T12:00:00Z"),
    dependencies: [
      { service: "ledger", range: ">=1.4", pinned: pinned === undefined ? undefined : { version: pinned } },
    ],
  });

test("a hotfix enters only where the versions are that it needs", () => {
  const closed = (pinned: string | undefined) =>
    gates(pinned)
      .filter(isClosed)
      .map(({ gate }) => gate);
  expect(closed("1.3.0")).toContain("dependencies");
  expect(closed(undefined)).toContain("dependencies");
  expect(closed("1.4.0")).not.toContain("dependencies");
});
