import { CommandFailed, exec } from "../exec/exec.ts";

export type Built = { readonly manifests: string } | { readonly failure: string };

/** `kustomize build` of a folder below `root`; its words name files as the repository does. */
export async function kustomize(root: string, folder: string): Promise<Built> {
  try {
    const { stdout } = await exec("kustomize", ["build", folder], { cwd: root, timeoutMs: 60_000 });
    return { manifests: stdout };
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.exitCode <= 0) throw error;
    return {
      failure: error.stderr
        .replaceAll(`${root}/`, "")
        .replace(/^Error: /, "")
        .trim(),
    };
  }
}
