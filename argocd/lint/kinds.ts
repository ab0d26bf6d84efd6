export { groupKind, SHIPPED_KINDS as shippedKinds } from "@slipway/lib/domain/releases/kinds.ts";

/** Kinds that controllers create for these: a project must allow them, or Argo CD shows no pods. */
export const seenKinds = ["apps/ReplicaSet", "/Pod", "argoproj.io/AnalysisRun"] as const;
