import type { StatefulSet } from "../objects.ts";
import { healthy, releaseIdOf, running, shortage, unseen, type Verdict, type Workload } from "./workload.ts";

export function seeStatefulSet(set: StatefulSet): Workload {
  const { metadata, spec, status } = set;
  const releaseId = releaseIdOf(spec?.template);
  const verdict = judge(set);
  return {
    kind: "StatefulSet",
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

function judge({ metadata, spec, status = {} }: StatefulSet): Verdict {
  if (metadata.generation === undefined || status.observedGeneration !== metadata.generation) {
    return unseen("StatefulSet", status.observedGeneration, metadata);
  }
  const wanted = spec?.replicas ?? 1;
  const { updatedReplicas = 0, currentRevision, updateRevision, replicas = 0 } = status;
  // Both are equal once the last pod was replaced; with a partition or `OnDelete` they differ permanently.
  if (!updateRevision || updateRevision !== currentRevision) {
    const partition = spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
    const held = partition > 0 ? `, partition ${partition} holds the rest` : "";
    const byHand = spec?.updateStrategy?.type === "OnDelete" ? ", OnDelete leaves the rest to people" : "";
    return running(`${updatedReplicas} of ${wanted} pods updated${held}${byHand}`);
  }
  const pods = { wanted, available: Math.min(status.availableReplicas ?? 0, replicas) };
  return shortage(pods) ?? healthy(pods);
}
