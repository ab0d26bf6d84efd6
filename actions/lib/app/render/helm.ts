/** Runs `helm template` on files of a commit only. */
import { join } from "node:path";
import { UserError } from "../../domain/errors/user-error.ts";
import { CommandFailed, type ExecResult } from "../../io/exec/exec.ts";

/** A chart does not render with a service's values. */
export class ChartRefused extends UserError {
  override readonly name = "ChartRefused";
  readonly file: string;

  constructor(file: string, chart: string, words: string) {
    super(
      `${file}: the chart cannot be rendered with these values:\n${indented(words)}\n  Fix the values named; ${chart}/values.schema.json says what is allowed.`,
    );
    this.file = file;
  }
}

/** What `run` prints; `file` and `chart` are named where helm refuses. */
export async function rendered(
  run: () => Promise<ExecResult>,
  { root, file, chart }: { readonly root: string; readonly file: string; readonly chart: string },
): Promise<{ readonly manifests: string } | { readonly fault: UserError }> {
  try {
    return { manifests: (await run()).stdout };
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.exitCode <= 0) throw error;
    return { fault: new ChartRefused(file, chart, error.stderr.replaceAll(`${root}/`, "")) };
  }
}

/** Helm must not find plugins, repositories or settings of the machine. */
export function helmFolders(root: string): Record<string, string | undefined> {
  return {
    HELM_CACHE_HOME: join(root, ".helm/cache"),
    HELM_CONFIG_HOME: join(root, ".helm/config"),
    HELM_DATA_HOME: join(root, ".helm/data"),
    HELM_NAMESPACE: undefined,
    KUBECONFIG: undefined,
  };
}

function indented(text: string): string {
  return text
    .replace(/^Error: /, "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => `    ${line}`)
    .join("\n");
}
