import { expect, test, vi } from "vitest";
import { closed, type GateResult, open } from "../../domain/gates/gate.ts";
import { factsOf, fresh, stale } from "../../domain/promotions/testing/facts.ts";
import { parseExceptions } from "../../domain/vulnerabilities/exceptions.ts";
import { decideFinally } from "./outside.ts";

const over = parseExceptions(
  `exceptions: [{id: CVE-2026-0001, owner: "@shop/product", reason: "not reachable from outside", expires: 2026-01-10}]`,
  "security/exceptions.yaml",
);
const NEEDS_NONE = open("exceptions", "no vulnerability is excepted");
const asked = (answer: GateResult = NEEDS_NONE) => ({
  ask: vi.fn(async () => [open("signature", "the image is signed"), answer]),
  bring: vi.fn(async () => [] as readonly GateResult[]),
});

test("the scan record of the image decides whether an expired exception matters", async () => {
  const outside = asked();
  expect(await decideFinally(factsOf({ exceptions: over }), outside)).toMatchObject({ kind: "promote" });
  expect(outside.ask).toHaveBeenCalledOnce();
  const needs = asked(closed("exceptions", "CVE-2026-0001 was excepted", { final: true }));
  expect(await decideFinally(factsOf(), needs)).toMatchObject({ kind: "refuse", gate: "exceptions" });
});

test("a release that waits for another gate waits only for that one, if its image needed no exception", async () => {
  const facts = factsOf({ exceptions: over, reading: stale });
  expect(await decideFinally(facts, asked())).toMatchObject({ kind: "wait" });
});

test("a release that needs a person anyway is not evaluated further", async () => {
  const outside = asked();
  const facts = factsOf({ exceptions: over, reading: fresh("b", { state: "aborted", cause: "failed" }) });
  expect(await decideFinally(facts, outside)).toMatchObject({ kind: "refuse" });
  expect(outside.ask).not.toHaveBeenCalled();
});

test("without an answer the exceptions that git knows of decide", async () => {
  const outside = { ...asked(), ask: async () => [open("signature", "not verified")] };
  expect(await decideFinally(factsOf({ exceptions: over }), outside)).toMatchObject({
    kind: "refuse",
    gate: "exceptions",
  });
});

test("an image is copied last, and only if everything else is open", async () => {
  const refusing = asked(closed("custom", "change-board: no"));
  expect(await decideFinally(factsOf(), refusing)).toMatchObject({ kind: "wait", gate: "custom" });
  expect(refusing.bring).not.toHaveBeenCalled();
  const lost = { ...asked(), bring: async () => [closed("registry", "no answer")] };
  expect(await decideFinally(factsOf(), lost)).toMatchObject({ kind: "wait", gate: "registry" });
});
