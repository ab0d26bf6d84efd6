import { exec } from "@slipway/lib/io/exec/exec.ts";

/** Folder of a module at the version that the go.mod in `folder` pins, compared with its go.sum. */
export async function goModuleFolder(folder: string, module: string): Promise<string> {
  const { stdout } = await exec("go", ["mod", "download", "-json", module], { cwd: folder });
  return (JSON.parse(stdout) as { readonly Dir: string }).Dir;
}
