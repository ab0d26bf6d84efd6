import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { goModuleFolder } from "../../catalogue/go-module.ts";

const BUILD_TIMEOUT_MS = 3_000_000;

/** Folder of the operator's module. */
export const moduleFolder = (): Promise<string> =>
  goModuleFolder(import.meta.dirname, "github.com/external-secrets/external-secrets");

/** Files with the definitions of the operator's kinds. */
export async function definitions(): Promise<readonly string[]> {
  const folder = join(await moduleFolder(), "config/crds/bases");
  const files = await readdir(folder);
  return files.filter((file) => /external-secrets\.io_/.test(file)).map((file) => join(folder, file));
}

/**
 * Builds the operator into `folder`, with the stores of `_registered/` alone: three minutes of a processor, seconds when Go has
 * compiled it before. Its own go.sum decides what it is made of.
 * @returns path of the program
 */
export async function buildOperator(folder: string): Promise<string> {
  const source = join(folder, "source");
  const program = join(folder, "external-secrets");
  const wanted = ["apis", "cmd", "pkg", "main.go", "go.mod", "go.sum"];
  const module = await moduleFolder();
  for (const part of wanted) await cp(join(module, part), join(source, part), { recursive: true });
  // The module cache is read-only, and a copy has its modes.
  await exec("chmod", ["-R", "u+w", source]);
  await cp(join(import.meta.dirname, "_registered"), source, { recursive: true });
  // Without the folder's name in it, the compiler's cache finds the packages again.
  const flags = ["-trimpath", "-buildvcs=false", "-mod=readonly"];
  await exec("go", ["build", ...flags, "-o", program, "."], { cwd: source, timeoutMs: BUILD_TIMEOUT_MS });
  return program;
}
