/** Healthy in the environment before, as exactly this release, in all its clusters, by fresh evidence. */
import type { Evidence, Reading } from "../evidence/evidence.ts";
import type { HealthySpan } from "../evidence/history.ts";
import type { Release } from "../releases/releases.ts";
import { closed, type GateResult, open } from "./gate.ts";

export interface HealthFacts {
  /** The environment it comes from. */
  readonly from: string;
  readonly release: Pick<Release, "id" | "version">;
  /** What its clusters report now. */
  readonly reading: Reading;
  /** Set when another release is live now: the last time this one was healthy, which nothing but that one ended. */
  readonly past?: HealthySpan | undefined;
}

export function healthGate({ from, release, reading, past }: HealthFacts): GateResult {
  // Without fresh evidence it is unknown whether it was the newer release that ended the span.
  if (!reading.fresh) return closed("health", reading.reason);
  if (past !== undefined) {
    return open("health", `${release.version} was healthy in ${from} until a newer release came`);
  }
  const { evidence } = reading;
  if (evidence.releaseId !== release.id) {
    return closed(
      "health",
      `${from} pins ${release.version}, but its cluster still reports ${known(evidence)}`,
    );
  }
  return ofThisRelease(from, release, evidence);
}

function ofThisRelease(
  from: string,
  { id, version }: HealthFacts["release"],
  evidence: Evidence,
): GateResult {
  const { state, stable, step, message } = evidence;
  if (state === "aborted") return closed("health", `${version} was aborted in ${from}: ${message}`);
  if (state === "degraded") return closed("health", `${version} is degraded in ${from}: ${message}`);
  if (state !== "healthy") {
    const progress = step === null ? "" : `, step ${step.index} of ${step.count}`;
    return closed("health", `${version} is still being rolled out in ${from}${progress}`);
  }
  // "healthy" with another stable release would promote what serves no traffic.
  if (stable.releaseId !== id) {
    return closed("health", `${from} reports ${version} healthy, but another release is stable`);
  }
  return open("health", `healthy in ${from} as exactly this release since ${evidence.since}`);
}

function known({ version, releaseId }: Evidence): string {
  return releaseId === null ? "no release" : `${version ?? "a release"} (${releaseId.slice(0, 19)})`;
}
