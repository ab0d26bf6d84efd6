import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { breaks, type Schemas } from "./compatibility.ts";
import { events } from "./src/events.ts";

/** Records additions to the contracts in `published/`; refuses all other changes. */
const folder = import.meta.dirname;
const file = `${folder}/published/events.json`;
const image = "published/shop.binpb";

const found = breaks(JSON.parse(readFileSync(file, "utf8")) as Schemas, events);
if (found.length > 0) {
  console.error(
    `Not recorded. Readers of what is published would break:\n${found.join("\n")}\nGive what changed a new name.`,
  );
  process.exit(1);
}
buf("breaking", "--against", image);
buf("build", "--exclude-source-info", "-o", image);
writeFileSync(file, `${JSON.stringify(events, null, 2)}\n`);

function buf(...args: readonly string[]): void {
  execFileSync("npx", ["buf", ...args], { cwd: folder, stdio: "inherit" });
}
