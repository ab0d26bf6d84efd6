/** All objects of a namespace that a release can write, with their versions: two equal snapshots prove that nothing was written in between. */
import type { Api, Stored } from "./api.ts";

const kinds = [
  ["/api/v1", ["configmaps", "services", "serviceaccounts"]],
  ["/apis/apps/v1", ["replicasets"]],
  ["/apis/policy/v1", ["poddisruptionbudgets"]],
  ["/apis/networking.k8s.io/v1", ["networkpolicies"]],
  ["/apis/networking.istio.io/v1", ["virtualservices", "destinationrules"]],
  ["/apis/security.istio.io/v1", ["peerauthentications", "authorizationpolicies"]],
  ["/apis/argoproj.io/v1alpha1", ["rollouts", "analysistemplates", "analysisruns"]],
] as const;

/** `<kind>/<name>@<resourceVersion>`, sorted. */
export async function snapshot(api: Api, namespace: string): Promise<readonly string[]> {
  const paths = kinds.flatMap(([group, names]) => names.map((name) => [group, name] as const));
  const all = await Promise.all(
    paths.map(async ([group, kind]) => {
      const objects = await api.list<Stored>(`${group}/namespaces/${namespace}/${kind}`);
      return objects.map(({ metadata }) => `${kind}/${metadata.name}@${metadata.resourceVersion}`);
    }),
  );
  return all.flat().sort();
}
