import { recordedReport } from "@slipway/testing/report.ts";
import { expect, test } from "vitest";
import { UserError } from "../../domain/errors/user-error.ts";
import { BadRequest } from "../request/request.ts";
import { describeError, exitCode, exitCodeOf, reportOutcome } from "./outcome.ts";
import type { Outcome, Status } from "./report.ts";
import { table, terminalReport } from "./terminal.ts";

const outcome = (...statuses: readonly Status[]): Outcome => ({
  outputs: {},
  results: statuses.map((status, i) => ({ service: `s${i}`, environment: "dev", status, reason: "because" })),
});

test.each<[Status, number]>([
  ["done", 0],
  ["nothing", 0],
  ["waiting", 0],
  ["refused", 0],
  ["failed", 1],
])("%s exits with %i", (status, code) => expect(exitCode(outcome("done", status))).toBe(code));

test("a user's mistake has no stack, a fault of ours has", () => {
  expect(describeError(new UserError("file:1: wrong"))).toBe("file:1: wrong");
  expect(describeError(new TypeError("x is not a function"))).toMatch(
    /^internal error: TypeError[\s\S]*\n\s+at /,
  );
  expect(exitCodeOf(new BadRequest(["a"]))).toBe(2);
  expect(exitCodeOf(new UserError("a"))).toBe(1);
});

test("every result is in the table; failed and refused are reported", () => {
  const report = recordedReport();
  reportOutcome("bump", outcome("done", "refused", "failed"), report);
  expect(report.lines).toEqual([
    "warning: dev/s1 refused: because",
    "error: dev/s2 failed: because",
    "summary: slipway bump: dev | s0 | done | because",
    "summary: slipway bump: dev | s1 | refused | because",
    "summary: slipway bump: dev | s2 | failed | because",
  ]);
});

test("an output that is not a terminal gets plain text, with aligned columns", () => {
  const written: string[] = [];
  const report = terminalReport({ write: (text) => written.push(text) });
  report.warning("old", { file: "a.yaml", line: 3 });
  report.summary(
    "t",
    ["service", "status"],
    [
      ["product", "done"],
      ["a", "nothing\nmore"],
    ],
  );
  expect(written.join("")).toBe("warning: a.yaml:3: old\nservice  status\nproduct  done\na        nothing\n");
  expect(table(["a"], [])).toBe("a");
});
