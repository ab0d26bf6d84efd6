import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface PageFile {
  readonly type: string;
  readonly content: string;
}

const path = (file: string): string => fileURLToPath(new URL(`page/${file}`, import.meta.url));

const html = "text/html; charset=utf-8";
const css = "text/css; charset=utf-8";
const script = "text/javascript; charset=utf-8";

/** The pages and their assets, by path; the scripts are bundled with the chart library when the server starts. */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const chartStyle = createRequire(import.meta.url).resolve("uplot/dist/uPlot.min.css");
  const [board, calls, style, callsStyle, charts, boardScript, callsScript] = await Promise.all([
    readFile(path("index.html"), "utf8"),
    readFile(path("calls.html"), "utf8"),
    readFile(path("style.css"), "utf8"),
    readFile(path("calls.css"), "utf8"),
    readFile(chartStyle, "utf8"),
    bundled("main.ts"),
    bundled("calls.ts"),
  ]);
  return new Map([
    ["/", { type: html, content: board }],
    ["/calls", { type: html, content: calls }],
    ["/live.css", { type: css, content: `${charts}\n${style}` }],
    ["/calls.css", { type: css, content: callsStyle }],
    ["/live.js", { type: script, content: boardScript }],
    ["/calls.js", { type: script, content: callsScript }],
  ]);
}

async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path(entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}
