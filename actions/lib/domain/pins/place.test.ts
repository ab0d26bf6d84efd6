import { describe, expect, test } from "vitest";
import type { PinPlace } from "./declaration.ts";
import { pinnedAt, withPin } from "./place.ts";

const digest = `sha256:${"b".repeat(64)}`;
const file = "f.yaml";
const image: PinPlace = { file, image: "acme/a" };
const values: PinPlace = { file, values: ["a.b/c", "image"] };
const path: PinPlace = { file, path: ["spec", "containers", 1, "image"] };
const pin = { tag: "2.0.0", digest };

describe("a digest is added next to a tag that has none, and nothing else changes", () => {
  test.each([
    [
      "a block",
      `images:\n- newTag: "1" # t\n  name: acme/a\nx: 1\n`,
      `images:\n- newTag: "2.0.0" # t\n  digest: ${digest}\n  name: acme/a\nx: 1\n`,
    ],
    [
      "after the dash, Windows",
      `images:\r\n  - name: acme/a\r\n    newTag: one\r\n`,
      `images:\r\n  - name: acme/a\r\n    newTag: 2.0.0\r\n    digest: ${digest}\r\n`,
    ],
    [
      "a flow map",
      `images: [{name: acme/a, newTag: one}] # x\n`,
      `images: [{name: acme/a, newTag: 2.0.0, digest: ${digest}}] # x\n`,
    ],
    [
      "no line end",
      `images:\n- name: acme/a\n  newTag: one`,
      `images:\n- name: acme/a\n  newTag: 2.0.0\n  digest: ${digest}`,
    ],
  ])("%s", (_name, before, after) => {
    const text = withPin(before, image, pin);
    expect(text.replaceAll('"', "")).toBe(after.replaceAll('"', ""));
    expect(pinnedAt(text, image)).toEqual({ repository: "acme/a", ...pin });
  });
});

test("Helm values below a key with dots; the repository stands there, or is declared", () => {
  const before = "a.b/c:\n  image: {repository: r.test/a, tag: v1, digest: ''}\n";
  expect(pinnedAt(before, values)).toEqual({ repository: "r.test/a", tag: "v1", digest: undefined });
  expect(pinnedAt(withPin(before, values, pin), values)).toEqual({ repository: "r.test/a", ...pin });
  const bare = "a.b/c:\n  image:\n    tag: v1\n";
  expect(() => pinnedAt(bare, values)).toThrow("a.b/c.image has no repository");
  expect(pinnedAt(bare, { file, values: ["a.b/c", "image"], repository: "r.test/a" }).repository).toBe(
    "r.test/a",
  );
});

test("a reference in a list, with a port in the registry", () => {
  const before = `spec:\n  containers:\n    - image: x:1\n    - image: r.test:5000/a:v1 # mine\n`;
  expect(pinnedAt(before, path)).toEqual({ repository: "r.test:5000/a", tag: "v1", digest: undefined });
  expect(withPin(before, path, pin)).toBe(before.replace("a:v1", `a:2.0.0@${digest}`));
});

test.each([
  ["a tag that is a number", "images: [{name: acme/a, newTag: 1.10}]\n", /newTag is no text/],
  ["no entry", "images: [{name: other, newTag: a}]\n", /no entry named "acme\/a"/],
  ["two entries", "images: [{name: acme/a, newTag: a}, {name: acme/a, newTag: b}]\n", /ambiguous/],
])("planted: %s", (_name, text, says) => {
  expect(() => pinnedAt(text, image)).toThrow(says);
});

test("planted: a map that others take over gets no key without their knowing", () => {
  const shared = "base: &b\n  tag: one\n  repository: r.test/a\nother: *b\n";
  expect(() => withPin(shared, { file, values: ["base"] }, pin)).toThrow(/changing more|change other values/);
});
