/** Renders slipway.schema.json, by which an editor checks slipway.yaml: `node actions/write-schema.ts`. */
import { writeFile } from "node:fs/promises";
import { configJsonSchema } from "@slipway/lib/domain/config/json-schema.ts";

await writeFile(
  new URL("slipway.schema.json", import.meta.url),
  `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
);
