import { readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { expect, test, vi } from "vitest";
import { npm, scanner } from "./testing/scanner.ts";

const { layouts, scan, scanPushed, workspace } = scanner();

test("AP-24 neither files of the checkout nor variables of the job can mute the scanner", async () => {
  const { pushed } = await scan({ product: [npm({ "slipway-planted": "1.0.0" })] });
  for (const folder of [workspace.path, layouts()]) {
    await writeFile(join(folder, ".trivyignore"), "CVE-2099-0001\n");
    await writeFile(join(folder, "trivy.yaml"), "severity: [LOW]\n");
  }
  vi.stubEnv("TRIVY_IGNOREFILE", join(workspace.path, ".trivyignore"));
  vi.stubEnv("TRIVY_SEVERITY", "LOW");
  const { results } = await scanPushed(pushed, {}, { ...process.env, HOME: workspace.path });
  expect(results).toMatchObject([{ status: "failed", reason: expect.stringContaining("CVE-2099-0001") }]);
});

test("AP-24 no token of the job reaches the scanner", async () => {
  const { pushed } = await scan({ product: [npm({ a: "1.0.0" })] });
  const seen = join(workspace.path, "seen");
  const { stdout: real } = await exec("sh", ["-c", "command -v trivy"]);
  const script = `#!/bin/sh\nenv >> ${seen}\nexec ${real.trim()} "$@"\n`;
  await writeFile(join(workspace.path, "trivy"), script, { mode: 0o755 });
  for (const name of ["SLIPWAY_TOKEN", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "ACTIONS_RUNTIME_TOKEN"])
    vi.stubEnv(name, "not for scanners");
  const PATH = [workspace.path, process.env.PATH].join(delimiter);
  const { results } = await scanPushed(pushed, {}, { ...process.env, PATH });
  expect(results).toMatchObject([{ status: "done" }]);
  expect(await readFile(seen, "utf8")).toContain("PATH=");
  expect(await readFile(seen, "utf8")).not.toContain("not for scanners");
});
