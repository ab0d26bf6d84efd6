/** GitHub Actions: groups, annotations and the job summary. This folder alone imports @actions/core. */
import * as core from "@actions/core";
import { escapeHtml } from "./markdown.ts";
import type { Place, Report } from "./report.ts";

export function githubReport(): Report {
  return {
    group: (title, body) => core.group(title, body),
    info: (message) => core.info(message),
    plan: (lines) => {
      for (const line of lines) core.info(`  ${line}`);
    },
    notice: (message, place) => core.notice(message, annotation(place)),
    warning: (message, place) => core.warning(message, annotation(place)),
    error: (message, place) => core.error(message, annotation(place)),
    summary: (title, header, rows) => addTable(title, header, rows),
    diff: (text) => {
      // The runner takes a line for a command also when it is indented.
      for (const line of text.split("\n")) core.info(`│ ${line}`);
    },
    markdown: (text) => {
      core.summary.addRaw(text, true);
    },
  };
}

function annotation(place: Place | undefined): core.AnnotationProperties {
  if (place === undefined) return {};
  return place.line === undefined ? { file: place.file } : { file: place.file, startLine: place.line };
}

function addTable(title: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  core.summary.addHeading(escapeHtml(title), 3);
  core.summary.addTable([
    header.map((cell) => ({ data: escapeHtml(cell), header: true })),
    ...rows.map((row) => row.map(escapeHtml)),
  ]);
  for (const row of rows) core.info(row.filter((cell) => cell !== "").join("  "));
}
