/** Which services share a pull request: pure, from what was read and decided. */
import type { Environment } from "../lib/environments/environments.ts";
import type { PullRequest } from "../lib/forge/forge.ts";
import type { Verdict } from "./prepare.ts";

const PREFIX = "promote/";
/** What a name may be made of; a branch that is named otherwise is not of this verb's making. */
const NAME = "[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?";
const BRANCH = new RegExp(`^${PREFIX}(${NAME})(?:/(${NAME}))?$`);

export const PROMOTION_REFS = `${PREFIX}*`;

/** By its name alone, which proves nothing: what is on it is looked at before anything is done. */
export function isPromotion(branch: string): boolean {
  return BRANCH.test(branch);
}

/** One pull request that is open or may have to be. */
export interface Group {
  readonly branch: string;
  readonly target: Environment;
  /** Of one service where people review, of all of the environment where the bot merges. */
  readonly verdicts: readonly Verdict[];
  /** Tip of the branch, where there is one. */
  readonly branchTip: string | undefined;
  readonly pull: PullRequest | undefined;
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

export interface Begun {
  readonly refs: ReadonlyMap<string, string>;
  readonly pulls: readonly PullRequest[];
}

export function promotionBranch({ name, grouping }: Environment, service: string): string {
  return grouping === "environment" ? `${PREFIX}${name}` : `${PREFIX}${name}/${service}`;
}

export function groupsOf(verdicts: readonly Verdict[], { refs, pulls }: Begun): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const verdict of verdicts) {
    const { target, facts } = verdict.read;
    const branch = promotionBranch(target, facts.service);
    const group = groups.get(branch);
    groups.set(branch, {
      branch,
      target,
      verdicts: [...(group?.verdicts ?? []), verdict],
      branchTip: refs.get(branch),
      pull: pulls.find(({ head }) => head === branch),
    });
  }
  return [...groups.values()];
}

export function orphansOf(
  groups: readonly Group[],
  environments: readonly Environment[],
  { refs, pulls }: Begun,
): readonly Orphan[] {
  const branches = new Set([...refs.keys(), ...pulls.map(({ head }) => head)]);
  return [...branches].sort().flatMap((branch) => {
    const [, name, service] = BRANCH.exec(branch) ?? [];
    const target = environments.find((each) => each.name === name);
    if (target === undefined || groups.some((group) => group.branch === branch)) return [];
    const heir = groups.find(
      (group) => group.target.name === name && (service === undefined || has(group, service)),
    );
    return [
      {
        branch,
        environment: target.name,
        service,
        branchTip: refs.get(branch),
        pull: pulls.find(({ head }) => head === branch),
        replacedBy: heir?.branch,
      },
    ];
  });
}

function has({ verdicts }: Group, service: string): boolean {
  return verdicts.some(({ read }) => read.facts.service === service);
}
