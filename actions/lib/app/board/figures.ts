/** The figures of the last environment, where customers are. Pure. */
import type { Deployment } from "../../domain/deployments/deployments.ts";
import { dora, type Figures, type Rollout, type ServiceHealth } from "../../domain/dora/dora.ts";
import { commitsBetween } from "./distance.ts";
import type { Board } from "./document.ts";
import type { BoardFacts } from "./facts.ts";

const WEEKS = 12;

export function doraOf(facts: BoardFacts): Board["dora"] {
  const environment = facts.environments.at(-1)?.name;
  if (environment === undefined) return null;
  const { pins } = facts;
  const released = facts.services.filter((service) => !pins.services.includes(service));
  // Of pins alone nothing is counted: what their images were built from is not known.
  if (released.length === 0 && pins.services.length > 0) return null;
  const rollouts = facts.deployments
    .in(environment)
    .flatMap((deployment) => rolloutOf(facts, deployment) ?? []);
  const health = released.flatMap((service) => reported(facts, environment, service) ?? []);
  const { from, to, weeks, deploymentsPerWeek, ...rest } = dora(rollouts, health, {
    now: facts.at,
    weeks: WEEKS,
  });
  return {
    environment,
    from: from.toISOString(),
    to: to.toISOString(),
    deploymentsPerWeek,
    ...plain(rest),
    weeks: weeks.map((week) => ({
      from: week.from.toISOString(),
      to: week.to.toISOString(),
      ...plain(week),
    })),
  };
}

/** Selected by name, so that nothing else gets into the document. */
function plain(figures: Figures): Figures {
  const { deployments, leadTimeSeconds, failures, changeFailureRate } = figures;
  const { recoverySeconds, unrecovered, reworks, reworkRate } = figures;
  return {
    deployments,
    leadTimeSeconds,
    failures,
    changeFailureRate,
    recoverySeconds,
    unrecovered,
    reworks,
    reworkRate,
  };
}

function rolloutOf(facts: BoardFacts, deployment: Deployment): Rollout | undefined {
  const { environment, service, release, previous, at } = deployment;
  if (release === undefined || release.id === previous?.id) return undefined;
  return {
    environment,
    service,
    releaseId: release.id,
    at,
    kind: isRollback(facts, deployment) ? "rollback" : "release",
    commits: previous === undefined ? [] : newCommits(facts, service, previous.source, release.source),
  };
}

/** A person may restore an older release manually; and the revert of a revert restores a release. */
function isRollback({ graph }: BoardFacts, { verb, release, previous }: Deployment): boolean {
  if (verb === "rollback") return true;
  if (release === undefined || previous === undefined || release.source === previous.source) {
    return verb === "revert";
  }
  const added = graph.between(previous.source, release.source);
  return added === undefined ? verb === "revert" : added.length === 0;
}

function newCommits(facts: BoardFacts, service: string, from: string, to: string): readonly Date[] {
  return (commitsBetween(facts, service, from, to) ?? [])
    .filter(({ parents }) => parents.length < 2)
    .map(({ committedAt }) => committedAt);
}

/** Undefined where no cluster ever reported: then only git speaks. */
function reported({ history }: BoardFacts, environment: string, service: string): ServiceHealth | undefined {
  const episodes = history.episodes(environment, service);
  if (episodes.length === 0) return undefined;
  return {
    environment,
    service,
    healthy: history.healthySpans(environment, service),
    troubles: episodes.filter(({ state }) => state === "aborted" || state === "degraded"),
  };
}
