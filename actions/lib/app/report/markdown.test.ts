import { expect, test } from "vitest";
import { codeBlock, escapeMarkdown } from "./markdown.ts";

test("AP-28 foreign text can neither format, link, mention nor break out of its line", () => {
  const subject = "fix: [x](http://evil) <img src=x> @team `rm`\n| cell | **bold** ![i](j)";
  const escaped = escapeMarkdown(subject);
  expect(escaped).not.toMatch(/[<\n]|(?<!\\)[[\]`*|]/);
  expect(escaped).not.toContain("@team");
});

test.each([
  "see https://evil.example.com/login",
  "see WWW.evil.example.com",
  "$\\color{red}{approved}$",
  "GH-12",
])("planted: %s is no link and no formula", (subject) => {
  expect(escapeMarkdown(subject)).not.toMatch(/:\/\/|www\.|\$|GH-/i);
});

test("a fence is longer than the backticks inside", () => {
  expect(codeBlock("a\n```\nb\n", "diff")).toBe("````diff\na\n```\nb\n````");
});

test("planted: what turns the direction of a line, or is not seen, is written out", () => {
  expect(escapeMarkdown("fix: a\u202eb\u200dc")).toBe("fix: a\\\\u202eb\\\\u200dc");
  expect(codeBlock("+image: a\u2066b\u001b[2K\n")).toBe("```\n+image: a\\u2066b\\u001b[2K\n```");
});
