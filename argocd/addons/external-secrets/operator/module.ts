import { exec } from "@slipway/lib/io/exec/exec.ts";

const module = "github.com/external-secrets/external-secrets";

/** Folder of the module at the version that go.mod pins, compared with go.sum. */
export async function moduleFolder(): Promise<string> {
  const { stdout } = await exec("go", ["mod", "download", "-json", module], { cwd: import.meta.dirname });
  return (JSON.parse(stdout) as { readonly Dir: string }).Dir;
}
