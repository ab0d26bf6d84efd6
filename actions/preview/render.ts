/** Builds both sides of every target, compares them, and keeps only what differs: memory does not grow with the fleet. */
import { type Target as Built, buildTargets } from "@slipway/lib/app/render/render.ts";
import type { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { compareManifests, type ResourceChange } from "@slipway/lib/domain/manifest-diff/compare.ts";
import { withoutSecrets } from "@slipway/lib/domain/manifest-diff/secret-text.ts";
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { riskNotes } from "@slipway/lib/domain/risks/risks.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import { inParallel } from "@slipway/lib/io/exec/in-parallel.ts";
import type { CommitPlan, Tree } from "@slipway/lib/io/git/git.ts";
import { PLATFORM, type Target } from "./affected.ts";
import type { Cause, Change, Fault, TargetPreview } from "./model.ts";
import { locationOf } from "./place.ts";

/** Targets of one process: few enough that their manifests fit into memory many times. */
const BATCH = 30;
const PARALLEL = 2;

type Plan = Pick<CommitPlan, "changes" | "replaceFolders">;

/** One side of a comparison. */
export interface Side {
  readonly tree: Tree;
  readonly plan?: Plan;
}

export interface Comparison {
  readonly before: Side;
  readonly after: Side;
  readonly cause: Cause;
}

export async function renderTargets(
  targets: readonly Target[],
  comparison: Comparison,
): Promise<readonly TargetPreview[]> {
  const rendered = await inParallel(batches(targets), PARALLEL, (batch) => renderBatch(batch, comparison));
  return rendered.flat();
}

/** Of one environment each: that is what one process builds. */
function batches(targets: readonly Target[]): readonly (readonly Target[])[] {
  const environments = Map.groupBy(targets, ({ environment }) => environment);
  return [...environments.values()].flatMap((each) =>
    Array.from({ length: Math.ceil(each.length / BATCH) }, (_, index) =>
      each.slice(index * BATCH, (index + 1) * BATCH),
    ),
  );
}

async function renderBatch(
  batch: readonly Target[],
  { before, after, cause }: Comparison,
): Promise<readonly TargetPreview[]> {
  const [old, renewed] = [await build(before, batch), await build(after, batch)];
  return Promise.all(
    batch.map(async (target) => {
      const [one, other] = [old.get(target.service), renewed.get(target.service)];
      return { ...target, cause, ...(await difference(one, other, after.tree)) };
    }),
  );
}

/** Service to what is built; a target that does not run (no release yet, or none any more) is not in it. */
async function build(side: Side, batch: readonly Target[]): Promise<ReadonlyMap<string, Built>> {
  const runs = await Promise.all(batch.map((target) => isRunning(side, target)));
  const services = batch.filter((_, index) => runs[index]).map(({ service }) => service);
  const [first] = batch;
  if (first === undefined || services.length === 0) return new Map();
  return buildTargets(side.tree, first.environment, services, side.plan);
}

/** Argo CD makes an application of a service's folder once there is a release in it, and of a platform's always. */
async function isRunning({ tree, plan }: Side, { environment, service }: Target): Promise<boolean> {
  if (service === PLATFORM) return (await tree.list(`environments/${environment}/${PLATFORM}`)).length > 0;
  const file = `${releasePath(environment, service)}/release.yaml`;
  return plan?.changes.some(({ path }) => path === file) || (await tree.entry(file)) !== undefined;
}

export async function difference(
  old: Built | undefined,
  renewed: Built | undefined,
  tree: Tree,
): Promise<Pick<TargetPreview, "changes" | "fault" | "note">> {
  if (renewed !== undefined && "fault" in renewed) {
    return { changes: [], fault: await faultOf(renewed.fault, tree) };
  }
  const isBaseBroken = old !== undefined && "fault" in old;
  const before = old === undefined || isBaseBroken ? "" : old.manifests;
  const changes = compareManifests(before, renewed?.manifests ?? "").map((change) =>
    toChange(change, isBaseBroken),
  );
  if (!isBaseBroken) return { changes };
  const words = withoutSecrets(firstLine(old.fault.message));
  return { changes, note: `The base cannot be rendered, so all of it is shown as new: ${words}` };
}

function toChange({ resource, kind, before, after, diff }: ResourceChange, isBaseBroken: boolean): Change {
  const risks = isBaseBroken ? [] : riskNotes({ kind, before, after }).map(withoutSecrets);
  return { resource, diff, risks };
}

export async function faultOf(fault: UserError, tree: Tree): Promise<Fault> {
  const place = await locationOf(fault, tree);
  const message = withoutSecrets(fault.message);
  return place === undefined ? { message } : { message, place };
}
