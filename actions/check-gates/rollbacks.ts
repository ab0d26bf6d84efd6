/**
 * Whether a person's pull request equals what `slipway rollback` would write on the current tip: the plan is
 * made again and compared byte for byte. A `git revert` of a promotion gives the same folders, without a
 * hold.
 */
import { type PlannedService, planRollbacks } from "@slipway/lib/app/rollbacks/plan.ts";
import type { SignedTargets } from "@slipway/lib/app/rollbacks/signature.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import type { Hold } from "@slipway/lib/domain/holds/holds.ts";
import { findManualRollbacks } from "@slipway/lib/domain/holds/manual-rollbacks.ts";
import { isExactly } from "@slipway/lib/domain/releases/contents.ts";
import { readRelease, releaseFiles } from "@slipway/lib/domain/releases/releases.ts";
import type { Order } from "@slipway/lib/domain/rollbacks/order.ts";
import { type Snapshot, takeSnapshot } from "@slipway/lib/domain/rollbacks/snapshot.ts";
import type { Git, RefName, Tree } from "@slipway/lib/io/git/git.ts";
import { type Difference, foldersOf, quoted, type ReleaseFolder, releaseFolderOf } from "./difference.ts";
import { holdFault } from "./written-holds.ts";

interface Place {
  readonly git: Git;
  readonly refs: ReadonlyMap<RefName, string>;
  readonly tip: Tree;
  readonly now: Date;
  readonly targets: SignedTargets;
}

/** In words, a sentence for each thing that no rollback would write. */
export async function notRolledBack(
  place: Place,
  { head, paths, holds }: Pick<Difference, "head" | "paths" | "holds">,
): Promise<readonly string[]> {
  const folders = foldersOf(paths);
  if (folders.length === 0) return [];
  const others = paths.filter(
    (path) => /^environments\//.test(path) && releaseFolderOf(path) === undefined && !holds.includes(path),
  );
  if (others.length > 0) return others.map((path) => `${quoted(path)}: a rollback does not write it`);
  const planned = await planAgain(place, head, folders);
  const { tip } = place;
  const ofHolds = await Promise.all(
    holds.map(async (path) =>
      holdFault({ tip, head, snapshot: planned.snapshot }, path, await planned.holds()),
    ),
  );
  return [...planned.faults, ...ofHolds.flatMap((fault) => fault ?? [])];
}

/** Only folders: other changes in a merge queue's group were checked in their own pull requests. */
export async function unplannedFolders(
  place: Place,
  head: Tree,
  folders: readonly ReleaseFolder[],
): Promise<readonly string[]> {
  return (await planAgain(place, head, folders)).faults;
}

interface PlannedAgain {
  readonly snapshot: Snapshot;
  readonly faults: readonly string[];
  /** That a rollback would write now: of what leaves, and of what people reverted before. */
  holds(): Promise<readonly Hold[]>;
}

async function planAgain(
  { git, refs, tip, now, targets }: Place,
  head: Tree,
  folders: readonly ReleaseFolder[],
): Promise<PlannedAgain> {
  const snapshot = await takeSnapshot(git, tip, refs, now);
  try {
    const moved = await movedFolders(tip, head, folders);
    const orders = await Promise.all(moved.map((folder) => orderOf(snapshot, head, folder)));
    const plans = await planRollbacks(snapshot, orders, targets.gate);
    const faults = await Promise.all(plans.map((plan) => planFault(head, plan)));
    return {
      snapshot,
      faults: faults.flatMap((fault) => fault ?? []),
      async holds() {
        const manual = await findManualRollbacks(snapshot);
        return [...plans.flatMap(({ rollback }) => rollback?.hold ?? []), ...manual.map(({ hold }) => hold)];
      },
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { snapshot, faults: [error.message], holds: async () => [] };
  }
}

/** What is on the tip already moves nothing. */
async function movedFolders(
  tip: Tree,
  head: Tree,
  folders: readonly ReleaseFolder[],
): Promise<readonly ReleaseFolder[]> {
  const isThere = await Promise.all(
    folders.map(async ({ environment, service }) =>
      isExactly(head, environment, service, await releaseFiles(tip, environment, service)),
    ),
  );
  return folders.filter((_, index) => !isThere[index]);
}

/** The arguments that lead to the head's content: a rollback to that version. */
async function orderOf(
  { environments }: Snapshot,
  head: Tree,
  { environment: name, service }: ReleaseFolder,
): Promise<Order> {
  const environment = environments.find((each) => each.name === name);
  const release = await readRelease(head, name, service);
  if (environment === undefined || release === undefined) {
    throw new UserError(
      `environments/${name}/${service}/release: no environment takes it back.\n  Promote it.`,
    );
  }
  return {
    ...{ environment, service, to: release.version, cause: "rollback", reason: "", by: "" },
    ...{ until: undefined, evidence: undefined },
  };
}

async function planFault(head: Tree, { result, rollback }: PlannedService): Promise<string | undefined> {
  const { service, environment = "" } = result;
  if (rollback === undefined) return `${service} in ${environment}: ${result.reason}`;
  for (const files of [rollback.files, rollback.filesOfCanary])
    if (await isExactly(head, environment, service, files)) return undefined;
  return `${service} in ${environment}: not the bytes of ${rollback.target.release.version}`;
}
