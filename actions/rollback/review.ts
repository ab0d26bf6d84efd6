/** The pull request of an environment whose rollbacks of release folders people review. */
import { changesOf, holdChange, type Rollback } from "@slipway/lib/app/rollbacks/plan.ts";
import type { Attribution } from "@slipway/lib/domain/deployments/attribution.ts";
import type { Hold } from "@slipway/lib/domain/holds/holds.ts";
import type { Snapshot } from "@slipway/lib/domain/rollbacks/snapshot.ts";
import type { Git } from "@slipway/lib/io/git/git.ts";
import { reviewBody, reviewTitle } from "./body.ts";
import { foreignPaths } from "./foreign.ts";
import { messageOf } from "./message.ts";
import { type Reviewed, reviewRollback } from "./review-pull.ts";
import { waitingHold } from "./waiting.ts";

interface Deps {
  readonly git: Git;
  readonly snapshot: Snapshot;
  /** Branch the environments live on. */
  readonly branch: string;
  readonly env: NodeJS.ProcessEnv;
  readonly provenance: Attribution;
}

export function review(
  { git, snapshot, branch, env, provenance }: Deps,
  environment: string,
  rollbacks: readonly Rollback[],
  holds: readonly Hold[],
): Promise<Reviewed> {
  const { tip, refs, now } = snapshot;
  return reviewRollback(
    { git, env, branch, environment, tip, refs },
    {
      foreignPaths: (branchTip) => foreignPaths(snapshot, environment, branchTip),
      async propose(known) {
        const kept = await Promise.all(
          rollbacks.map(async (rollback) =>
            rollback.isNewHold
              ? { ...rollback, hold: await waitingHold(known, rollback.hold, now) }
              : rollback,
          ),
        );
        const content = { rollbacks: kept, holds, expired: [] };
        const { changes, replaceFolders = [] } = changesOf(kept);
        return {
          plan: {
            message: messageOf(content, provenance),
            changes: [...changes, ...holds.map(holdChange)],
            replaceFolders,
          },
          textOf: (others) => ({
            title: reviewTitle(content, others),
            body: reviewBody(content, others),
          }),
        };
      },
    },
  );
}
