import { join } from "node:path";
import type { Component, ProcessUnit } from "../../platform/component.ts";
import { connectInside } from "../../platform/gateway-client.ts";
import { debianLibraries, nodeAddress, type Platform } from "../../platform/platform.ts";
import { environments } from "../../platform/ports.ts";
import { succeeds } from "../../platform/readiness.ts";

/**
 * Argo CD's cache, and one more server for each environment: they share no keys. On EKS each environment has
 * its own cache too.
 */
export const redis: Component = {
  name: "redis",
  build: {
    kind: "debian",
    main: "redis-server",
    packages: [
      ...["redis-server", "redis-tools", "libjemalloc2", "liblua5.1-0", "lua-bitop", "lua-cjson"],
      ...["libatomic1", "liblzf1", "libhiredis0.14", "libssl3"],
    ],
    binaries: { "redis-server": "usr/bin/redis-check-rdb", "redis-cli": "usr/bin/redis-cli" },
    expectedSeconds: 5,
  },
  units: (platform) => [
    server(platform, "redis", 6379, ["127.0.0.1"]),
    ...environments.map((name) =>
      server(platform, `redis-${name}`, redisPort(name), ["127.0.0.1", nodeAddress]),
    ),
  ],
};

/** Port of an environment's server inside the namespaces; its Service listens on 6379. */
export const redisPort = (environment: (typeof environments)[number]): number =>
  6380 + environments.indexOf(environment);

const server = (
  platform: Platform,
  name: string,
  port: number,
  addresses: readonly string[],
): ProcessUnit => ({
  kind: "process",
  name,
  component: "redis",
  where: "node",
  after: ["gateway"],
  command: [
    platform.binary("redis", "redis-server"),
    ...["--bind", ...addresses, "--port", String(port), "--protected-mode", "no"],
    ...["--save", "", "--appendonly", "no", "--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"],
  ],
  env: { LD_LIBRARY_PATH: join(platform.artefact("redis").folder, "root/usr/lib", debianLibraries) },
  ready: succeeds(async () => (await connectInside(platform.gatewaySocket, `127.0.0.1:${port}`)).destroy()),
});
