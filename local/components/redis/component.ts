import { join } from "node:path";
import type { Component } from "../../platform/component.ts";
import { connectInside } from "../../platform/gateway-client.ts";
import { debianLibraries, nodeAddress } from "../../platform/platform.ts";
import { succeeds } from "../../platform/readiness.ts";
import { serviceBesideCluster } from "../../platform/service-beside-cluster.ts";

/** Argo CD's cache and, through a Service of each environment, the catalog's. */
export const redis: Component = {
  name: "redis",
  build: {
    kind: "debian",
    main: "redis-server",
    packages: [
      ...["redis-server", "redis-tools", "libjemalloc2", "liblua5.1-0", "lua-bitop", "lua-cjson"],
      ...["libatomic1", "liblzf1", "libhiredis0.14"],
    ],
    binaries: { "redis-server": "usr/bin/redis-check-rdb", "redis-cli": "usr/bin/redis-cli" },
    expectedSeconds: 5,
  },
  units: (platform) => [
    {
      kind: "task",
      name: "redis-service",
      after: ["bootstrap-roles"],
      run: () => platform.kubectl(["apply", "--server-side", "-f", "-"], service).then(),
    },
    {
      kind: "process",
      name: "redis",
      component: "redis",
      where: "node",
      after: ["gateway"],
      command: [
        platform.binary("redis", "redis-server"),
        ...["--bind", "127.0.0.1", nodeAddress, "--port", "6379", "--protected-mode", "no"],
        ...["--save", "", "--appendonly", "no", "--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"],
      ],
      env: { LD_LIBRARY_PATH: join(platform.artefact("redis").folder, "root/usr/lib", debianLibraries) },
      ready: succeeds(async () => (await connectInside(platform.gatewaySocket, "127.0.0.1:6379")).destroy()),
    },
  ],
};

/** The environments' Services named `redis` point at this one; on EKS they point at ElastiCache. */
const service = JSON.stringify({
  apiVersion: "v1",
  kind: "List",
  items: [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "data-stores" } },
    ...serviceBesideCluster({
      namespace: "data-stores",
      name: "redis",
      ports: [{ name: "redis", port: 6379, protocol: "TCP" }],
    }),
  ],
});
