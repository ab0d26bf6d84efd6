import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Component } from "../../platform/component.ts";
import type { Platform } from "../../platform/platform.ts";
import { serviceBesideCluster } from "../../platform/service-beside-cluster.ts";

const port = 4443;
const group = "metrics.k8s.io";

/** Serves the current usage of pods and the node for autoscalers and `kubectl top`. */
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
      name: "metrics-server-role",
      after: ["bootstrap-roles"],
      run: () => allow(platform),
    },
    {
      kind: "process",
      name: "metrics-server",
      component: "metrics-server",
      where: "node",
      after: ["metrics-server-role", "kube-proxy"],
      command: [platform.binary("metrics-server", "metrics-server"), ...flags(platform)],
      // It is called through its API, which is registered next.
      ready: async () => undefined,
    },
    {
      kind: "task",
      name: "metrics-api",
      after: ["metrics-server"],
      run: () => register(platform),
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
    // The minimum; a request may take nine tenths of it.
    "--metric-resolution=10s",
    "--kubelet-request-timeout=9s",
  ];
}

async function allow(platform: Platform): Promise<void> {
  const role = platform.asset("metrics-server", "manifests/base/rbac.yaml");
  await platform.apply(["-f", role]);
}

async function register(platform: Platform): Promise<void> {
  const authority = await readFile(join(platform.folder, "pki", "ca.crt"));
  await platform.apply(["-f", "-"], registration(authority.toString("base64")));
  await platform.kubectl([
    "wait",
    "--for=condition=Available",
    "--timeout=50s",
    `apiservice/v1beta1.${group}`,
  ]);
}

/** The shipped APIService does not verify the server's certificate. */
function registration(caBundle: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: [
      ...serviceBesideCluster({
        namespace: "kube-system",
        name: "metrics-server",
        ports: [{ name: "https", port: 443, listens: port, protocol: "TCP" }],
      }),
      {
        apiVersion: "apiregistration.k8s.io/v1",
        kind: "APIService",
        metadata: { name: `v1beta1.${group}` },
        spec: {
          group,
          version: "v1beta1",
          groupPriorityMinimum: 100,
          versionPriority: 100,
          service: { namespace: "kube-system", name: "metrics-server", port: 443 },
          caBundle,
        },
      },
    ],
  });
}
