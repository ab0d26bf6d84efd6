export { groupKind, SHIPPED_KINDS as shippedKinds } from "@slipway/lib/domain/releases/kinds.ts";

/** What controllers make of these: a project must name them, or Argo CD shows no pods. */
export const seenKinds = ["apps/ReplicaSet", "/Pod", "argoproj.io/AnalysisRun"] as const;
