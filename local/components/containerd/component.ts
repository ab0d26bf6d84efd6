import { rm, writeFile } from "node:fs/promises";
import { execa } from "execa";
import type { Component } from "../../platform/component.ts";
import { type Platform, podNetwork } from "../../platform/platform.ts";
import { succeeds } from "../../platform/readiness.ts";
import { cniPlugin, prepareCni } from "../istio/cni.ts";

const iptables = Object.fromEntries(
  ["iptables", "iptables-save", "iptables-restore", "ip6tables", "ip6tables-save", "ip6tables-restore"].map(
    (name) => [name, "usr/sbin/xtables-nft-multi"],
  ),
);

export const containerd: Component = {
  name: "containerd",
  build: {
    kind: "debian",
    main: "containerd",
    packages: [
      ...["containerd", "runc", "containernetworking-plugins", "iptables", "conntrack"],
      ...[
        "libip4tc2",
        "libip6tc2",
        "libxtables12",
        "libmnl0",
        "libnetfilter-conntrack3",
        "libnfnetlink0",
        "libnftnl11",
      ],
      "libseccomp2",
    ],
    binaries: {
      containerd: "usr/bin/containerd",
      "containerd-shim-runc-v2": "usr/bin/containerd-shim-runc-v2",
      ctr: "usr/bin/ctr",
      runc: "usr/sbin/runc",
      conntrack: "usr/sbin/conntrack",
      ...iptables,
    },
    expectedSeconds: 15,
  },
  units: (platform) => [
    {
      kind: "process",
      name: "containerd",
      component: "containerd",
      where: "node",
      after: ["gateway"],
      command: [
        platform.binary("containerd", "containerd"),
        "--config",
        platform.path("containerd", "config.toml"),
      ],
      env: platform.debianEnvironment(),
      prepare: () => prepare(platform),
      ready: succeeds(() => ctr(platform, ["version"])),
    },
  ],
};

/** Runs containerd's own client against this platform's socket. */
export const ctr = (platform: Platform, args: readonly string[]) =>
  execa(
    platform.binary("containerd", "ctr"),
    ["--address", platform.path("run", "containerd.sock"), ...args],
    {
      timeout: 30_000,
    },
  );

async function prepare(platform: Platform): Promise<void> {
  // Pods from before a restart have ended with their namespaces; cleaning up their records one by one would
  // take time.
  await rm(platform.path("containerd", "state"), { recursive: true, force: true });
  await writeFile(
    platform.path("containerd", "cni", "10-bridge.conflist"),
    JSON.stringify(network(platform), undefined, 2),
  );
  const { mesh } = platform.options;
  const plugins = mesh ? await prepareCni(platform) : platform.unpacked("containerd", "usr/lib/cni");
  await writeFile(platform.path("containerd", "config.toml"), configuration(platform, plugins));
}

const network = (platform: Platform): object => ({
  cniVersion: "1.0.0",
  name: "pods",
  plugins: [
    {
      type: "bridge",
      bridge: "cni0",
      isGateway: true,
      ipMasq: true,
      hairpinMode: true,
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: podNetwork }]],
        routes: [{ dst: "0.0.0.0/0" }],
        // Recreated at each start, like the pods.
        dataDir: "/run/cni",
      },
    },
    { type: "portmap", capabilities: { portMappings: true } },
    ...(platform.options.mesh ? [cniPlugin(platform)] : []),
  ],
});

/** @param plugins folder of the network plugins */
function configuration(platform: Platform, plugins: string): string {
  const registry = `127.0.0.1:${platform.ports.registry}`;
  return `version = 2
root = "${platform.directory("containerd", "root")}"
state = "${platform.path("containerd", "state")}"
[grpc]
  address = "${platform.path("run", "containerd.sock")}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  # Without CAP_SYS_RESOURCE runc cannot lower a score: "can't get final child's PID from pipe: EOF".
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${plugins}"
    conf_dir = "${platform.directory("containerd", "cni")}"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
      BinaryName = "${platform.binary("containerd", "runc")}"
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."${registry}"]
    endpoint = ["http://${registry}"]
`;
}
