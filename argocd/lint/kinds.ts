/** What a release may ship: what rollouts/chart renders. The projects let exactly these through. */
export const shippedKinds = [
  "argoproj.io/Rollout",
  "argoproj.io/AnalysisTemplate",
  "/Service",
  "/ServiceAccount",
  "/ConfigMap",
  "policy/PodDisruptionBudget",
  "autoscaling/HorizontalPodAutoscaler",
  "networking.istio.io/VirtualService",
  "networking.istio.io/DestinationRule",
  "security.istio.io/PeerAuthentication",
  "security.istio.io/AuthorizationPolicy",
  "networking.k8s.io/NetworkPolicy",
] as const;

/** What controllers make of these: a project must name them, or Argo CD shows no pods. */
export const seenKinds = ["apps/ReplicaSet", "/Pod", "argoproj.io/AnalysisRun"] as const;

/** `argoproj.io/Rollout` of apiVersion `argoproj.io/v1alpha1`, `/Service` of `v1`. */
export function groupKind(apiVersion: unknown, kind: unknown): string {
  const [group] = typeof apiVersion === "string" && apiVersion.includes("/") ? apiVersion.split("/") : [""];
  return `${group}/${String(kind)}`;
}
