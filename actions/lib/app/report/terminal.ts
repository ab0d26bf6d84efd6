/** A terminal: everything goes to standard error, so that standard output is free for `--json`. */
import { randomUUID } from "node:crypto";
import { styleText } from "node:util";
import { printable } from "../../domain/text/untrusted.ts";
import { type Answer, plain, type Tone } from "./answer.ts";
import type { FileLocation, Report } from "./report.ts";

export interface TerminalOptions {
  readonly write: (text: string) => void;
  /** Asks for colour where the stream and NO_COLOR allow it. */
  readonly stream?: NodeJS.WriteStream;
}

type Style = Parameters<typeof styleText>[0];

export function terminalReport({ write, stream }: TerminalOptions): Report {
  const paint = (style: Style, text: string) =>
    stream === undefined
      ? printable(text)
      : styleText(style, printable(text), { stream, validateStream: true });
  const line = (text: string) => write(`${text}\n`);
  const print = (style: Style, level: string) => (message: string, place?: FileLocation) =>
    line(`${paint(style, level)} ${printable(`${at(place)}${message}`)}`);
  return {
    group: async (title, body) => {
      line(paint("bold", title));
      return await body();
    },
    info: (message) => line(printable(message)),
    plan: (lines) => {
      for (const text of lines) line(`  ${printable(text)}`);
    },
    notice: print("cyan", "notice:"),
    warning: print("yellow", "warning:"),
    error: print("red", "error:"),
    summary: (_title, header, rows) => line(printable(table(header, rows))),
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

/**
 * An answer for a terminal: with colours if `stream` is a terminal and NO_COLOR is not set, and no other
 * escape sequences. Answers contain foreign text, so colours are marks until the text is escaped; only this
 * call knows its mark.
 */
export function answerText(answer: Answer, stream: NodeJS.WriteStream | undefined): string {
  if (stream === undefined) return printable(answer.text(plain));
  const mark = randomUUID();
  const marked = answer.text((tone, text) => `${mark}<${tone}>${text}${mark}</>`);
  const safe = printable(marked);
  return safe.replace(new RegExp(`${mark}<(\\w+)>([^]*?)${mark}</>`, "g"), (_, tone: Tone, text: string) =>
    styleText(TONES[tone], text, { stream, validateStream: true }),
  );
}

function at(place: FileLocation | undefined): string {
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
