import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { z } from "zod";
import { repositoryRoot } from "../build/paths.ts";

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), failureMessages: z.array(z.string()) })),
    }),
  ),
});

test("if a store does not start, the tests that use it fail with the cause; all others run", async () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-broken-"));
  try {
    writeFileSync(join(folder, "redis-server"), "#!/bin/sh\necho planted: no memory >&2\nexit 1\n");
    chmodSync(join(folder, "redis-server"), 0o755);
    const files = ["services/kit/src/bus.test.ts", "bench/table.test.ts"];
    const output = join(folder, "report.json");
    const args = ["run", "--reporter=json", `--outputFile=${output}`, "--maxWorkers=1", ...files];
    const run = await execa("vitest", args, {
      cwd: repositoryRoot,
      env: { PATH: `${folder}:${process.env.PATH}` },
      preferLocal: true,
      reject: false,
      timeout: 110_000,
    });
    expect(run.exitCode).toBe(1);
    expect(run.stdout + run.stderr).not.toContain("No test files found");
    const { testResults } = report.parse(JSON.parse(readFileSync(output, "utf8")));
    const [shop, platform] = files.map((file) => testResults.find(({ name }) => name.endsWith(file)));
    expect(platform?.status).toBe("passed");
    const messages = shop?.assertionResults.flatMap(({ failureMessages }) => failureMessages) ?? [];
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages)
      expect(message).toMatch(/redis-server did not start[\s\S]*planted: no memory/);
    // Tests of the in-memory store need no server.
    expect(shop?.assertionResults.some(({ status }) => status === "passed")).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
