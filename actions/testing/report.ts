import type { Context, Report } from "@slipway/lib/app/report/report.ts";

export interface RecordedReport extends Report {
  /** Everything said, in order, one line an entry. */
  readonly lines: readonly string[];
}

/** A report that remembers instead of printing. */
export function recordedReport(): RecordedReport {
  const lines: string[] = [];
  const say = (kind: string) => (message: string) => {
    lines.push(`${kind}: ${message}`);
  };
  return {
    lines,
    group: async (title, body) => {
      lines.push(`group: ${title}`);
      return body();
    },
    info: say("info"),
    plan: (plan) => {
      for (const line of plan) lines.push(`plan: ${line}`);
    },
    notice: say("notice"),
    warning: say("warning"),
    error: say("error"),
    summary: (title, _header, rows) => {
      for (const row of rows) lines.push(`summary: ${title}: ${row.join(" | ")}`);
    },
    diff: say("diff"),
    markdown: say("markdown"),
  };
}

/** What a verb is given when it runs in the clone at `workspace`. */
export function testContext(workspace: string, changes: Partial<Context> = {}): Context {
  return {
    workspace,
    env: { PATH: process.env.PATH },
    clock: { now: () => new Date("2026-01-01T00:00:00Z") },
    report: recordedReport(),
    dryRun: false,
    ...changes,
  };
}
