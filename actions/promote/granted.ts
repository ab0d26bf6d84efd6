/** Bypasses given earlier: the next run, without a bypass, must not revoke them. */
import { bypassesIn, bypassesRecorded } from "@slipway/lib/app/promotions/bypass.ts";
import { isPromotion, promotionBranch } from "@slipway/lib/domain/promotions/branches.ts";
import type { Bypass } from "@slipway/lib/domain/promotions/decision.ts";
import type { Facts } from "@slipway/lib/domain/promotions/planner.ts";
import type { CommitStatus, Forge, PullRequest, Standing } from "@slipway/lib/io/forge/forge.ts";
import type { Git } from "@slipway/lib/io/git/git.ts";
import { releaseOnBranch } from "./branch.ts";

export interface GrantedSources {
  readonly git: Git;
  readonly forge: Forge;
  /** Fetched refs, the branches of promotions among them. */
  readonly refs: ReadonlyMap<string, string>;
  readonly pulls: readonly PullRequest[];
  readonly standings: ReadonlyMap<number, Standing>;
}

/**
 * Recorded by the forge on the head of the promotion, by the bot's own account. A line in the message is no record: at most
 * it makes this ask the forge for one.
 */
export async function readGranted(
  sources: GrantedSources,
): Promise<(facts: Facts) => Promise<readonly Bypass[]>> {
  const { git, refs } = sources;
  const tips = new Map([...refs].filter(([ref]) => isPromotion(ref)));
  const messages = await git.contents([...tips.values()]);
  const statuses = new Map<string, Promise<readonly CommitStatus[]>>();
  return async ({ policy, service }) => {
    const tip = tips.get(promotionBranch(policy, service));
    if (tip === undefined) return [];
    const message = messages.get(tip)?.toString() ?? "";
    const known = statusesOf(sources, tip);
    // Most heads bypass nothing, and asking costs a call.
    if (known === undefined && bypassesIn(message, service).length === 0) return [];
    const all = known ?? statuses.get(tip) ?? sources.forge.statuses(tip);
    if (all instanceof Promise) statuses.set(tip, all);
    const recorded = (await all).filter(({ context }) => context.startsWith("slipway/bypass/"));
    if (recorded.length === 0) return [];
    const bypasses = bypassesRecorded(recorded, await sources.forge.account(), { service, message });
    const id = bypasses.length === 0 ? undefined : await releaseOnBranch(git, tip, policy.name, service);
    return bypasses.map((bypass) => ({ ...bypass, releases: id === undefined ? [] : [id] }));
  };
}

function statusesOf({ pulls, standings }: GrantedSources, tip: string): readonly CommitStatus[] | undefined {
  const pull = pulls.find(({ number }) => standings.get(number)?.headSha === tip);
  return pull === undefined ? undefined : standings.get(pull.number)?.statuses;
}
