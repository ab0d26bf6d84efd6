import { UserError } from "../errors/user-error.ts";
import { CommandFailed, exec } from "../exec/exec.ts";
import { type CommitPlan, plannedTree, type Tree } from "../git/git.ts";
import { releasePath } from "../releases/releases.ts";
import { exported } from "./export.ts";
import { unmatchedPatches } from "./patches.ts";

/** What runs for a service in an environment cannot be built; nothing may be pushed. */
export class TargetBroken extends UserError {
  override readonly name = "TargetBroken";
  readonly file: string;

  constructor(file: string, line: number | undefined, words: string, remedy: string) {
    super(`${line === undefined ? file : `${file}:${line}`}: ${words}.\n  ${remedy}`);
    this.file = file;
  }
}

export function targetPath(environment: string, service: string): string {
  return `environments/${environment}/${service}`;
}

export function peoplesFile(environment: string, service: string): string {
  return `${targetPath(environment, service)}/kustomization.yaml`;
}

/**
 * `kustomize build environments/<environment>/<service>` with `plan` applied: the whole truth of what will run. Only that
 * folder is on the disk that kustomize sees. Throws `TargetBroken` naming the file, and the line where it is known.
 */
export async function buildTarget(
  tree: Tree,
  environment: string,
  service: string,
  plan: Pick<CommitPlan, "changes" | "replaceFolders"> = { changes: [] },
): Promise<string> {
  const planned = plannedTree(tree, plan);
  const folder = targetPath(environment, service);
  const file = peoplesFile(environment, service);
  const people = (await planned.read(file))?.toString();
  if (people === undefined) throw new TargetBroken(file, undefined, "there is no such file", "Add it.");
  return exported(planned, [folder], async (root) => {
    const built = await kustomize(root, folder);
    if ("failure" in built) throw await explain(root, environment, service, people, built.failure);
    const [unmatched] = unmatchedPatches(people, built.manifests);
    if (unmatched === undefined) return built.manifests;
    throw new TargetBroken(
      file,
      unmatched.line,
      `patches.${unmatched.index}: its target ${unmatched.target} is not in the release, so the patch would do nothing`,
      "Mend the target, or remove the patch.",
    );
  });
}

type Built = { readonly manifests: string } | { readonly failure: string };

async function kustomize(root: string, folder: string): Promise<Built> {
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

/** Kustomize names the path inside the object, not the file: whether the release alone builds tells whose fault it is. */
async function explain(
  root: string,
  environment: string,
  service: string,
  people: string,
  failure: string,
): Promise<TargetBroken> {
  const release = releasePath(environment, service);
  const alone = await kustomize(root, release);
  if ("failure" in alone) {
    return new TargetBroken(
      release,
      undefined,
      `kustomize cannot build the release itself: ${alone.failure}`,
      "The chart must render a Rollout with annotations on its pods; mend rollouts/chart.",
    );
  }
  const pointer = /(?:path|key): "?(\/[^\s":]+)/.exec(failure)?.[1];
  const file = peoplesFile(environment, service);
  if (pointer === undefined) {
    return new TargetBroken(file, undefined, `kustomize build: ${failure}`, "Mend this file.");
  }
  return new TargetBroken(
    file,
    lineOf(people, pointer),
    `the patch of ${pointer} does not fit the release: ${failure}`,
    "Mend the path, or remove the patch: the release no longer has what it changes.",
  );
}

function lineOf(text: string, words: string): number | undefined {
  const at = text.split("\n").findIndex((line) => line.includes(words));
  return at < 0 ? undefined : at + 1;
}
