/** GitHub Actions: groups, annotations and the job summary. Only this folder imports @actions/core. */
import * as core from "@actions/core";
import { logLines, printable } from "../../domain/text/untrusted.ts";
import { escapeHtml } from "./markdown.ts";
import type { FileLocation, Report } from "./report.ts";

export function githubReport(): Report {
  return {
    group: (title, body) => core.group(oneLine(title), body),
    info: (message) => log(message),
    plan: (lines) => {
      for (const line of lines) log(line, "  ");
    },
    notice: (message, place) => core.notice(printable(message), annotation(place)),
    warning: (message, place) => core.warning(printable(message), annotation(place)),
    error: (message, place) => core.error(printable(message), annotation(place)),
    summary: (title, header, rows) => addTable(title, header, rows),
    diff: (text) => log(text, "│ "),
    markdown: (text) => {
      core.summary.addRaw(text, true);
    },
  };
}

/** Prints lines that the runner must not take for commands of ours. */
function log(text: string, prefix = ""): void {
  for (const line of logLines(text, prefix)) core.info(line);
}

const oneLine = (text: string): string => logLines(text.replaceAll("\n", " ")).join(" ");

function annotation(place: FileLocation | undefined): core.AnnotationProperties {
  if (place === undefined) return {};
  return place.line === undefined ? { file: place.file } : { file: place.file, startLine: place.line };
}

function addTable(title: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  core.summary.addHeading(escapeHtml(title), 3);
  core.summary.addTable([
    header.map((cell) => ({ data: escapeHtml(cell), header: true })),
    ...rows.map((row) => row.map(escapeHtml)),
  ]);
  for (const row of rows) log(row.filter((cell) => cell !== "").join("  "));
}
