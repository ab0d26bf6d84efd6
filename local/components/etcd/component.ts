import type { Component } from "../../platform/component.ts";
import { answers } from "../../platform/readiness.ts";

export const etcd: Component = {
  name: "etcd",
  build: {
    kind: "go",
    module: "go.etcd.io/etcd/server/v3",
    binaries: { etcd: "go.etcd.io/etcd/server/v3" },
    expectedSeconds: 35,
  },
  units: (platform) => [
    {
      kind: "process",
      name: "etcd",
      component: "etcd",
      where: "node",
      after: ["gateway"],
      // The platform is for experiments: losing the last second of its state in a power failure is
      // acceptable.
      command: [
        platform.binary("etcd", "etcd"),
        "--data-dir",
        platform.directory("etcd"),
        "--unsafe-no-fsync",
        "--log-level",
        "warn",
      ],
      ready: answers(() => platform.inside(2379, "/health")),
    },
  ],
};
