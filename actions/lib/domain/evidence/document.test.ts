import { expect, test } from "vitest";
import { Findings } from "../errors/user-error.ts";
import { type Evidence, formatEvidence, parseEvidence } from "./document.ts";

const id = `sha256:${"a".repeat(64)}`;
const healthy: Evidence = {
  schema: 1,
  service: "product",
  environment: "dev",
  cluster: "main",
  releaseId: id,
  digest: `sha256:${"b".repeat(64)}`,
  version: "0.1.0",
  revision: "c".repeat(40),
  state: "healthy",
  cause: null,
  since: "2026-01-01T00:00:00Z",
  step: null,
  stable: { releaseId: id },
  observedGeneration: 3,
  message: "4 of 4 pods available",
};

const findings = (change: Record<string, unknown>): readonly string[] => {
  try {
    parseEvidence(JSON.stringify({ ...healthy, ...change }), "product.json");
  } catch (error) {
    expect(error).toBeInstanceOf(Findings);
    return (error as Findings).findings;
  }
  return [];
};

test("written evidence is read back, and equal evidence gives equal bytes", () => {
  const text = formatEvidence(healthy);
  expect(parseEvidence(text, "product.json")).toEqual(healthy);
  const shuffled = Object.fromEntries(Object.entries(healthy).reverse()) as unknown as Evidence;
  expect(formatEvidence(shuffled)).toBe(text);
});

test("a key a newer reporter added is no reason to close the gates", () => {
  expect(findings({ nodes: 3 })).toEqual([]);
});

test.each([
  ["another schema", { schema: 2 }, "product.json:1: schema: only schema 1 is known, got 2."],
  ["a cut id", { releaseId: "sha256:abc" }, "releaseId: expected sha256:<64 hexadecimal digits>"],
  ["an unknown state", { state: "fine" }, "state: "],
  ["an abort without a cause", { state: "aborted" }, "cause: set when, and only when, the state is aborted"],
  ["a cause without an abort", { cause: "failed" }, "cause: set when, and only when"],
  ["health without a release", { releaseId: null }, "releaseId: required when the state is healthy"],
  ["a time as text", { since: "yesterday" }, 'since: expected a time like 2026-01-01T00:00:00Z, got "yes'],
  ["a weight of 120", { step: { index: 1, count: 4, weight: 120 } }, "step.weight: expected 0 to 100"],
])("refuses %s", (_name, change, words) => {
  const found = findings(change);
  expect(found.join("\n")).toContain(words);
  expect(found.join("\n")).toContain("\n  Only the cluster's reporter writes this file");
});

test("all findings are reported together; an invalid document is reported too", () => {
  expect(findings({ schema: 2, digest: "x", service: "" })).toHaveLength(3);
  expect(() => parseEvidence('{"schema": 1,', "dev:product.json")).toThrow(/^dev:product\.json:1: not YAML/);
  expect(() => parseEvidence("", "dev:product.json")).toThrow(/dev:product\.json/);
});
