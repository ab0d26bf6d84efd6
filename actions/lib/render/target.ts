import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors/user-error.ts";
import { type CommitPlan, plannedTree, type Tree } from "../git/git.ts";
import { inParallel } from "../parallel/in-parallel.ts";
import { releasePath } from "../releases/releases.ts";
import { exported } from "./export.ts";
import { kustomize } from "./kustomize.ts";
import { unmatchedPatches } from "./patches.ts";
import { peoplesFile, targetPath } from "./paths.ts";
import { isKustomization, strayReferences } from "./references.ts";
import { buildTogether } from "./together.ts";

/** Each builds with kustomize; more at once only wait for the same cores. */
const PARALLEL = 2;

/** What runs for a service in an environment cannot be built; nothing may be pushed. */
export class TargetBroken extends UserError {
  override readonly name = "TargetBroken";
  readonly file: string;

  constructor(file: string, line: number | undefined, words: string, remedy: string) {
    super(`${line === undefined ? file : `${file}:${line}`}: ${words}.\n  ${remedy}`);
    this.file = file;
  }
}

type Plan = Pick<CommitPlan, "changes" | "replaceFolders">;

/** What runs for a service in an environment, or why that cannot be built. */
export type Target = { readonly manifests: string } | { readonly fault: TargetBroken };

/**
 * `kustomize build environments/<environment>/<service>` with `plan` applied: the whole truth of what will run. Only that
 * folder is on the disk that kustomize sees. Throws `TargetBroken` naming the file, and the line where it is known.
 */
export async function buildTarget(
  tree: Tree,
  environment: string,
  service: string,
  plan: Plan = { changes: [] },
): Promise<string> {
  const target = (await buildTargets(tree, environment, [service], plan)).get(service);
  if (target === undefined) throw new Error(`${service}: not built`);
  if ("fault" in target) throw target.fault;
  return target.manifests;
}

/** The same for many services of an environment, by one process; one that is broken does not drop the others. */
export async function buildTargets(
  tree: Tree,
  environment: string,
  services: readonly string[],
  plan: Plan = { changes: [] },
): Promise<ReadonlyMap<string, Target>> {
  const planned = plannedTree(tree, plan);
  const people = new Map(
    await Promise.all(
      services.map(
        async (name) => [name, (await planned.read(peoplesFile(environment, name)))?.toString()] as const,
      ),
    ),
  );
  const folders = services.map((service) => targetPath(environment, service));
  const strays = new Map(
    await Promise.all(
      folders.map(async (folder, index) => [services[index], await strayIn(planned, folder)] as const),
    ),
  );
  return exported(planned, folders, async (root) => {
    const present = services.filter(
      (service) => people.get(service) !== undefined && strays.get(service) === undefined,
    );
    const together = await buildTogether(root, environment, present);
    const target = async (service: string): Promise<Target> => {
      const file = people.get(service);
      if (file === undefined) return { fault: withoutFile(environment, service) };
      const stray = strays.get(service);
      if (stray !== undefined) return { fault: stray };
      const manifests = together?.get(service);
      if (manifests !== undefined) return checked(environment, service, file, manifests);
      return buildAlone(root, environment, service, file);
    };
    const targets = await inParallel(services, PARALLEL, target);
    return new Map(services.map((service, index) => [service, targets[index] as Target]));
  });
}

function withoutFile(environment: string, service: string): TargetBroken {
  return new TargetBroken(peoplesFile(environment, service), undefined, "there is no such file", "Add it.");
}

/** Found before kustomize is started: it would fetch. */
async function strayIn(tree: Tree, folder: string): Promise<TargetBroken | undefined> {
  const files = await tree.list(folder);
  const texts = await Promise.all(
    files
      .filter(isKustomization)
      .map(async (file) => [file, (await tree.read(file))?.toString() ?? ""] as const),
  );
  const [stray] = strayReferences(folder, files, new Map(texts));
  if (stray === undefined) return undefined;
  const { file, line, value } = stray;
  return new TargetBroken(
    file,
    line,
    `${JSON.stringify(value)} is not in ${folder}, and a target is built from its own folder alone`,
    "Copy what it names into the folder.",
  );
}

async function buildAlone(
  root: string,
  environment: string,
  service: string,
  people: string,
): Promise<Target> {
  const built = await kustomize(root, targetPath(environment, service));
  return "failure" in built
    ? { fault: await explain(root, environment, service, people, built.failure) }
    : checked(environment, service, people, built.manifests);
}

function checked(environment: string, service: string, people: string, manifests: string): Target {
  const [unmatched] = unmatchedPatches(people, manifests);
  if (unmatched === undefined) return { manifests };
  return {
    fault: new TargetBroken(
      peoplesFile(environment, service),
      unmatched.line,
      `patches.${unmatched.index}: its target ${unmatched.target} is not in the release, so the patch would do nothing`,
      "Mend the target, or remove the patch.",
    ),
  };
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
  // A platform has no release: all of it is people's.
  const alone = existsSync(join(root, release)) ? await kustomize(root, release) : { manifests: "" };
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
