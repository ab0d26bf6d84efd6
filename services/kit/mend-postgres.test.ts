import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { mended } from "./mend-postgres.ts";

const folder = dirname(fileURLToPath(import.meta.resolve("postgres")));

test.each(["connection.js", "index.js"])("the installed %s is the one that is mended", (file) => {
  const path = join(folder, file);
  const source = readFileSync(path, "utf8");
  expect(mended(path, source)).not.toBe(source);
});

test("a driver that is another one is refused, with what to do", () => {
  expect(() => mended("/node_modules/postgres/src/connection.js", "export default 1;\n")).toThrow(
    /connection\.js: "const x = .*" is not in it once\. If this release .* remove mend-postgres\.ts/,
  );
});
