import { execa } from "execa";
import { parseAllDocuments, stringify } from "yaml";
import type { Platform } from "../../platform/platform.ts";
import { serviceBesideCluster } from "../../platform/service-beside-cluster.ts";
import { waitFor } from "../../wait/wait.ts";
import { proxyImage } from "./proxy-image.ts";
import { requestMetrics } from "./request-metrics.ts";

export const systemNamespace = "istio-system";

/** An object of a rendered chart. */
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/**
 * istiod is a process here, so objects for its pod are left out, and its Service points to a server outside
 * the cluster.
 */
const ofPods = new Set(["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Service"]);

/** Istio's own charts, as on EKS, without the pods; then settings for the proxies of all namespaces. */
export async function installControlPlane(platform: Platform): Promise<void> {
  const crds = platform.asset("istio", "manifests/charts/base/files/crd-all.gen.yaml");
  await platform.apply(["-f", crds]);
  await served(platform);
  const values = valuesWith(await proxyImage(platform));
  const control = await render(platform, "istio-control/istio-discovery", "istiod", systemNamespace, values);
  const cni = await render(platform, "istio-cni", "istio-cni", systemNamespace, {});
  const roles = cni.filter(({ kind }) => kind.startsWith("ClusterRole"));
  const items = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: systemNamespace } },
    ...control.filter(({ kind }) => !ofPods.has(kind)),
    ...roles,
    ...serviceBesideCluster({ namespace: systemNamespace, name: "istiod", ports }),
    requestMetrics(systemNamespace),
  ];
  // istiod itself sets the webhooks' certificate authority and failure policy, and owns these fields from
  // then on.
  await platform.apply(["--force-conflicts", "-f", "-"], list(items));
}

/** kubectl's own wait fails if a definition has no conditions yet. */
async function served(platform: Platform): Promise<void> {
  const definitions = ["envoyfilters", "virtualservices", "gateways"].map(
    (name) => `crd/${name}.networking.istio.io`,
  );
  const wait = ["wait", "--for=condition=Established", "--timeout=5s", ...definitions];
  await waitFor(async () => ({ value: await platform.kubectl(wait) }), {
    what: "Istio's definitions to be served",
    seconds: 60,
  });
}

const ports = [
  { name: "grpc-xds", port: 15010, protocol: "TCP" },
  { name: "https-dns", port: 15012, protocol: "TCP" },
  { name: "https-webhook", port: 443, listens: 15017, protocol: "TCP" },
  { name: "http-monitoring", port: 15014, protocol: "TCP" },
] as const;

/** Values of the chart istio-discovery. */
const valuesWith = (image: string) => ({
  // The chart's metrics filter exists only in Istio's own Envoy; request-metrics.ts replaces it.
  telemetry: { enabled: false },
  meshConfig: {
    // Under STRICT Prometheus cannot scrape a pod's own port; the agent's port 15020 serves the metrics of
    // service and proxy.
    enablePrometheusMerge: true,
    // Only the calling service retries a request, because it knows which requests may be repeated; retries in
    // two layers multiply.
    defaultHttpRetryPolicy: { attempts: 0 },
    defaultConfig: { concurrency: 1 },
  },
  cni: { enabled: true },
  global: {
    imagePullPolicy: "IfNotPresent",
    proxy: {
      image,
      // The chart's default limit of 1 GiB for each sidecar would use up an environment's quota; a sidecar
      // uses about 50 MB.
      resources: { requests: { cpu: "10m", memory: "48Mi" }, limits: { cpu: "2", memory: "128Mi" } },
      // The stores are outside the mesh, like RDS and ElastiCache. With NATS the server sends first, which
      // delays a proxy that detects protocols.
      excludeOutboundPorts: "4222,5432,6379",
    },
    proxy_init: { image },
  },
});

/** The objects of one of Istio's charts. */
export async function render(
  platform: Platform,
  chart: string,
  release: string,
  namespace: string,
  chartValues: object,
): Promise<readonly Manifest[]> {
  const folder = platform.asset("istio", `manifests/charts/${chart}`);
  const { stdout } = await execa(
    platform.binary("helm", "helm"),
    ["template", release, folder, "--namespace", namespace, "--values", "-"],
    { input: stringify(chartValues), timeout: 30_000 },
  );
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}

export const list = (items: readonly object[]): string =>
  JSON.stringify({ apiVersion: "v1", kind: "List", items });
