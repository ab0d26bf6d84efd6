import { expect, test, vi } from "vitest";
import { closed, open } from "../gates/gate.ts";
import { parseExceptions } from "../vulnerabilities/exceptions.ts";
import { decideFinally } from "./outside.ts";
import { factsOf, fresh, stale } from "./testing/facts.ts";

const over = parseExceptions(
  `exceptions: [{id: CVE-2026-0001, owner: "@shop/product", reason: "not reachable from outside", expires: 2026-01-10}]`,
  "security/exceptions.yaml",
);
const NEEDS_NONE = open("exceptions", "no vulnerability is excepted");
const asked = (answer = NEEDS_NONE as ReturnType<typeof open> | ReturnType<typeof closed>) =>
  vi.fn(async () => [open("signature", "the image is signed"), answer]);

test("what is recorded with the image says whether an exception that is over matters", async () => {
  const outside = asked();
  expect(await decideFinally(factsOf({ exceptions: over }), outside)).toMatchObject({ kind: "promote" });
  expect(outside).toHaveBeenCalledOnce();
  const needs = asked(closed("exceptions", "CVE-2026-0001 was excepted", { final: true }));
  expect(await decideFinally(factsOf(), needs)).toMatchObject({ kind: "refuse", gate: "exceptions" });
});

test("what waits for something else waits for that alone, once its image needed no exception", async () => {
  const facts = factsOf({ exceptions: over, reading: stale });
  expect(await decideFinally(facts, asked())).toMatchObject({ kind: "wait" });
});

test("what somebody has to do something about anyway is not asked about", async () => {
  const outside = asked();
  const facts = factsOf({ exceptions: over, reading: fresh("b", { state: "aborted", cause: "failed" }) });
  expect(await decideFinally(facts, outside)).toMatchObject({ kind: "refuse" });
  expect(outside).not.toHaveBeenCalled();
});

test("without an answer the exceptions that git knows of decide", async () => {
  const outside = vi.fn(async () => [open("signature", "not verified")]);
  expect(await decideFinally(factsOf({ exceptions: over }), outside)).toMatchObject({
    kind: "refuse",
    gate: "exceptions",
  });
});
