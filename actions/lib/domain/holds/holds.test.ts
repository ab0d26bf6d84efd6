import { treeOf } from "@slipway/testing/git/tree.ts";
import { releaseOf } from "@slipway/testing/repositories/shop.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Findings } from "../errors/user-error.ts";
import { formatHold, type Hold, holdFile, holdOf, holdOn, parseHold, readHolds, toHold } from "./holds.ts";

const now = new Date("2026-03-01T12:00:00Z");
const sha = (digit: string) => digit.repeat(40);
const { release } = releaseOf("product", { version: "0.2.0", source: sha("2") });
const order = { cause: "failed", reason: "20 % errors", by: "slipway[bot]", at: now, until: null } as const;
const hold = toHold("prod", release, order);
const file = holdFile("prod", "product", release.id);
/** Commits are one line: 1, 2, 3. */
const descends = async (ancestor: string, descendant: string) => ancestor <= descendant;
const other = (letter: string, source: string) =>
  releaseOf("product", { digest: `sha256:${letter.repeat(64)}`, source: sha(source) }).release;

test("a hold's file is named by service and release, and reads back as it was written", () => {
  expect(file).toBe(`environments/prod/holds/product-${release.id.slice(7, 19)}.yaml`);
  expect(parseHold(formatHold(hold), file)).toEqual(hold);
});

test("any reason stays a reason", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), fc.string({ minLength: 1 }), (reason, by) => {
      const odd = { ...hold, reason, by };
      expect(parseHold(formatHold(odd), file)).toEqual(odd);
    }),
  );
});

test.each([
  ["another schema", "schema: 1", "schema: 2", /only schema 1/],
  ["an unknown key", "schema: 1", "schema: 1\nuntill: null", /untill: no such key/],
  ["an unknown cause", 'cause: "failed"', 'cause: "mood"', /cause: /],
  ["no reason", 'reason: "20 % errors"', 'reason: ""', /expected a reason/],
  ["a date without time", "until: null", "until: 2026-04-01", /until: expected a time in UTC/],
  [
    "another environment",
    'environment: "prod"',
    'environment: "dev"',
    /belongs into environments\/dev\/holds/,
  ],
])("PP-22 a hold with %s is refused, with its place", async (_, from, to, words) => {
  const text = formatHold(hold);
  expect(text).toContain(from);
  const tree = treeOf({ [file]: text.replace(from, to) });
  await expect(readHolds(tree, "prod")).rejects.toThrow(words);
  await expect(readHolds(tree, "prod")).rejects.toThrow(file);
});

test("PP-22 one file that is no hold closes the environment, and all that are wrong are reported at once", async () => {
  const folder = "environments/prod/holds";
  const tree = treeOf({ [file]: formatHold(hold), [`${folder}/a.yml`]: "x", [`${folder}/b.yaml`]: "[" });
  const error: unknown = await readHolds(tree, "prod").catch((fault: unknown) => fault);
  expect(error).toBeInstanceOf(Findings);
  expect((error as Findings).message).toMatch(/a\.yml[\s\S]*b\.yaml/);
});

test("a folder without holds, and one with a README, hold nothing", async () => {
  expect(await readHolds(treeOf({}), "prod")).toEqual([]);
  expect(await readHolds(treeOf({ "environments/prod/holds/README.md": "# Holds" }), "prod")).toEqual([]);
});

test.each([
  ["the held release itself", release, true],
  ["its image with other manifests, from a newer commit", other("a", "3"), true],
  ["another build of the held commit", other("b", "2"), true],
  ["an older release", other("b", "1"), true],
  ["a newer release", other("b", "3"), false],
  ["a release of another service", { ...release, service: "order" }, false],
])("PP-22 stands against: %s (%#)", async (_, candidate, isHeld) => {
  expect(await holdOn([hold], candidate, now, descends)).toEqual(isHeld ? hold : undefined);
});

test("PP-22 a commit on another line of history is not newer", async () => {
  expect(await holdOn([hold], other("b", "3"), now, async () => false)).toEqual(hold);
});

test("a hold ends when its time has come, to the second", async () => {
  const until = "2026-03-01T12:00:00Z";
  const ended = { ...hold, until };
  const before = new Date(now.getTime() - 1);
  expect(await holdOn([ended], release, before, descends)).toEqual(ended);
  expect(await holdOn([ended], release, now, descends)).toBeUndefined();
  expect(holdOf([ended], release, now)).toBeUndefined();
});

test("the hold of a release itself is named before one of a newer release", async () => {
  const newer: Hold = toHold("prod", other("b", "3"), { ...order, at: new Date(0) });
  expect(await holdOn([newer, hold], release, now, descends)).toEqual(hold);
  expect(holdOf([newer], release, now)).toBeUndefined();
});
