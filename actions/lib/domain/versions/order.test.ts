import fc from "fast-check";
import { expect, test } from "vitest";
import { isOlderTag, isOlderValue } from "./order.ts";

const pairs = (text: string) =>
  text
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split(">") as [string, string]);

test.each([
  ["commits", "0.0.0-9f2c1aa>0.0.0-1b30dd9 1.0.0-b2c3d4e>1.0.0-a1b2c3d 0.0.0-9876543>0.0.0-1234567"],
  [
    "git describe",
    "0.79.0>0.79.0-60-g8fae44f 0.79.0-101-g8fae44f>0.79.0-60-g1234567 1.4.0-g9c0ffee>1.4.0-g1c0ffee",
  ],
  [
    "build counters behind a version",
    "8.9.0-ls99>8.9.0-ls101 8.9.0-ls101>8.9.0-ls99 1.0.0-5>1.0.0-4 8.1.0_p2>8.1.0_p1",
  ],
  ["variants", "1.0.0-bookworm>1.0.0-alpine 1.4.2>1.4 1.4.0-dirty>1.4.0"],
  [
    "commits alone",
    "9f2c1aa>1b30dd9 9876543>1234567 706798e8>106798e8 sha-9876543>sha-1234567 main-4f2c1aa>main-1b30dd9",
  ],
  ["pieces of work", "pr-15-9bc>pr-14-abc PROJ-9-4f2c1aa>PROJ-8-4f2c1aa feature-9>feature-8"],
  ["other schemes", "20240131>1.0.0 main>1.0.0 latest>1.0.0 1.0.0>stable"],
  ["dates with a commit", "20240131-9aa>20240131-1bb"],
  ["other images", "r/a:2.0>r/b:1.0 r/a@sha256:b>r/a@sha256:a host:5000/a>host:4000/a"],
])("what has no order never refuses a newer build: %s", (_, text) => {
  for (const [old, next] of pairs(text))
    expect([old, next, isOlderValue(next, old)]).toEqual([old, next, false]);
});

test.each([
  [
    "x.y.z",
    "1.10.0>1.9.0 v2.0.0>v1.9.9 v2.0.0>1.9.9 app-v1.10.0>app-v1.9.0 1.2.3.4>1.2.3.3 1.10.0-4f2>1.9.0-9f2",
  ],
  ["x.y", "1.10>1.9 1.10.0>1.9 2.0-alpine>1.9-alpine"],
  [
    "dates",
    "2024-02-01>2024-01-31 20240201>20240131 2024.10.1>2024.9.1 20240131_2>20240131_1 20240131-120001>20240131-120000 RELEASE.2024-02-01T00-00-00Z>RELEASE.2024-01-31T00-00-00Z",
  ],
  [
    "dates behind a version",
    "1.0.0-20240201>1.0.0-20240131 v0.0.0-20240131120001-1f2c1aabbccd>v0.0.0-20240131120000-9f2c1aabbccd",
  ],
  ["counters", "102>101 build-102>build-101 ci.102>ci.101 7123456790>7123456789 123-4f2>122-9f2"],
  [
    "release candidates and the like",
    "1.0.0-rc.2>1.0.0-rc.1 1.0.0-rc.10>1.0.0-rc.9 1.0.0>1.0.0-rc.1 1.0.0-rc.1>1.0.0-beta.3 1.0.0rc2>1.0.0rc1 1.0.0-rc2>1.0.0-rc1 1.0.0-RC2>1.0.0-RC1 1.0.0-beta>1.0.0-alpha 1.0.0>1.0.0-dev.3 1.0.0-rc.1.4f2c1aa>1.0.0-rc.0.9f2c1aa",
  ],
  ["whole references", "r/a:1.10.0@sha256:b>r/a:1.9.0@sha256:a host:5000/x/a:2>host:5000/x/a:1"],
])("what has an order goes one way only: %s", (_, text) => {
  for (const [newer, older] of pairs(text)) {
    expect([newer, older, isOlderValue(older, newer)]).toEqual([newer, older, true]);
    expect([older, newer, isOlderValue(newer, older)]).toEqual([older, newer, false]);
  }
});

test("of two tags at most one is older, and none is older than itself", () => {
  const piece = fc.constantFrom(
    "1",
    "10",
    "2024",
    "01",
    "31",
    ".",
    "-",
    "_",
    "rc",
    "beta",
    "v",
    "g",
    "4f2c1aa",
    "build",
  );
  const tag = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(tag, tag, (one, other) => {
      expect(isOlderTag(one, other) && isOlderTag(other, one)).toBe(false);
      expect(isOlderTag(one, one)).toBe(false);
    }),
  );
});
