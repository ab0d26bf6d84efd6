import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";

/** Rejects with the words of `kubectl argo rollouts lint`. */
export async function pluginLint(text: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-lint-"));
  try {
    const file = join(folder, "manifests.yaml");
    await writeFile(file, text);
    const { stdout, stderr, exitCode } = await exec("kubectl-argo-rollouts", ["lint", "-f", file], {
      allowFailure: true,
      timeoutMs: 30_000,
    });
    if (exitCode !== 0) throw new Error(`${stdout}${stderr}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
