// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  plain,
  printable
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/report/terminal.ts
init_oldest_node();
import { randomUUID } from "node:crypto";
import { styleText } from "node:util";
function terminalReport({ write, stream }) {
  const paint = (style, text) => stream === void 0 ? printable(text) : styleText(style, printable(text), { stream, validateStream: true });
  const line = (text) => write(`${text}
`);
  const print = (style, level) => (message, place) => line(`${paint(style, level)} ${printable(`${at(place)}${message}`)}`);
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
    markdown() {
    }
  };
}
function linesOf(text) {
  return text === "" ? [] : text.split("\n");
}
function styleOf(line) {
  if (line.startsWith("===")) return "bold";
  if (line.startsWith("@@")) return "cyan";
  if (line.startsWith("!")) return "yellow";
  if (line.startsWith("+")) return "green";
  return line.startsWith("-") ? "red" : "reset";
}
var TONES = {
  good: "green",
  busy: "cyan",
  bad: "red",
  warn: "yellow",
  muted: "dim",
  strong: "bold"
};
function answerText(answer, stream) {
  if (stream === void 0) return printable(answer.text(plain));
  const mark = randomUUID();
  const marked = answer.text((tone, text) => `${mark}<${tone}>${text}${mark}</>`);
  const safe = printable(marked);
  return safe.replace(
    new RegExp(`${mark}<(\\w+)>([^]*?)${mark}</>`, "g"),
    (_, tone, text) => styleText(TONES[tone], text, { stream, validateStream: true })
  );
}
function at(place) {
  if (place === void 0) return "";
  return place.line === void 0 ? `${place.file}: ` : `${place.file}:${place.line}: `;
}
function table(header, rows) {
  const all = [header, ...rows].map((row) => row.map((cell) => cell.split("\n")[0] ?? ""));
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map(
    (row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ").trimEnd()
  ).join("\n");
}

export {
  terminalReport,
  answerText,
  table
};
