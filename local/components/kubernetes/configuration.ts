import { dnsAddress, type Platform, podNetwork } from "../../platform/platform.ts";

/** Each option differs from the default because of this environment; the reason is next to it. */
export function kubeletConfiguration(platform: Platform): object {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    containerRuntimeEndpoint: `unix://${platform.folder}/run/containerd.sock`,
    // There is no systemd here, and machines with cgroup v1 must work too.
    cgroupDriver: "cgroupfs",
    failCgroupV1: false,
    failSwapOn: false,
    // A root of its own, so that two platforms do not remove each other's groups.
    cgroupRoot: `/${platform.cgroup}`,
    cgroupsPerQOS: true,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: `${platform.folder}/pki/ca.crt` },
    },
    authorization: { mode: "Webhook" },
    // A certificate of its own would be unknown to the readers of its metrics.
    tlsCertFile: `${platform.folder}/pki/kubelet-serving.crt`,
    tlsPrivateKeyFile: `${platform.folder}/pki/kubelet-serving.key`,
    clusterDNS: [dnsAddress],
    clusterDomain: "cluster.local",
    // An empty file: pods must not inherit the machine's search domains.
    resolvConf: platform.path("kubelet", "resolv.conf"),
    podLogsDir: platform.directory("logs", "pods"),
    // The disk belongs to the user: other files that fill it are no reason to delete images or evict pods.
    imageGCHighThresholdPercent: 100,
    evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
    syncFrequency: "1s",
    maxPods: 250,
  };
}

export function proxyConfiguration(platform: Platform): object {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    clientConnection: { kubeconfig: platform.kubeconfig("kube-proxy") },
    hostnameOverride: "local",
    mode: "iptables",
    clusterCIDR: podNetwork,
    // Zero means "leave as is": these are settings of the host, not of the namespace.
    conntrack: { maxPerCore: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  };
}
