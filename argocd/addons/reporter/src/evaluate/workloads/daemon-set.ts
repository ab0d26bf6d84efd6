import type { DaemonSet } from "../objects.ts";
import { healthy, releaseIdOf, shortage, unseen, type Verdict, type Workload } from "./workload.ts";

export function seeDaemonSet(set: DaemonSet): Workload {
  const { metadata, spec, status } = set;
  const releaseId = releaseIdOf(spec?.template);
  const verdict = judge(set);
  return {
    kind: "DaemonSet",
    name: metadata.name ?? "",
    template: spec?.template,
    releaseId,
    // Its older pods have no template that could be read.
    stableReleaseId: verdict.state === "healthy" ? releaseId : null,
    step: null,
    observedGeneration: status?.observedGeneration ?? 0,
    verdict,
  };
}

/** One pod on each node: each node needs an available pod of this template. */
function judge({ metadata, status = {} }: DaemonSet): Verdict {
  if (metadata.generation === undefined || status.observedGeneration !== metadata.generation) {
    return unseen("DaemonSet", status.observedGeneration, metadata);
  }
  const available = Math.min(status.numberAvailable ?? 0, status.updatedNumberScheduled ?? 0);
  const pods = { wanted: status.desiredNumberScheduled ?? 0, available };
  return shortage(pods, "no node takes a pod of it: nothing serves") ?? healthy(pods);
}
