/**
 * Renders every verb's action.yml and the tables of its README from its request schema, and the workflows that other
 * repositories call from this repository's own: `node actions/document.ts`.
 */
import { readFile, writeFile } from "node:fs/promises";
import { actionMetadata, documented } from "@slipway/lib/app/request/documentation.ts";
import { verbs } from "./cli/verbs.ts";
import { calledName, calledWorkflow, REUSABLE } from "./reusable-workflows.ts";

for (const { request } of verbs) {
  const folder = new URL(`./${request.verb}/`, import.meta.url);
  const readme = new URL("README.md", folder);
  const text = await readFile(readme, "utf8").catch(() => `# ${request.verb}\n\n${request.summary}\n`);
  await writeFile(new URL("action.yml", folder), actionMetadata(request));
  await writeFile(readme, documented(text, request));
}

const workflows = new URL("../.github/workflows/", import.meta.url);
for (const name of REUSABLE) {
  const own = await readFile(new URL(`${name}.yml`, workflows), "utf8");
  await writeFile(new URL(`${calledName(name)}.yml`, workflows), calledWorkflow(name, own));
}
