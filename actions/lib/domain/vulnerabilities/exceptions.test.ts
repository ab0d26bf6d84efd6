import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Findings } from "../errors/user-error.ts";
import {
  covers,
  type Exception,
  expiredExceptions,
  overlongExceptions,
  parseExceptions,
  requireBounded,
} from "./exceptions.ts";

const DAY_MS = 86_400_000;
const FILE = "security/exceptions.yaml";

const entry = (more: Record<string, unknown>): string => {
  const all = {
    id: "CVE-2026-1",
    owner: "@slipway/shop",
    reason: "not reached in our use",
    expires: "2026-08-01",
  };
  const lines = Object.entries({ ...all, ...more }).filter(([, value]) => value !== undefined);
  return `  - ${lines.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join("\n    ")}\n`;
};

const parse = (...entries: readonly string[]) => parseExceptions(`exceptions:\n${entries.join("")}`, FILE);

const until = (expires: string): Exception => ({
  id: "CVE-2026-1",
  owner: "@a",
  reason: "because of this",
  expires,
  where: `${FILE}:1`,
});

test("entries are read with the line they are on", () => {
  expect(parse(entry({ package: "left-pad" }), entry({ services: ["order"] }))).toEqual([
    {
      ...until("2026-08-01"),
      owner: "@slipway/shop",
      reason: "not reached in our use",
      package: "left-pad",
      where: `${FILE}:2`,
    },
    {
      ...until("2026-08-01"),
      owner: "@slipway/shop",
      reason: "not reached in our use",
      services: ["order"],
      where: `${FILE}:7`,
    },
  ]);
});

test.each([
  ["no owner", { owner: undefined }, /:2: exceptions\.0\.owner: .*it is missing/],
  ["an owner nobody can ask", { owner: "us" }, /:3: exceptions\.0\.owner: not somebody to ask .*got "us"/],
  ["no reason", { reason: undefined }, /:2: exceptions\.0\.reason: .*it is missing/],
  ["a reason of one word", { reason: "wontfix" }, /:4: exceptions\.0\.reason: too short/],
  ["no end", { expires: undefined }, /:2: exceptions\.0\.expires: .*it is missing/],
  ["an end that is no day", { expires: "2026-02-30" }, /:5: exceptions\.0\.expires: not a day/],
  ["a key there is none of", { until: "never" }, /:6: exceptions\.0\.until: no such key/],
  ["an id that matches everything", { id: "*" }, /:2: exceptions\.0\.id: neither/],
  ["no service", { services: [] }, /:6: exceptions\.0\.services/],
  ["a secret's rule for all files", { id: "github-pat" }, /:2: exceptions\.0\.path: .*one file only/],
  [
    "a secret's rule for a package",
    { id: "github-pat", path: "a", package: "b" },
    /:7: exceptions\.0\.package: says nothing/,
  ],
  ["a vulnerability of a file", { path: "app/main.js" }, /:6: exceptions\.0\.path: says nothing/],
])("T11 an entry with %s is refused with its line", (_name, change, message) => {
  expect(() => parse(entry(change))).toThrow(Findings);
  expect(() => parse(entry(change))).toThrow(message);
});

test("all findings of the file are reported at once", () => {
  expect(() => parse(entry({ owner: undefined }), entry({ reason: "no" }))).toThrow(/owner[\s\S]*\n.*reason/);
});

test.each([
  ["exceptions: []", 0],
  ["exceptions:", 0],
])("%s has none", (text, count) => expect(parseExceptions(text, FILE)).toHaveLength(count));

test.each(["", "exception: []", "exceptions: {}", "exceptions: [", "- id: CVE-2026-1"])(
  "T11 %j is not taken for a file without exceptions",
  (text) => expect(() => parseExceptions(text, FILE)).toThrow(Findings),
);

test("an exception holds through its last day, in UTC", () => {
  const exception = until("2026-08-01");
  expect(expiredExceptions([exception], new Date("2026-08-01T23:59:59.999Z"))).toEqual([]);
  expect(expiredExceptions([exception], new Date("2026-08-02T00:00:00Z"))).toEqual([exception]);
});

test("T11 one that would hold for more than 90 days may not be granted", () => {
  const now = new Date("2026-01-01T23:00:00Z");
  expect(overlongExceptions([until("2026-04-01")], now)).toEqual([]);
  expect(() => requireBounded([until("2026-04-02")], now)).toThrow(
    /exceptions\.yaml:1: CVE-2026-1 .* more than 90 days ahead[\s\S]*expire on 2026-04-01 or before/,
  );
});

test("T11 whatever the day and the clock, nothing passes for more than 91 days from now", () => {
  const days = fc.integer({ min: -400, max: 400 });
  const clock = fc.date({ min: new Date("2026-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(clock, days, (now, ahead) => {
      const exception = until(new Date(now.getTime() + ahead * DAY_MS).toISOString().slice(0, 10));
      const isGranted = overlongExceptions([exception], now).length === 0;
      const later = new Date(now.getTime() + 91 * DAY_MS);
      return !isGranted || expiredExceptions([exception], later).length === 1;
    }),
  );
});

test("the exceptions of this repository can be read", () => {
  const text = readFileSync(new URL(`../../../../${FILE}`, import.meta.url), "utf8");
  requireBounded(parseExceptions(text, FILE), new Date());
});

test("an exception of a service is one of its further images too, and of no other service's", () => {
  const exception = { ...until("2026-08-01"), services: ["order"] };
  const finding = { kind: "vulnerability", id: "CVE-2026-1", package: "openssl" } as const;
  expect(
    ["order", "order.migrate", "order-migrate", "product"].map((name) => covers(exception, name, finding)),
  ).toEqual([true, true, false, false]);
});
