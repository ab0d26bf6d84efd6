import type { Component } from "../../platform/component.ts";
import type { Platform } from "../../platform/platform.ts";
import { answers } from "../../platform/readiness.ts";
import { installControlPlane } from "./control-plane.ts";
import { installIngress } from "./ingress.ts";
import { pushProxyImage } from "./proxy-image.ts";

/** Port of istiod's debug and readiness server; it listens on loopback. */
const readinessPort = 18080;

/**
 * The mesh: istiod next to the node, upstream Envoy as sidecar, and istio-cni in containerd's chain of
 * plugins (component containerd). It is started only on a platform with the option `mesh`.
 */
export const istio: Component = {
  name: "istio",
  build: {
    kind: "go",
    module: "istio.io/istio",
    binaries: {
      "pilot-discovery": "istio.io/istio/pilot/cmd/pilot-discovery",
      "pilot-agent": "istio.io/istio/pilot/cmd/pilot-agent",
      "istio-cni": "istio.io/istio/cni/cmd/istio-cni",
    },
    // istiod configures proxies with version "unknown" like the oldest supported proxy.
    variables: { "istio.io/istio/pkg/version.buildVersion": "1.31.0" },
    assets: [
      "manifests/charts/base",
      "manifests/charts/istio-control/istio-discovery",
      "manifests/charts/istio-cni",
      "manifests/charts/gateway",
      "tools/packaging/common/envoy_bootstrap.json",
    ],
    expectedSeconds: 250,
    family: "kubernetes",
  },
  units: (platform) => [
    {
      kind: "task",
      name: "proxy-image",
      after: ["registry"],
      deadlineSeconds: 120,
      run: () => pushProxyImage(platform),
    },
    {
      kind: "task",
      name: "istio-install",
      after: ["bootstrap-roles", "proxy-image"],
      deadlineSeconds: 120,
      run: () => installControlPlane(platform),
    },
    {
      kind: "process",
      name: "istiod",
      component: "istio",
      where: "node",
      after: ["istio-install", "kube-proxy"],
      command: [platform.binary("istio", "pilot-discovery"), ...flags(platform)],
      env: environment,
      cwd: platform.directory("istio", "istiod"),
      ready: answers(() => platform.inside(readinessPort, "/ready")),
    },
    {
      kind: "task",
      name: "ingress-gateway",
      after: ["istiod", "kubelet", "coredns"],
      deadlineSeconds: 120,
      run: () => installIngress(platform),
    },
  ],
};

function flags(platform: Platform): readonly string[] {
  return [
    "discovery",
    ...["--kubeconfig", platform.kubeconfig("istiod"), "--domain", "cluster.local"],
    ...["--httpAddr", `127.0.0.1:${readinessPort}`, "--grpcAddr", "127.0.0.1:15010"],
    ...["--secureGRPCAddr", ":15012", "--httpsAddr", ":15017", "--monitoringAddr", "127.0.0.1:15014"],
    ...["--ctrlz_port", "0", "--log_output_level", "default:info"],
  ];
}

/**
 * The settings of the chart's Deployment, and two settings that exclude filters of Istio's own Envoy from
 * upstream Envoy's configuration.
 */
const environment: Readonly<Record<string, string>> = {
  POD_NAMESPACE: "istio-system",
  POD_NAME: "istiod-local",
  SERVICE_ACCOUNT: "istiod",
  REVISION: "default",
  CLUSTER_ID: "Kubernetes",
  PILOT_CERT_PROVIDER: "istiod",
  PILOT_ENABLE_ANALYSIS: "false",
  PILOT_ENABLE_ALPN_FILTER: "false",
  PILOT_ENABLE_METADATA_EXCHANGE: "false",
};
