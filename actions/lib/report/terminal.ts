/** A terminal: everything goes to standard error, so that standard output is free for `--json`. */
import { styleText } from "node:util";
import { type Paint, plain, type Tone } from "./answer.ts";
import type { Place, Report } from "./report.ts";

export interface TerminalOptions {
  readonly write: (text: string) => void;
  /** Asks for colour where the stream and NO_COLOR allow it. */
  readonly stream?: NodeJS.WriteStream;
}

type Style = Parameters<typeof styleText>[0];

export function terminalReport({ write, stream }: TerminalOptions): Report {
  const paint = (style: Style, text: string) =>
    stream === undefined ? text : styleText(style, text, { stream, validateStream: true });
  const line = (text: string) => write(`${text}\n`);
  const told = (style: Style, level: string) => (message: string, place?: Place) =>
    line(`${paint(style, level)} ${at(place)}${message}`);
  return {
    group: async (title, body) => {
      line(paint("bold", title));
      return await body();
    },
    info: line,
    plan: (lines) => {
      for (const text of lines) line(`  ${text}`);
    },
    notice: told("cyan", "notice:"),
    warning: told("yellow", "warning:"),
    error: told("red", "error:"),
    summary: (_title, header, rows) => line(table(header, rows)),
    diff: (text) => {
      for (const each of linesOf(text)) line(paint(styleOf(each), each));
    },
    markdown() {},
  };
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n");
}

function styleOf(line: string): Style {
  if (line.startsWith("===")) return "bold";
  if (line.startsWith("@@")) return "cyan";
  if (line.startsWith("!")) return "yellow";
  if (line.startsWith("+")) return "green";
  return line.startsWith("-") ? "red" : "reset";
}

const TONES: Readonly<Record<Tone, Style>> = {
  good: "green",
  busy: "cyan",
  bad: "red",
  warn: "yellow",
  muted: "dim",
  strong: "bold",
};

/** Colours for `stream` where it is a terminal and NO_COLOR does not forbid them. */
export function painter(stream: NodeJS.WriteStream | undefined): Paint {
  if (stream === undefined) return plain;
  return (tone, text) => styleText(TONES[tone], text, { stream, validateStream: true });
}

function at(place: Place | undefined): string {
  if (place === undefined) return "";
  return place.line === undefined ? `${place.file}: ` : `${place.file}:${place.line}: `;
}

/** Columns as wide as their widest cell; the last one is left ragged. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows].map((row) => row.map((cell) => cell.split("\n")[0] ?? ""));
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
