import { environmentOf } from "@slipway/testing/repositories/environment.ts";
import { expect, test } from "vitest";
import type { Environment } from "../environments/environments.ts";
import { policyNotes } from "./policy-weakened.ts";

const strict = environmentOf("prod", {
  after: "staging",
  gates: {
    soakSeconds: 1800,
    approvals: 2,
    custom: [{ name: "load-test", url: "https://gates.test/load", timeoutSeconds: 5 }],
  },
  clusters: ["one", "two"],
});

test.each<[string, Partial<Environment>, string]>([
  ["a shorter soak", { gates: { ...strict.gates, soakSeconds: 60 } }, "seconds of soak 1800 → 60"],
  ["fewer approvals", { gates: { ...strict.gates, approvals: 0 } }, "approvals 2 → 0"],
  ["a custom gate less", { gates: { ...strict.gates, custom: [] } }, "custom gate load-test is removed"],
  ["a cluster less", { clusters: ["one"] }, "cluster two is removed"],
  ["nobody who reviews", { merge: "push" }, "merge review → push"],
  ["older evidence", { evidence: { maxAgeSeconds: 900 } }, "seconds evidence may be old 300 → 900"],
  ["one more image", { platformImages: ["quay.io/team/agent"] }, "image quay.io/team/agent may run"],
  ["less looking ahead", { longestRolloutSeconds: 60 }, "in seconds 1800 → 60"],
])("a planted risk is reported, and the reverse change has none: %s", (_, change, words) => {
  const lax = { ...strict, ...change };
  expect(policyNotes([strict], [lax])).toEqual([expect.stringContaining(words)]);
  expect(policyNotes([lax], [strict])).toEqual([]);
});

test("where releases and images come from is reported in both directions; an environment that goes, too", () => {
  const other = { ...strict, after: "dev", registry: "other.test" };
  expect(policyNotes([strict], [other])).toEqual([
    "environment prod: releases come from dev, not staging",
    "environment prod: images come from other.test, not registry.test",
  ]);
  expect(policyNotes([strict], [])).toEqual(["environment prod: the environment is removed"]);
  expect(policyNotes([], [strict])).toEqual([]);
});
