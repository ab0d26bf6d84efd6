import { nodeAddress } from "./platform.ts";

export interface ServiceBesideCluster {
  readonly namespace: string;
  readonly name: string;
  readonly clusterIP?: string;
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly protocol: "TCP" | "UDP";
    /** Its port next to the cluster, if it differs from the Service's port. */
    readonly listens?: number;
  }[];
}

/** A Service for a process next to the cluster: it selects no pods, and contains the node's address. */
export function serviceBesideCluster({
  namespace,
  name,
  clusterIP,
  ports,
}: ServiceBesideCluster): readonly object[] {
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace },
      spec: {
        ...(clusterIP ? { clusterIP } : {}),
        ports: ports.map(({ listens: _, ...shown }) => shown),
      },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name, namespace, labels: { "kubernetes.io/service-name": name } },
      addressType: "IPv4",
      endpoints: [{ addresses: [nodeAddress], conditions: { ready: true } }],
      ports: ports.map(({ listens, ...shown }) => ({ ...shown, port: listens ?? shown.port })),
    },
  ];
}
