import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod";
import { boardSchema } from "./document.ts";

const file = new URL("../../../board/board.schema.json", import.meta.url);

test("board.schema.json matches the code (renew it with: node actions/board/write-schema.ts)", () => {
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(z.toJSONSchema(boardSchema));
});

test("a key that the schema does not have is not in the document", () => {
  expect(boardSchema.safeParse({ schema: 1, surprise: true }).success).toBe(false);
});
