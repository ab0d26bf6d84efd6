import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { environment } from "./tools.ts";

test("three checks that start at the same time wait for one installation, and all of them get it", async () => {
  await using folder = await temporaryFolder();
  const requirements = join(folder.path, "none.txt");
  await writeFile(requirements, "# No package: nothing is downloaded.\n");
  const parent = join(folder.path, "python");
  const made = await Promise.all([1, 2, 3].map(() => environment(requirements, parent)));
  expect(new Set(made).size).toBe(1);
  expect(await readdir(parent)).toHaveLength(1);
  expect(await environment(requirements, parent)).toBe(made[0]);
});
