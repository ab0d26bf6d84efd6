import { expect, test, vi } from "vitest";
import { githubReport } from "./github.ts";
import { terminalReport } from "./terminal.ts";

const DIFF = "=== dev/a · Rollout a\n! replicas fall\n@@ -1,2 +1,2 @@\n-a: 1\n+a: 2\n ::error::planted";

test("no line of a diff is a command to the runner, however it begins", () => {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  try {
    githubReport().diff(DIFF);
  } finally {
    spy.mockRestore();
  }
  const lines = written.join("").trimEnd().split("\n");
  expect(lines).toHaveLength(6);
  expect(lines.filter((line) => line.trimStart().startsWith("::"))).toEqual([]);
  expect(lines.at(-1)).toContain("::error::planted");
});

test("an output that is not a terminal gets the plain diff, without Markdown", () => {
  const written: string[] = [];
  const report = terminalReport({ write: (text) => written.push(text) });
  report.diff(DIFF);
  report.diff("");
  report.markdown("# planted");
  expect(written.join("")).toBe(`${DIFF}\n`);
});
