// node argocd/addons/observability/dashboards/generate.ts: writes each page as Grafana reads it, next to the folder's other files.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dashboard, type Page } from "./build.ts";
import { pages } from "./pages.ts";

/** The file's text. */
export const textOf = (page: Page): string => `${JSON.stringify(dashboard(page), undefined, 2)}\n`;

if (import.meta.main)
  for (const page of pages)
    await writeFile(join(import.meta.dirname, "..", `${page.uid}.json`), textOf(page));
