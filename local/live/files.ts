import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface PageFile {
  readonly type: string;
  readonly content: string;
}

const path = (file: string): string => fileURLToPath(new URL(`page/${file}`, import.meta.url));

/** The page and what it loads, by its path; the script is bundled with the chart library when the server starts. */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const chartStyle = createRequire(import.meta.url).resolve("uplot/dist/uPlot.min.css");
  const [html, style, charts, bundle] = await Promise.all([
    readFile(path("index.html"), "utf8"),
    readFile(path("style.css"), "utf8"),
    readFile(chartStyle, "utf8"),
    build({
      entryPoints: [path("main.ts")],
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      target: "es2022",
      logLevel: "silent",
    }),
  ]);
  return new Map([
    ["/", { type: "text/html; charset=utf-8", content: html }],
    ["/live.css", { type: "text/css; charset=utf-8", content: `${charts}\n${style}` }],
    ["/live.js", { type: "text/javascript; charset=utf-8", content: bundle.outputFiles[0]?.text ?? "" }],
  ]);
}
