/** The decision about one service and one environment: pure, from what was read. */
import type { Evidence, Reading } from "../evidence/evidence.ts";
import type { Release } from "../releases/releases.ts";
import { type Decision, short } from "./decision.ts";

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
  /** The files of the candidate's folder. */
  readonly files: ReadonlyMap<string, Buffer>;
}

export function decide(facts: Facts): Decision {
  const { candidate, current } = facts;
  if (typeof candidate === "string") return { kind: "refuse", gate: "release", reason: candidate, gates: [] };
  if (typeof current === "string") return { kind: "refuse", gate: "release", reason: current, gates: [] };
  if (candidate === undefined)
    return { kind: "nothing", reason: `${facts.from} has no release of it`, gates: [] };
  if (candidate.id === current?.id)
    return { kind: "nothing", reason: `${candidate.version} is there already`, gates: [] };
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
    gate: "order",
    gates: [],
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
    gate: "release",
    gates: [],
    reason: `${file}: not there.\n  Add it, beside the one of the environment before.`,
  };
}

/** Healthy, as exactly this release, by fresh evidence: everything else keeps the gate closed, in words. */
function closedGate({ from, service, evidence: answer }: Facts, candidate: Release): Decision | undefined {
  if (!answer.fresh) return { kind: "wait", gate: "health", reason: answer.reason, gates: [] };
  const { evidence } = answer;
  const wait = (reason: string, ended?: string): Decision => ({
    kind: "wait",
    gate: "health",
    reason,
    gates: [],
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
  { environment, from, service, evidence, files }: Facts,
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
    files,
    bypasses: [],
    gates: [],
    evidence: { commit: evidence.commit, since: evidence.evidence.since },
  };
}

function known({ version, releaseId }: Evidence): string {
  return releaseId === null ? "no release" : `${version ?? "a release"} (${releaseId.slice(0, 19)})`;
}
