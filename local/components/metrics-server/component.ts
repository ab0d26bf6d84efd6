import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Component } from "../../platform/component.ts";
import type { Platform } from "../../platform/platform.ts";
import { succeeds } from "../../platform/readiness.ts";
import { serviceBesideCluster } from "../../platform/service-beside-cluster.ts";

const port = 4443;
const group = "metrics.k8s.io";

/** What pods and the node use at the moment, for autoscalers and `kubectl top`. */
export const metricsServer: Component = {
  name: "metrics-server",
  build: {
    kind: "go",
    module: "sigs.k8s.io/metrics-server",
    binaries: { "metrics-server": "sigs.k8s.io/metrics-server/cmd/metrics-server" },
    assets: ["manifests/base/rbac.yaml"],
    expectedSeconds: 150,
    family: "kubernetes",
  },
  units: (platform) => [
    {
      kind: "task",
      name: "metrics-api",
      after: ["bootstrap-roles"],
      run: () => install(platform),
    },
    {
      kind: "process",
      name: "metrics-server",
      component: "metrics-server",
      where: "node",
      after: ["metrics-api", "kube-proxy"],
      command: [platform.binary("metrics-server", "metrics-server"), ...flags(platform)],
      ready: succeeds(() => platform.kubectl(["get", "--raw", `/apis/${group}/v1beta1`])),
    },
  ],
};

function flags(platform: Platform): readonly string[] {
  const pki = (file: string): string => join(platform.folder, "pki", file);
  return [
    ...["kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig"].map(
      (flag) => `--${flag}=${platform.kubeconfig("metrics-server")}`,
    ),
    `--secure-port=${port}`,
    `--tls-cert-file=${pki("metrics-server.crt")}`,
    `--tls-private-key-file=${pki("metrics-server.key")}`,
    `--kubelet-certificate-authority=${pki("ca.crt")}`,
    "--kubelet-preferred-address-types=InternalIP",
    // The least it takes; the request must be shorter.
    "--metric-resolution=10s",
    "--kubelet-request-timeout=5s",
  ];
}

async function install(platform: Platform): Promise<void> {
  const role = platform.asset("metrics-server", "manifests/base/rbac.yaml");
  await platform.kubectl(["apply", "--server-side", "-f", role]);
  const authority = await readFile(join(platform.folder, "pki", "ca.crt"));
  await platform.kubectl(["apply", "--server-side", "-f", "-"], registration(authority.toString("base64")));
}

/** The shipped one leaves out whether it is the server it says it is. */
const registration = (caBundle: string): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: [
      ...serviceBesideCluster({
        ...{ namespace: "kube-system", name: "metrics-server" },
        ports: [{ name: "https", port: 443, listens: port, protocol: "TCP" }],
      }),
      {
        apiVersion: "apiregistration.k8s.io/v1",
        kind: "APIService",
        metadata: { name: `v1beta1.${group}` },
        spec: {
          ...{ group, version: "v1beta1", groupPriorityMinimum: 100, versionPriority: 100 },
          service: { namespace: "kube-system", name: "metrics-server", port: 443 },
          caBundle,
        },
      },
    ],
  });
