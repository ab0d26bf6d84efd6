/** Which release a service goes back to: pure. */
import type { HealthySpan } from "../evidence/history.ts";
import type { Hold } from "../holds/holds.ts";
import { misfit, type Release, type Served } from "../releases/releases.ts";

/** A release that was pinned in the environment once, and the commit that has its folder. */
export interface PastRelease {
  readonly release: Release;
  readonly commit: string;
}

export interface TargetFacts {
  readonly environment: string;
  /** What is pinned there now. */
  readonly current: Release;
  /** What was pinned there before the present release first was: the one that left last comes first, each once. */
  readonly past: readonly PastRelease[];
  /** When the service was healthy there, newest first. */
  readonly healthy: readonly HealthySpan[];
  /** Whether the clusters ever reported another release of it than the present one. */
  readonly knowsOthers: boolean;
  /** Release id that the pods which serve without a canary run, by fresh evidence. */
  readonly stable: string | undefined;
  /** Whether git alone may decide where no evidence can: people may ask for it, a robot may not. */
  readonly mayGuess: boolean;
  readonly heldBy: (release: Release) => Hold | undefined;
  /** Versions of the data store's schema that everything pinned there so far has left. */
  readonly served: Served | undefined;
  /** The version asked for. */
  readonly to: string | undefined;
}

export type Choice =
  | { readonly kind: "target"; readonly past: PastRelease; readonly basis: string }
  /** A rule is in the way; asking otherwise may help. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "none"; readonly reason: string };

export function chooseTarget(facts: TargetFacts): Choice {
  return facts.to === undefined ? lastHealthy(facts) : named(facts, facts.to);
}

function lastHealthy(facts: TargetFacts): Choice {
  const { past, healthy, stable, environment } = facts;
  const free = past.filter(
    ({ release }) => facts.heldBy(release) === undefined && outgrown(facts, release) === undefined,
  );
  for (const span of healthy) {
    const found = free.find(({ release }) => release.id === span.releaseId);
    if (found !== undefined) return { kind: "target", past: found, basis: formatSpan(span) };
  }
  const serving = free.find(({ release }) => release.id === stable);
  if (serving !== undefined)
    return { kind: "target", past: serving, basis: "what the stable pods run, by recent evidence" };
  const [previous] = free;
  if (facts.mayGuess && !facts.knowsOthers && previous !== undefined) {
    return { kind: "target", past: previous, basis: NO_EVIDENCE };
  }
  return {
    kind: "none",
    reason: `no release to go back to in ${environment}: ${excuses(facts)}.\n  Release a fix, or take the service out of ${environment} by deleting its release folder in a commit.`,
  };
}

const NO_EVIDENCE =
  "the release before it in git; no cluster has reported another one, so its health is unknown";

function named(facts: TargetFacts, version: string): Choice {
  const { past, healthy, environment } = facts;
  const found = past.find(({ release }) => release.version === version);
  const refused = (reason: string): Choice => ({ kind: "refused", reason });
  if (found === undefined) {
    const known = past.map(({ release }) => release.version).slice(0, 10);
    return refused(
      `${version} was not in ${environment} before ${facts.current.version}.\n  ${known.length === 0 ? "Nothing was." : `Name one of ${known.join(", ")}; what is newer comes by promotion.`}`,
    );
  }
  const hold = facts.heldBy(found.release);
  if (hold !== undefined) {
    return refused(
      `${version} is held in ${environment} (${hold.cause}, by ${hold.by}): ${hold.reason}.\n  Name another version, or lift the hold first.`,
    );
  }
  const grown = outgrown(facts, found.release);
  if (grown !== undefined) {
    return refused(
      `${version} ${grown} in ${environment}: they go forward only.\n  Name a version that needs no older one, or release a fix.`,
    );
  }
  const span = healthy.find(({ releaseId }) => releaseId === found.release.id);
  if (span !== undefined) return { kind: "target", past: found, basis: formatSpan(span) };
  if (found.release.id === facts.stable)
    return { kind: "target", past: found, basis: "what the stable pods run, by recent evidence" };
  if (!facts.knowsOthers) return { kind: "target", past: found, basis: NO_EVIDENCE };
  return refused(
    `${version} was never reported healthy in ${environment}.\n  Name a version that was, or none to have the last one chosen.`,
  );
}

/** What the stable pods run already comes to no further harm by being what git says. */
function outgrown({ served, stable }: TargetFacts, release: Release): string | undefined {
  return release.id === stable ? undefined : misfit(release.dataSchema, served);
}

function formatSpan({ from, to }: HealthySpan): string {
  const end = to === undefined ? "now" : seconds(to);
  return `healthy there from ${seconds(from)} to ${end}`;
}

/** Why each of those that were there is none to go back to. */
function excuses(facts: TargetFacts): string {
  const { past, heldBy, current, knowsOthers } = facts;
  if (past.length === 0) return `${current.version} is the first one of its service`;
  const words = past.slice(0, 5).map(({ release }) => {
    if (heldBy(release) !== undefined) return `${release.version} is held`;
    const unproven = knowsOthers ? "was never reported healthy" : "has no evidence";
    return `${release.version} ${outgrown(facts, release) ?? unproven}`;
  });
  return words.join(", ");
}

function seconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
