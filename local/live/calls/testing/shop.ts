/**
 * Prod with a mesh: declared calls, of which one is unused, an undeclared call, and one in plain text. The
 * labels are those of the local proxies.
 */
import { type LiveServer, serveLive } from "../../server.ts";
import type { LiveSources } from "../../sources.ts";
import { type Counted, type MeasuredMesh, measureMesh } from "./proxies.ts";

const namespace = "shop-prod";
const spiffe = (name: string, home = namespace): string => `spiffe://cluster.local/ns/${home}/sa/${name}`;
const answer = (code: string) => ({
  request_protocol: "HTTP/1.1",
  response_code: code,
  response_flags: "-",
});

/** Counted by the answering proxy; without a caller if the request is in plain text. */
const answered = (to: string, caller: string | undefined, code = "200"): Counted["labels"] => ({
  reporter: "destination",
  source_principal: caller ?? "-",
  destination_principal: caller === undefined ? "-" : spiffe(to),
  destination_workload: to,
  destination_workload_namespace: namespace,
  destination_service: caller === undefined ? "-" : `outbound_.80_._.${to}.${namespace}.svc.cluster.local`,
  tls_version: caller === undefined ? "-" : "TLSv1.3",
  ...answer(code),
});

/** Counted by the caller's proxy. */
const sent = (from: string, host: string, code = "200", home = namespace): Counted["labels"] => ({
  reporter: "source",
  source_workload: from,
  source_workload_namespace: home,
  source_principal: code === "0" ? "-" : spiffe(from, home),
  destination_principal: "-",
  destination_service: `outbound|80||${host}.${namespace}.svc.cluster.local`,
  tls_version: "TLSv1.3",
  ...answer(code),
});

export const counted: readonly Counted[] = [
  { labels: sent("istio-ingress", "api-gateway-stable", "200", "istio-ingress"), perSecond: 27 },
  { labels: sent("istio-ingress", "api-gateway-canary", "200", "istio-ingress"), perSecond: 3 },
  {
    labels: answered("api-gateway", spiffe("istio-ingress", "istio-ingress")),
    perSecond: 30,
    milliseconds: 40,
  },
  // A tenth never reached a pod, so the pod's proxy has no data.
  { labels: sent("web", "api-gateway"), perSecond: 8 },
  { labels: sent("web", "api-gateway", "503"), perSecond: 1 },
  { labels: sent("web", "api-gateway", "0"), perSecond: 1 },
  { labels: answered("api-gateway", spiffe("web")), perSecond: 8, milliseconds: 8 },
  { labels: answered("api-gateway", spiffe("web"), "503"), perSecond: 1, milliseconds: 8 },
  { labels: sent("stranger", "product", "403"), perSecond: 2 },
  { labels: answered("product", spiffe("stranger"), "403"), perSecond: 2, milliseconds: 2 },
  { labels: answered("product", undefined), perSecond: 1, milliseconds: 2 },
  // Idle: its counter does not change.
  { labels: sent("order", "payment"), perSecond: 0 },
];

const policy = (to: string, ...serviceAccounts: readonly string[]): object => ({
  metadata: { name: to, namespace },
  spec: {
    selector: { matchLabels: { "app.kubernetes.io/name": to } },
    action: "ALLOW",
    rules: serviceAccounts.map((account) => ({ from: [{ source: { serviceAccounts: [account] } }] })),
  },
});

const policies = [
  policy("api-gateway", "web", "istio-ingress/istio-ingress"),
  policy("product", "api-gateway"),
  policy("payment", "order"),
];

export function shopSources(
  prometheus: LiveSources["prometheus"],
  mesh: Partial<Pick<LiveSources, "mesh">> = {
    mesh: { policies: async (environment) => (environment.namespace === namespace ? policies : []) },
  },
): LiveSources {
  return {
    title: "a test",
    environments: ["dev", "prod"].map((name) => ({ name, namespace: `shop-${name}` })),
    links: [],
    objects: () => undefined,
    fault: () => undefined,
    prometheus,
    commits: async () => [],
    ...mesh,
    onChange: () => {},
  };
}

export interface MeshScene extends AsyncDisposable {
  readonly server: LiveServer;
  readonly sources: LiveSources;
  readonly mesh: MeasuredMesh;
}

export async function startMeshScene(): Promise<MeshScene> {
  const mesh = await measureMesh(counted);
  const sources = shopSources(mesh.prometheus);
  const server = await serveLive(sources);
  return {
    server,
    sources,
    mesh,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await mesh[Symbol.asyncDispose]();
    },
  };
}
