/** Renders every verb's action.yml and the tables of its README from its request schema: `node actions/document.ts`. */
import { readFile, writeFile } from "node:fs/promises";
import { actionMetadata, documented } from "@slipway/lib/app/request/documentation.ts";
import { verbs } from "./cli/verbs.ts";

for (const { request } of verbs) {
  const folder = new URL(`./${request.verb}/`, import.meta.url);
  const readme = new URL("README.md", folder);
  const text = await readFile(readme, "utf8").catch(() => `# ${request.verb}\n\n${request.summary}\n`);
  await writeFile(new URL("action.yml", folder), actionMetadata(request));
  await writeFile(readme, documented(text, request));
}
