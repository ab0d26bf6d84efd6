import type { Platform } from "../../platform/platform.ts";
import type { Environment } from "../../platform/ports.ts";
import { list, render } from "./control-plane.ts";

/** Its Service. */
export const ingress = { namespace: "istio-ingress", name: "istio-ingress" } as const;

/** Ports of its Service. On EKS the host tells environments apart; here all are asked by this machine's address. */
export const ingressPorts: Readonly<Record<Environment, number>> = {
  prod: 80,
  staging: 8081,
  dev: 8082,
};

/** The way customers come in, as a load balancer's target on EKS. Which hosts it serves, an environment's Gateway says. */
export async function installIngress(platform: Platform): Promise<void> {
  const { name, namespace } = ingress;
  const home = {
    apiVersion: "v1",
    kind: "Namespace",
    // The label lets it through the services' network policies.
    metadata: { name: namespace, labels: { "slipway.dev/ingress": "true" } },
  };
  const gateway = await render(platform, "gateway", name, namespace, values);
  await platform.apply(["-f", "-"], list([home, ...gateway]));
  await platform.kubectl([
    ...["rollout", "status", `deployment/${name}`, "--namespace", namespace, "--timeout=55s"],
  ]);
}

const values = {
  autoscaling: { enabled: false },
  service: {
    type: "ClusterIP",
    ports: Object.entries(ingressPorts).map(([environment, port]) => ({
      name: `http-${environment}`,
      port,
      targetPort: port === 80 ? 8080 : port,
      protocol: "TCP",
    })),
  },
  labels: { istio: "ingress" },
  // The chart's own value wins over the injector's.
  imagePullPolicy: "IfNotPresent",
  resources: { requests: { cpu: "10m", memory: "48Mi" }, limits: { cpu: "2", memory: "128Mi" } },
  terminationGracePeriodSeconds: 5,
};
