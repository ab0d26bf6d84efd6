import { join } from "node:path";
import type { Component } from "../../platform/component.ts";
import { environments } from "../../platform/ports.ts";
import { answers } from "../../platform/readiness.ts";
import { serviceBesideCluster } from "../../platform/service-beside-cluster.ts";
import { brokerPasswords } from "../nats/component.ts";
import { adminSocket } from "../postgres/component.ts";
import { redisPort } from "../redis/component.ts";

const port = 8099;

/**
 * The equivalent of RDS, ElastiCache and External Secrets on EKS: names for the servers next to the node, and
 * credentials for the services.
 */
export const dataStores: Component = {
  name: "data-stores",
  units: (platform) => [
    {
      kind: "task",
      name: "data-store-services",
      after: ["bootstrap-roles"],
      run: () => platform.apply(["-f", "-"], services),
    },
    {
      kind: "process",
      name: "credentials",
      component: "data-stores",
      where: "node",
      after: ["data-store-services", "postgres", "nats"],
      command: [
        platform.path("tools", "node"),
        ...["--max-old-space-size=96", join(import.meta.dirname, "credentials.ts")],
      ],
      env: {
        KUBECONFIG: platform.kubeconfig("admin"),
        POSTGRES_SOCKET: adminSocket(platform),
        NATS_PASSWORDS_FILE: platform.path("nats", "passwords.json"),
        PORT: String(port),
      },
      prepare: () => brokerPasswords(platform).then(),
      ready: answers(() => platform.inside(port, "/readyz")),
    },
  ],
};

const namespace = "data-stores";

/** The Services `postgres`, `redis` and `nats` of the environments are aliases of these. */
const services = JSON.stringify({
  apiVersion: "v1",
  kind: "List",
  items: [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    ...serviceBesideCluster({
      namespace,
      name: "postgres",
      ports: [{ name: "postgres", port: 5432, protocol: "TCP" }],
    }),
    ...serviceBesideCluster({
      namespace,
      name: "nats",
      ports: [{ name: "nats", port: 4222, protocol: "TCP" }],
    }),
    ...environments.flatMap((environment) =>
      serviceBesideCluster({
        namespace,
        name: `redis-${environment}`,
        ports: [{ name: "redis", port: 6379, listens: redisPort(environment), protocol: "TCP" }],
      }),
    ),
  ],
});
