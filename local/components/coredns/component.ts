import { writeFile } from "node:fs/promises";
import type { Component } from "../../platform/component.ts";
import { dnsAddress, type Platform } from "../../platform/platform.ts";
import { answers } from "../../platform/readiness.ts";
import { serviceBesideCluster } from "../../platform/service-beside-cluster.ts";

export const coredns: Component = {
  name: "coredns",
  build: {
    kind: "go",
    module: "github.com/coredns/coredns",
    binaries: { coredns: "." },
    expectedSeconds: 30,
    family: "kubernetes",
  },
  units: (platform) => [
    {
      kind: "task",
      name: "cluster-dns-service",
      after: ["bootstrap-roles"],
      run: () => platform.apply(["-f", "-"], service),
    },
    {
      kind: "process",
      name: "coredns",
      component: "coredns",
      where: "node",
      after: ["cluster-dns-service"],
      command: [platform.binary("coredns", "coredns"), "-conf", platform.path("coredns", "Corefile")],
      prepare: () => writeFile(platform.path("coredns", "Corefile"), corefile(platform)),
      ready: answers(() => platform.inside(8181, "/ready")),
    },
  ],
};

const corefile = (platform: Platform): string => `.:53 {
  errors
  ready 127.0.0.1:8181
  cache 5
  kubernetes cluster.local {
    kubeconfig ${platform.kubeconfig("coredns")}
  }
}
`;

const dnsPorts = [
  { name: "dns", port: 53, protocol: "UDP" },
  { name: "dns-tcp", port: 53, protocol: "TCP" },
] as const;

const service = JSON.stringify({
  apiVersion: "v1",
  kind: "List",
  items: [
    ...serviceBesideCluster({
      namespace: "kube-system",
      name: "kube-dns",
      clusterIP: dnsAddress,
      ports: dnsPorts,
    }),
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "coredns" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "coredns" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "coredns" }],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: "coredns" },
      rules: [
        { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs: ["list", "watch"] },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
      ],
    },
  ],
});
