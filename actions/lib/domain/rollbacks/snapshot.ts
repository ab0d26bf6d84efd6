/** What a run is decided from: one fetch, and of the histories only what is requested. It never changes. */
import { type Deployment, type Deployments, readDeployments } from "../deployments/deployments.ts";
import { requireSetUp } from "../environments/adopted.ts";
import { type Environment, readEnvironments } from "../environments/environments.ts";
import { type EvidenceSnapshot, evidenceAt } from "../evidence/evidence.ts";
import { type EvidenceHistory, readHistory } from "../evidence/history.ts";
import { type Hold, readHolds } from "../holds/holds.ts";
import type { Git, RefName, Tree } from "../repository/git.ts";
import type { OwnCommits } from "../repository/own-commits.ts";

export interface Snapshot {
  readonly git: Git;
  readonly tip: Tree;
  readonly refs: ReadonlyMap<RefName, string>;
  readonly now: Date;
  readonly environments: readonly Environment[];
  readonly evidence: EvidenceSnapshot;
  /** Throws `Findings` when a hold cannot be read. */
  holds(environment: string): Promise<readonly Hold[]>;
  deployments(): Promise<Deployments>;
  history(): Promise<EvidenceHistory>;
  readonly isOwn: OwnCommits | undefined;
}

export async function takeSnapshot(
  git: Git,
  tip: Tree,
  refs: ReadonlyMap<RefName, string>,
  now: Date,
  isOwn?: OwnCommits,
): Promise<Snapshot> {
  const environments = requireSetUp(await readEnvironments(tip), tip.commit);
  const holds = new Map<string, Promise<readonly Hold[]>>();
  let deployments: Promise<Deployments> | undefined;
  let history: Promise<EvidenceHistory> | undefined;
  return {
    git,
    tip,
    refs,
    now,
    environments,
    isOwn,
    evidence: evidenceAt(git, refs),
    holds(environment) {
      const found = holds.get(environment) ?? readHolds(tip, environment);
      holds.set(environment, found);
      return found;
    },
    deployments() {
      deployments ??= readDeployments(git, tip.commit);
      return deployments;
    },
    history() {
      history ??= readHistory(git, refs, environments);
      return history;
    },
  };
}

/**
 * What was pinned before the release `id` first was, the one that left last first, each once. Releases only move forward
 * but for rollbacks, so these are the older ones, whatever was rolled back and forth since.
 */
export function pinnedBefore(deployments: readonly Deployment[], id: string): readonly Deployment[] {
  const first = deployments.findLastIndex(({ release }) => release?.id === id);
  const seen = new Set<string>();
  return deployments.slice(first + 1).filter(({ release }) => {
    if (release === undefined || seen.has(release.id)) return false;
    seen.add(release.id);
    return true;
  });
}
