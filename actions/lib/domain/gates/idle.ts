/** Nothing is on trial where the release would go: a new one would cut a canary short before it was judged. */
import type { ClusterReport, Reading } from "../evidence/evidence.ts";
import type { Release } from "../releases/releases.ts";
import { closed, type GateResult, open } from "./gate.ts";

export interface IdleFacts {
  /** Where it would go. */
  readonly environment: string;
  readonly release: Pick<Release, "id" | "version">;
  /** What is pinned there. */
  readonly current: Pick<Release, "id" | "version"> | undefined;
  /** What the clusters there report; undefined where none has ever reported. */
  readonly reading: Reading | undefined;
  /** It fixes `current`, so it is meant to end that canary. */
  readonly isFix?: boolean;
}

export function idleGate({ environment, release, current, reading, isFix = false }: IdleFacts): GateResult {
  if (current === undefined) return open("idle", `${environment} runs no release yet`);
  if (reading === undefined)
    return open("idle", `no cluster of ${environment} reports, so no canary is known there`);
  const paused = reading.reports.find(({ evidence }) => evidence.paused !== undefined);
  if (paused !== undefined) {
    const reason = `${environment} is paused in ${paused.cluster}: ${paused.evidence.paused}`;
    return closed(
      "idle",
      `${reason}.\n  End the pause first; docs/runbooks/pause-one-application.md says how.`,
    );
  }
  const running = reading.reports.find((report) => isOtherCanary(report, release.id));
  if (running !== undefined) {
    const { evidence, cluster } = running;
    const { index, count, weight } = evidence.step ?? { index: 0, count: 0, weight: 0 };
    const canary = `the canary of ${evidence.version ?? "another release"} runs in ${environment}/${cluster} (step ${index} of ${count}, ${weight} % of the traffic)`;
    if (isFix && evidence.releaseId === current.id) return open("idle", `${canary}, and this fixes it`);
    return closed("idle", `${canary}, and ${release.version} would interrupt it`);
  }
  const unreadable = reading.fresh ? [] : (reading.unreadable ?? []);
  if (unreadable.length > 0) {
    return closed(
      "idle",
      `it is not known whether a canary runs in ${environment}: ${unreadable.join("; ")}`,
    );
  }
  return open("idle", `no canary runs in ${environment}`);
}

/** Restoring the release of the stable pods ends a canary on purpose. */
function isOtherCanary({ evidence }: ClusterReport, id: string): boolean {
  const { state, step, stable, releaseId } = evidence;
  return state === "running" && step !== null && releaseId !== id && stable.releaseId !== id;
}
