/** Services that share a pull request: pure, from facts and decisions. */
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import { parsePromotionBranch, promotionBranch } from "@slipway/lib/domain/promotions/branches.ts";
import type { PullRequest, Standing } from "@slipway/lib/io/forge/forge.ts";
import type { Verdict } from "./prepare.ts";

/** One pull request that is open or may have to be. */
export interface Group {
  readonly branch: string;
  readonly target: Environment;
  /** Of one service where people review, of all of the environment where the bot merges. */
  readonly verdicts: readonly Verdict[];
  /** Tip of the branch, where there is one. */
  readonly branchTip: string | undefined;
  readonly pull: PullRequest | undefined;
  /** What was said about the pull request's head, which need not be the branch's tip. */
  readonly standing: Standing | undefined;
}

/** A branch of this verb's making that nothing belongs on any more. */
export interface Orphan {
  readonly branch: string;
  readonly environment: string;
  /** Undefined: it was the environment's. */
  readonly service: string | undefined;
  readonly branchTip: string | undefined;
  readonly pull: PullRequest | undefined;
  /** The branch that has its services now. */
  readonly replacedBy: string | undefined;
}

export interface Reviews {
  readonly refs: ReadonlyMap<string, string>;
  readonly pulls: readonly PullRequest[];
  readonly standings: ReadonlyMap<number, Standing>;
}

export function groupsOf(
  verdicts: readonly Verdict[],
  { refs, pulls, standings }: Reviews,
): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const verdict of verdicts) {
    const { target, facts } = verdict.read;
    const branch = promotionBranch(target, facts.service);
    const group = groups.get(branch);
    const pull = pulls.find(({ head }) => head === branch);
    groups.set(branch, {
      branch,
      target,
      verdicts: [...(group?.verdicts ?? []), verdict],
      branchTip: refs.get(branch),
      pull,
      standing: pull === undefined ? undefined : standings.get(pull.number),
    });
  }
  return [...groups.values()];
}

export function orphansOf(
  groups: readonly Group[],
  environments: readonly Environment[],
  { refs, pulls }: Reviews,
): readonly Orphan[] {
  const branches = new Set([...refs.keys(), ...pulls.map(({ head }) => head)]);
  return [...branches].sort().flatMap((branch) => {
    const parsed = parsePromotionBranch(branch);
    const target = environments.find((each) => each.name === parsed?.environment);
    if (parsed === undefined || target === undefined || groups.some((group) => group.branch === branch))
      return [];
    const { service } = parsed;
    const successor = groups.find(
      (group) => group.target.name === target.name && (service === undefined || has(group, service)),
    );
    return [
      {
        branch,
        environment: target.name,
        service,
        branchTip: refs.get(branch),
        pull: pulls.find(({ head }) => head === branch),
        replacedBy: successor?.branch,
      },
    ];
  });
}

function has({ verdicts }: Group, service: string): boolean {
  return verdicts.some(({ read }) => read.facts.service === service);
}
