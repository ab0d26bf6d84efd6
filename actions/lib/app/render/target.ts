import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseAllDocuments } from "yaml";
import { UserError } from "../../domain/errors/user-error.ts";
import {
  expectedRelease,
  type Release,
  releaseFiles,
  releasePath,
  writtenRelease,
} from "../../domain/releases/releases.ts";
import { SUBMODULE, SYMBOLIC_LINK } from "../../domain/repository/tree.ts";
import { inParallel } from "../../io/exec/in-parallel.ts";
import { type CommitPlan, plannedTree, type Tree } from "../../io/git/git.ts";
import { TargetBroken, TargetRefused } from "./broken.ts";
import { createdAnew } from "./created-anew.ts";
import { exported } from "./export.ts";
import { type ImageRules, imageRules, refusedImages } from "./image-rules.ts";
import { type Kustomize, kustomizeIn } from "./kustomize.ts";
import { unmatchedPatches } from "./patches.ts";
import { overlayPath, targetPath } from "./paths.ts";
import { buildTogether } from "./together.ts";

export { TargetBroken } from "./broken.ts";

/** Each builds with kustomize; more at once only wait for the same cores. */
const PARALLEL = 2;

type Plan = Pick<CommitPlan, "changes" | "replaceFolders">;

/** What runs for a service in an environment, or why that cannot be built. */
export type Target = { readonly manifests: string } | { readonly fault: UserError };

/**
 * `kustomize build environments/<environment>/<service>` with `plan` applied: everything that will run.
 * Kustomize sees only that folder. Throws `TargetBroken` with the file, and the line if it is known.
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

/** The same for many services of an environment, in one process; a broken one does not stop the others. */
export async function buildTargets(
  tree: Tree,
  environment: string,
  services: readonly string[],
  plan: Plan = { changes: [] },
): Promise<ReadonlyMap<string, Target>> {
  const planned = plannedTree(tree, plan);
  const rules = await imageRules(planned, environment);
  const read = new Map(
    await Promise.all(
      services.map(async (service) => [service, await readTarget(planned, environment, service)] as const),
    ),
  );
  const folders = services.map((service) => targetPath(environment, service));
  return exported(planned, folders, async (root) => {
    const kustomize = kustomizeIn(root);
    const judged = new Map(
      await inParallel(services, PARALLEL, async (service): Promise<readonly [string, Readable]> => {
        const target = read.get(service) as Readable;
        if ("fault" in target) return [service, target];
        const findings = await kustomize.judge(targetPath(environment, service));
        return [service, findings.length === 0 ? target : { fault: new TargetRefused(findings) }];
      }),
    );
    const present = services.filter((service) => "overlay" in (judged.get(service) ?? {}));
    const together = await buildTogether(kustomize, root, environment, present);
    const target = async (service: string): Promise<Target> => {
      const source = judged.get(service) as Readable;
      if ("fault" in source) return source;
      const place = { kustomize, root, environment, service, rules, ...source };
      const manifests = together?.get(service);
      return manifests === undefined ? buildAlone(place) : checked(place, manifests);
    };
    const targets = await inParallel(services, PARALLEL, target);
    return new Map(services.map((service, index) => [service, targets[index] as Target]));
  });
}

interface Source {
  /** The text of the kustomization above the release. */
  readonly overlay: string;
  /** Undefined without a release: in a platform, and before the first release. */
  readonly release: Release | undefined;
}

type Readable = Source | { readonly fault: UserError };

interface TargetContext extends Source {
  readonly kustomize: Kustomize;
  readonly root: string;
  readonly environment: string;
  readonly service: string;
  readonly rules: ImageRules;
}

/** Faults that are found before anything is written to a disk. */
async function readTarget(tree: Tree, environment: string, service: string): Promise<Readable> {
  const file = overlayPath(environment, service);
  const overlay = (await tree.read(file))?.toString();
  if (overlay === undefined) {
    return { fault: new TargetBroken(file, undefined, "there is no such file", "Add it.") };
  }
  const odd = await oddBelow(tree, targetPath(environment, service));
  if (odd !== undefined) return { fault: odd };
  try {
    return { overlay, release: await releaseIn(tree, environment, service) };
  } catch (fault) {
    if (fault instanceof UserError) return { fault };
    throw fault;
  }
}

/** Argo CD follows links and submodules, and here neither is read. What is only planned is a plain file. */
async function oddBelow(tree: Tree, folder: string): Promise<TargetBroken | undefined> {
  const files = await tree.list(folder);
  const entries = await Promise.all(files.map((file) => tree.entry(file)));
  const isOdd = (mode: string | undefined) => mode === SYMBOLIC_LINK || mode === SUBMODULE;
  const at = entries.findIndex((entry) => isOdd(entry?.mode));
  const odd = files[at];
  if (odd === undefined) return undefined;
  const what = entries[at]?.mode === SYMBOLIC_LINK ? "a link" : "a submodule";
  return new TargetBroken(odd, undefined, what, "Put a copy of what it names there.");
}

async function releaseIn(tree: Tree, environment: string, service: string): Promise<Release | undefined> {
  const files = await releaseFiles(tree, environment, service);
  return files.size === 0
    ? undefined
    : writtenRelease(files, releasePath(environment, service), await expectedRelease(tree, service));
}

async function buildAlone(place: TargetContext): Promise<Target> {
  const built = await place.kustomize.build(targetPath(place.environment, place.service));
  if ("manifests" in built) return checked(place, built.manifests);
  if ("refused" in built) return { fault: new TargetRefused(built.refused) };
  return { fault: await explain(place, built.failure) };
}

function checked(
  { environment, service, overlay, release, rules }: TargetContext,
  manifests: string,
): Target {
  const built: readonly Document[] = parseAllDocuments(manifests, { uniqueKeys: false });
  const file = overlayPath(environment, service);
  const [unmatched] = unmatchedPatches(overlay, built);
  if (unmatched !== undefined) {
    return {
      fault: new TargetBroken(
        file,
        unmatched.line,
        `patches.${unmatched.index}: its target ${unmatched.target} is not in the release, so the patch would do nothing`,
        "Fix the target, or remove the patch.",
      ),
    };
  }
  const hidden = built.filter((document) => document.has("items"));
  if (hidden.length > 0) {
    const names = hidden.map(nameOf).join(", ");
    return {
      fault: new TargetBroken(
        file,
        undefined,
        `${names} would have items, and Argo CD applies the items of an object in its place`,
        "Remove the patch that adds them; write each as a separate document.",
      ),
    };
  }
  const fault = refusedImages(rules, file, built, release);
  if (fault !== undefined) return { fault };
  const recreated = createdAnew(built.map((document): unknown => document.toJS()));
  if (recreated.length === 0) return { manifests };
  return { fault: new TargetBroken(file, undefined, recreated.join("; "), "Remove the annotation.") };
}

function nameOf(document: Document): string {
  return `${String(document.get("kind"))}/${String(document.getIn(["metadata", "name"]))}`;
}

/** Kustomize names the path inside the object, not the file: whether the release alone builds tells whose fault it is. */
async function explain(
  { kustomize, root, environment, service, overlay }: TargetContext,
  failure: string,
): Promise<TargetBroken> {
  const release = releasePath(environment, service);
  // A platform has no release: all of it is the overlay.
  const alone = existsSync(join(root, release)) ? await kustomize.build(release) : { manifests: "" };
  if ("failure" in alone) {
    return new TargetBroken(
      release,
      undefined,
      `kustomize cannot build the release itself: ${alone.failure}`,
      "Pods need annotations, to which the release id is added; fix what the service is rendered from.",
    );
  }
  const pointer = /(?:path|key): "?(\/[^\s":]+)/.exec(failure)?.[1];
  const file = overlayPath(environment, service);
  if (pointer === undefined) {
    return new TargetBroken(file, undefined, `kustomize build: ${failure}`, "Fix this file.");
  }
  return new TargetBroken(
    file,
    lineOf(overlay, pointer),
    `the patch of ${pointer} does not fit the release: ${failure}`,
    "Fix the path, or remove the patch: the release no longer has what it changes.",
  );
}

function lineOf(text: string, words: string): number | undefined {
  const at = text.split("\n").findIndex((line) => line.includes(words));
  return at < 0 ? undefined : at + 1;
}
