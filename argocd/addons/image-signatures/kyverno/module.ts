import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { goModuleFolder } from "../../catalogue/go-module.ts";

const module = "github.com/kyverno/kyverno";
const BUILD_TIMEOUT_MS = 3_000_000;

/** Folder of Kyverno's module. */
export const moduleFolder = (): Promise<string> => goModuleFolder(import.meta.dirname, module);

/**
 * Builds Kyverno's command line into `folder`: minutes on two processors, seconds if Go has compiled it
 * before.
 * @returns path of the program
 */
export async function buildCommandLine(folder: string): Promise<string> {
  const program = join(folder, "kyverno");
  await exec("go", ["build", "-o", program, `${module}/cmd/cli/kubectl-kyverno`], {
    cwd: import.meta.dirname,
    timeoutMs: BUILD_TIMEOUT_MS,
  });
  return program;
}
