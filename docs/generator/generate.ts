/** Writes every generated page of docs/: `npm run docs`. */
import { writeFile } from "node:fs/promises";
import { generatedPages, root } from "./pages.ts";

for (const [path, text] of Object.entries(generatedPages())) await writeFile(new URL(path, root), text);
