import { readFile, stat, writeFile } from "node:fs/promises";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { bundle } from "./build.ts";

test("the bundle is reproducible and self-contained, far from node_modules", async () => {
  await using folder = await temporaryFolder();
  const files = ["one.js", "other.js"].map((name) => `${folder.path}/${name}`) as [string, string];
  for (const file of files) await bundle(file);
  const [one, other] = await Promise.all(files.map((file) => readFile(file)));
  expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true);
  expect((await stat(files[0])).size).toBeGreaterThan(100_000);

  const config = `${folder.path}/reporter.yaml`;
  await writeFile(config, "cluster: Main\n");
  const result = await exec(process.execPath, [files[0], "--config", config], {
    cwd: folder.path,
    allowFailure: true,
    timeoutMs: 30_000,
  });
  expect(result.exitCode).toBe(1);
  const lines = result.stdout.trim().split("\n");
  expect(lines).toHaveLength(1);
  const { level, error } = JSON.parse(lines[0] ?? "");
  expect(level).toBe("error");
  expect(error).toContain(
    'reporter.yaml:1: cluster: expected a name of lower case letters, digits and dashes, got "Main"',
  );
  expect(error).toContain("repository: ");
});
