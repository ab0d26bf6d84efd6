/** Every relative link and anchor in every Markdown file resolves. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { anchorsOf, brokenLinks } from "./links.ts";

const root = new URL("../../", import.meta.url).pathname;

/** Files of the checkout that git does not ignore, new ones among them. */
function markdownFiles(): readonly string[] {
  const options = { cwd: root, encoding: "utf8" } as const;
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.md"], options);
  const deleted = execFileSync("git", ["ls-files", "-d", "*.md"], options).split("\n");
  return listed.split("\n").filter((file) => file !== "" && !deleted.includes(file));
}

test("every relative link and anchor resolves", () => {
  const files = markdownFiles();
  expect(files.length).toBeGreaterThan(50);
  expect(brokenLinks(root, files)).toEqual([]);
});

test("README.md has at most 150 lines", () => {
  expect(execFileSync("wc", ["-l", `${root}README.md`], { encoding: "utf8" })).toMatch(
    /^\s*(\d\d?|1[0-4]\d|150) /,
  );
});

test("planted: missing files, missing headings, links out of the repository", () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-links-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "b.md"), "# One & two\n");
  writeFileSync(
    join(folder, "a.md"),
    "[x](no.md)\n[x](b.md#one--two) [x](b.md#three)\n```\n[code](no.md)\n```\n`[code](no.md)`\n[x](../c.md) [x](https://example.com)\n",
  );
  expect(brokenLinks(folder, ["a.md"])).toEqual([
    "a.md:1: no.md: no such file.",
    "a.md:2: b.md#three: no such heading.",
    "a.md:7: ../c.md: leaves the repository.",
  ]);
});

test("anchors are those of GitHub", () => {
  const text = "# `slipway` for EKS, today\n## A\n## A\n```\n# code\n```\n## [b](c.md) – d_e\n";
  expect([...anchorsOf(text)]).toEqual(["slipway-for-eks-today", "a", "a-1", "b--d_e"]);
});
