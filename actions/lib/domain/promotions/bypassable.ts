/** Which closed gates a person may bypass, and for which release. */
import { GATES, type GateName } from "../gates/gate.ts";
import type { Bypass } from "./decision.ts";
import type { Candidate, Facts } from "./facts.ts";

/** Gates that cannot be bypassed, each with what to do instead. */
export const NEVER_BYPASSED: Readonly<Partial<Record<GateName, string>>> = {
  release: "restore the generated release folder",
  order: "merge what is missing into the main branch; the next release contains it",
  stop: "end the stop with slipway resume",
  hold: "lift the hold with slipway hold --lift",
  signature: "have the image built and signed again",
  registry: "have the registry of the environment take the image",
};

export const BYPASSABLE = GATES.filter((each) => NEVER_BYPASSED[each] === undefined);

/** A release other than the one running there is unknown: an emergency does not justify it. */
export function canBypass(
  { reading }: Facts,
  { release, past }: Candidate,
  { gate, releases }: Bypass,
): boolean {
  if (NEVER_BYPASSED[gate] !== undefined || (releases !== undefined && !releases.includes(release.id)))
    return false;
  const isOfRelease = gate === "health" || gate === "analysis" || gate === "soak";
  if (!isOfRelease || past !== undefined || !reading.fresh) return true;
  return reading.evidence.releaseId === release.id;
}
