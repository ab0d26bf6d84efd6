/** Which objects a release may ship, and which of them run pods. */

/** What Slipway's chart renders. */
const CHART_KINDS = [
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
  // Migrations.
  "batch/Job",
] as const;

/** What manifests of one's own may hold besides: no secrets, no permissions, nothing outside the namespace. */
const OWN_KINDS = [
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "batch/CronJob",
  "/PersistentVolumeClaim",
  "networking.k8s.io/Ingress",
  "gateway.networking.k8s.io/HTTPRoute",
  "gateway.networking.k8s.io/GRPCRoute",
] as const;

/** The projects of Argo CD let exactly these through. */
export const SHIPPED_KINDS: readonly string[] = [...CHART_KINDS, ...OWN_KINDS];

/** `argoproj.io/Rollout` of apiVersion `argoproj.io/v1alpha1`, `/Service` of `v1`. */
export function groupKind(apiVersion: unknown, kind: unknown): string {
  const [group] = typeof apiVersion === "string" && apiVersion.includes("/") ? apiVersion.split("/") : [""];
  return `${group}/${String(kind)}`;
}

const TEMPLATE = ["spec", "template"];

/** Path of the pod template for each kind that runs pods. Rollout comes first, because only it has a canary. */
export const POD_TEMPLATES: ReadonlyMap<string, readonly string[]> = new Map([
  ["Rollout", TEMPLATE],
  ["Deployment", TEMPLATE],
  ["StatefulSet", TEMPLATE],
  ["DaemonSet", TEMPLATE],
  ["CronJob", ["spec", "jobTemplate", "spec", "template"]],
  ["Job", TEMPLATE],
]);

/** Kinds of `manifests` that run pods, in the order of {@link POD_TEMPLATES}. */
export function workloadKinds(manifests: string): readonly string[] {
  // Whatever a renderer writes has the kind at the start of a line; inside a text it would be indented.
  const kinds = new Set([...manifests.matchAll(/^kind: (\w+)$/gm)].map(([, kind = ""]) => kind));
  return [...POD_TEMPLATES.keys()].filter((kind) => kinds.has(kind));
}
