/** Renders board.schema.json, for those who build on board.json: `node actions/board/write-schema.ts`. */
import { writeFile } from "node:fs/promises";
import { boardSchema } from "@slipway/lib/app/board/document.ts";
import * as z from "zod";

const text = `${JSON.stringify(z.toJSONSchema(boardSchema), null, 2)}\n`;
await writeFile(new URL("board.schema.json", import.meta.url), text);
