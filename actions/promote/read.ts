/** One fetch, one list of pull requests, and the facts about every service that may move. */
import { approvalsOf } from "@slipway/lib/app/promotions/approvals.ts";
import type { AskedBypasses } from "@slipway/lib/app/promotions/bypass.ts";
import { FACT_REFS, readFacts } from "@slipway/lib/app/promotions/read.ts";
import { type Environment, readEnvironments } from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { isPromotion, PROMOTION_REFS, promotionBranch } from "@slipway/lib/domain/promotions/branches.ts";
import type { Facts } from "@slipway/lib/domain/promotions/planner.ts";
import type { Forge, PullRequest, Standing } from "@slipway/lib/io/forge/forge.ts";
import { ownCommits } from "@slipway/lib/io/forge/own-commits.ts";
import type { Git, Tree } from "@slipway/lib/io/git/git.ts";
import { readGranted } from "./granted.ts";

export interface Read {
  readonly facts: Facts;
  readonly target: Environment;
}

export interface Snapshot {
  readonly tip: Tree;
  readonly environments: readonly Environment[];
  readonly reads: readonly Read[];
  readonly refs: ReadonlyMap<string, string>;
  readonly pulls: readonly PullRequest[];
  /** What is on the heads of open promotions. */
  readonly standings: ReadonlyMap<number, Standing>;
  readonly now: Date;
}

export interface SnapshotSources {
  readonly git: Git;
  readonly forge: Forge;
  readonly branch: string;
  readonly now: Date;
  readonly bypasses: AskedBypasses;
  /** Heads of promotions that have merged, by branch: what was bypassed for them stays bypassed. */
  readonly heads?: ReadonlyMap<string, string>;
}

export async function readSnapshot(sources: SnapshotSources): Promise<Snapshot> {
  const { git, forge, branch, now, bypasses, heads = new Map() } = sources;
  const [refs, pulls] = await Promise.all([
    git.fetch(branch, PROMOTION_REFS, ...FACT_REFS),
    forge.openPulls(branch),
  ]);
  const head = refs.get(branch);
  if (head === undefined) {
    throw new UserError(`branch ${branch}: not on the remote.\n  Give the right --branch.`);
  }
  const promotions = pulls.filter((pull) => isPromotion(pull.head));
  const [tip, standings] = await Promise.all([
    git.tree(head),
    promotions.length === 0 ? new Map() : forge.standings(promotions.map(({ number }) => number)),
  ]);
  const reviews = { pulls: promotions, standings };
  const [facts, granted] = await Promise.all([
    readFacts({ git, tip, refs, now, isOwn: ownCommits(forge) }),
    readGranted({ git, forge, refs: new Map([...refs, ...heads]), ...reviews }),
  ]);
  return {
    tip,
    environments: await readEnvironments(tip),
    reads: await Promise.all(
      facts.map(async (each) => ({
        facts: {
          ...each,
          approvals: approvalsOf(reviews, promotionBranch(each.policy, each.service)),
          bypasses: [...bypasses(each.environment, each.service), ...(await granted(each))],
        },
        target: each.policy,
      })),
    ),
    refs,
    ...reviews,
    now,
  };
}
