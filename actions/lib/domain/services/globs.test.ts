import { expect, test } from "vitest";
import { parseConfig } from "../config/read.ts";
import { costlyGlob, matchesGlob } from "./globs.ts";
import { matchingFolders } from "./workspace-patterns.ts";

const long = "a".repeat(60);

test.each([
  ["*a".repeat(12), "at most 3 times *"],
  [`x/${"*a".repeat(4)}/y`, "at most 3 times *"],
  ["*{x/,a*}{x/,a*}{x/,a*}b", "at most 3 times *"],
  ["**/a/".repeat(12), "at most 4 times **"],
  ["{a,b}".repeat(25), "at most 4 braces"],
  ["{1..3000000}", "no ranges"],
  [`{${"a,".repeat(500)}b}`, "32 commas"],
  ["+(a|aa)b", "choices of one length"],
  ["*(a|a)b", "choices of one length"],
  ["+(+(a))b", "choices of one length"],
  ["+(a)+(a)*(a)+(a)b", "at most 3 times *"],
])("refused by name, in no time: %s", (pattern, words) => {
  const began = process.cpuUsage();
  expect(() => matchesGlob(long, pattern)).toThrow(words);
  expect(() => matchingFolders([pattern], [long])).toThrow(words);
  expect(() => parseConfig(`services: [${JSON.stringify(pattern)}]\n`)).toThrow(words);
  expect(process.cpuUsage(began).user / 1e6).toBeLessThan(10);
});

test.each([
  "services/*",
  "**/node_modules/**/dist/**",
  "packages/{a,b}-*",
  "a/*.test.*",
  "!(docs)",
  "libs/+(a|p|y)",
  ".",
])("taken: %s", (pattern) => expect(costlyGlob(pattern)).toBeUndefined());
