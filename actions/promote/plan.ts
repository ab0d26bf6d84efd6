/** The decision about one service and one environment: pure, from what was read. */
import type { Evidence, Reading } from "../lib/evidence/evidence.ts";
import type { Release } from "../lib/releases/releases.ts";

/** What was read about one service that may move from `from` to `environment`. */
export interface Facts {
  readonly environment: string;
  readonly service: string;
  /** The environment it comes from. */
  readonly from: string;
  /** The release pinned in `from`; a string says why it cannot be read. */
  readonly candidate: Release | string | undefined;
  /** The release pinned in `environment`. */
  readonly current: Release | string | undefined;
  /** What the clusters of `from` report. */
  readonly evidence: Reading;
  /** Whether the candidate's source commit descends from the current one's. */
  readonly descends: boolean;
  /** Whether people have written `environments/<environment>/<service>/kustomization.yaml`. */
  readonly hasOverlay: boolean;
}

export interface Promotion {
  readonly kind: "promote";
  readonly environment: string;
  readonly from: string;
  readonly service: string;
  readonly old: Release | undefined;
  readonly new: Release;
  /** The commit on the evidence branch that the gate was opened by, and what it says. */
  readonly evidence: { readonly commit: string; readonly since: string };
}

export type Decision =
  | Promotion
  /** A gate is closed, and may open by itself. `ended` names a release whose open pull request must not be merged. */
  | {
      readonly kind: "wait";
      readonly gate: "evidence" | "health";
      readonly reason: string;
      readonly ended?: string;
    }
  /** Somebody has to do something. */
  | { readonly kind: "refuse"; readonly reason: string }
  | { readonly kind: "nothing"; readonly reason: string };

export function decide(facts: Facts): Decision {
  const { candidate, current } = facts;
  if (typeof candidate === "string") return { kind: "refuse", reason: candidate };
  if (typeof current === "string") return { kind: "refuse", reason: current };
  if (candidate === undefined) return { kind: "nothing", reason: `${facts.from} has no release of it` };
  if (candidate.id === current?.id)
    return { kind: "nothing", reason: `${candidate.version} is there already` };
  return (
    outOfOrder(facts, candidate, current) ??
    withoutOverlay(facts) ??
    closedGate(facts, candidate) ??
    open(facts, candidate, current)
  );
}

/** A release enters only if its source descends from the one pinned there; else it could undo a hotfix. */
function outOfOrder(facts: Facts, candidate: Release, current: Release | undefined): Decision | undefined {
  if (current === undefined || facts.descends) return undefined;
  const { environment, from } = facts;
  return {
    kind: "refuse",
    reason:
      `${from} has ${candidate.version} from ${short(candidate.source)}, which does not contain ${short(current.source)}, ` +
      `the source of ${current.version} in ${environment}.\n  Merge ${short(current.source)} into the main branch; the next release contains it.`,
  };
}

function withoutOverlay({ environment, service, hasOverlay }: Facts): Decision | undefined {
  if (hasOverlay) return undefined;
  const file = `environments/${environment}/${service}/kustomization.yaml`;
  return {
    kind: "refuse",
    reason: `${file}: not there.\n  Add it, beside the one of the environment before.`,
  };
}

/** Healthy, as exactly this release, by fresh evidence: everything else keeps the gate closed, in words. */
function closedGate({ from, service, evidence: answer }: Facts, candidate: Release): Decision | undefined {
  if (!answer.fresh) return { kind: "wait", gate: "evidence", reason: answer.reason };
  const { evidence } = answer;
  const wait = (reason: string, ended?: string): Decision => ({
    kind: "wait",
    gate: "health",
    reason,
    ...(ended === undefined ? {} : { ended }),
  });
  if (evidence.releaseId !== candidate.id) {
    return wait(`${from} pins ${candidate.version}, but its cluster still reports ${known(evidence)}`);
  }
  if (evidence.state === "aborted") {
    const cause = evidence.cause === null ? "" : ` (${evidence.cause})`;
    return wait(`${candidate.version} was aborted in ${from}${cause}: ${evidence.message}`, candidate.id);
  }
  if (evidence.state === "degraded") {
    return wait(`${candidate.version} is degraded in ${from}: ${evidence.message}`, candidate.id);
  }
  if (evidence.state !== "healthy") {
    const step = evidence.step === null ? "" : `, step ${evidence.step.index} of ${evidence.step.count}`;
    return wait(`${candidate.version} is still being rolled out in ${from}${step}`);
  }
  // "healthy" with another stable release would promote what serves no traffic.
  if (evidence.stable.releaseId !== candidate.id) {
    return wait(`${from} reports ${service} ${candidate.version} healthy, but another release is stable`);
  }
  return undefined;
}

function open(
  { environment, from, service, evidence }: Facts,
  candidate: Release,
  current: Release | undefined,
): Decision {
  if (!evidence.fresh) throw new Error("unreachable: closedGate waits without fresh evidence");
  return {
    kind: "promote",
    environment,
    from,
    service,
    old: current,
    new: candidate,
    evidence: { commit: evidence.commit, since: evidence.evidence.since },
  };
}

function known({ version, releaseId }: Evidence): string {
  return releaseId === null ? "no release" : `${version ?? "a release"} (${releaseId.slice(0, 19)})`;
}

export function short(sha: string): string {
  return sha.slice(0, 12);
}
