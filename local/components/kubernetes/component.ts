import { writeFile } from "node:fs/promises";
import { stringify } from "yaml";
import type { Component, ProcessUnit } from "../../platform/component.ts";
import { nodeAddress, type Platform, podNetwork, serviceNetwork } from "../../platform/platform.ts";
import { answers, succeeds } from "../../platform/readiness.ts";
import { kubeletConfiguration, proxyConfiguration } from "./configuration.ts";

const versionPackages = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"];
// Without these the API server reports v0.0.0 and clients refuse to talk to it.
const version = { gitVersion: "v1.36.3", gitMajor: "1", gitMinor: "36", gitTreeState: "clean" };

export const kubernetes: Component = {
  name: "kubernetes",
  build: {
    kind: "go",
    module: "k8s.io/kubernetes",
    binaries: { kubernetes: "." },
    links: [
      "kube-apiserver",
      "kube-controller-manager",
      "kube-scheduler",
      "kube-proxy",
      "kubelet",
      "kubectl",
    ],
    variables: Object.fromEntries(
      versionPackages.flatMap((path) =>
        Object.entries(version).map(([key, value]) => [`${path}.${key}`, value]),
      ),
    ),
    expectedSeconds: 360,
    family: "kubernetes",
  },
  units: (platform) => [
    apiServer(platform),
    {
      // API services registered by the previous run are not available yet, and every apply would wait for
      // their description.
      kind: "task",
      name: "unserved-apis",
      after: ["kube-apiserver"],
      run: () =>
        platform
          .kubectl(["delete", "apiservices", "--selector=!kube-aggregator.kubernetes.io/automanaged"])
          .then(),
    },
    {
      // The controller manager exits when it starts before the API server has created the roles that it
      // reads.
      kind: "task",
      name: "bootstrap-roles",
      after: ["unserved-apis"],
      run: () =>
        platform
          .kubectl(["wait", "--for=create", "--timeout=60s", "clusterrole/system:kube-scheduler"])
          .then(),
    },
    controllerManager(platform),
    scheduler(platform),
    kubelet(platform),
    proxy(platform),
  ],
};

const pki = (platform: Platform, file: string): string => `${platform.folder}/pki/${file}`;

const part = (platform: Platform, name: string, flags: readonly string[]) => ({
  kind: "process" as const,
  name,
  component: "kubernetes",
  where: "node" as const,
  command: [platform.binary("kubernetes", name), ...flags],
});

function apiServer(platform: Platform): ProcessUnit {
  return {
    ...part(platform, "kube-apiserver", [
      "--etcd-servers=http://127.0.0.1:2379",
      `--secure-port=${platform.ports.api}`,
      `--advertise-address=${nodeAddress}`,
      `--service-cluster-ip-range=${serviceNetwork}`,
      "--authorization-mode=Node,RBAC",
      "--enable-admission-plugins=NodeRestriction",
      "--allow-privileged=true",
      `--client-ca-file=${pki(platform, "ca.crt")}`,
      `--tls-cert-file=${pki(platform, "apiserver.crt")}`,
      `--tls-private-key-file=${pki(platform, "apiserver.key")}`,
      `--kubelet-client-certificate=${pki(platform, "kubelet-client.crt")}`,
      `--kubelet-client-key=${pki(platform, "kubelet-client.key")}`,
      `--kubelet-certificate-authority=${pki(platform, "ca.crt")}`,
      // Otherwise exec and logs would dial the node's name, which cannot be resolved.
      "--kubelet-preferred-address-types=InternalIP",
      ...frontProxy(platform),
      "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
      `--service-account-key-file=${pki(platform, "sa.pub")}`,
      `--service-account-signing-key-file=${pki(platform, "sa.key")}`,
    ]),
    after: ["etcd"],
    address: `https://127.0.0.1:${platform.ports.api}`,
    ready: succeeds(() => platform.kubectl(["get", "--raw", "/readyz", "--request-timeout=2s"])),
  };
}

/**
 * Certificates with which the API server forwards requests to other servers of its API, with the name of the
 * caller.
 */
const frontProxy = (platform: Platform): readonly string[] => [
  `--proxy-client-cert-file=${pki(platform, "front-proxy-client.crt")}`,
  `--proxy-client-key-file=${pki(platform, "front-proxy-client.key")}`,
  `--requestheader-client-ca-file=${pki(platform, "front-proxy-ca.crt")}`,
  "--requestheader-allowed-names=front-proxy-client",
  "--requestheader-username-headers=X-Remote-User",
  "--requestheader-group-headers=X-Remote-Group",
  "--requestheader-extra-headers-prefix=X-Remote-Extra-",
];

function controllerManager(platform: Platform): ProcessUnit {
  return {
    ...part(platform, "kube-controller-manager", [
      ...identity(platform, "controller-manager"),
      `--service-account-private-key-file=${pki(platform, "sa.key")}`,
      `--root-ca-file=${pki(platform, "ca.crt")}`,
      "--use-service-account-credentials",
      "--leader-elect=false",
      `--cluster-cidr=${podNetwork}`,
      "--allocate-node-cidrs=false",
      // Three times as often as the default, because an experiment here lasts a minute.
      "--horizontal-pod-autoscaler-sync-period=5s",
    ]),
    after: ["bootstrap-roles"],
    ready: succeeds(() => platform.kubectl(["get", "serviceaccount", "default", "--namespace=default"])),
  };
}

function scheduler(platform: Platform): ProcessUnit {
  return {
    ...part(platform, "kube-scheduler", [
      ...identity(platform, "scheduler"),
      "--leader-elect=false",
      "--secure-port=0",
    ]),
    after: ["bootstrap-roles"],
    ready: async () => undefined,
  };
}

const identity = (platform: Platform, user: string): readonly string[] =>
  ["kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig"].map(
    (flag) => `--${flag}=${platform.kubeconfig(user)}`,
  );

function kubelet(platform: Platform): ProcessUnit {
  const file = platform.path("kubelet", "kubelet.yaml");
  return {
    ...part(platform, "kubelet", [
      `--kubeconfig=${platform.kubeconfig("kubelet")}`,
      `--config=${file}`,
      "--hostname-override=local",
      `--node-ip=${nodeAddress}`,
      `--root-dir=${platform.directory("kubelet", "root")}`,
    ]),
    after: ["bootstrap-roles", "containerd", "pause-image"],
    prepare: async () => {
      await writeFile(platform.path("kubelet", "resolv.conf"), "");
      await writeFile(file, stringify(kubeletConfiguration(platform)));
    },
    ready: succeeds(() => platform.kubectl(["wait", "--for=condition=Ready", "--timeout=1s", "node/local"])),
  };
}

function proxy(platform: Platform): ProcessUnit {
  const file = platform.path("kube-proxy", "kube-proxy.yaml");
  return {
    ...part(platform, "kube-proxy", [`--config=${file}`]),
    env: platform.debianEnvironment(),
    after: ["bootstrap-roles", "kubelet"],
    prepare: () => writeFile(file, stringify(proxyConfiguration(platform))),
    ready: answers(() => platform.inside(10256, "/livez")),
  };
}
