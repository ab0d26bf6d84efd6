import type { Platform } from "../../platform/platform.ts";
import type { Environment } from "../../platform/ports.ts";
import { list, render } from "./control-plane.ts";

/** The gateway's Service. */
export const ingress = { namespace: "istio-ingress", name: "istio-ingress" } as const;

/**
 * Ports of the Service. On EKS host names select the environment; here all environments have this machine's
 * address.
 */
export const ingressPorts: Readonly<Record<Environment, number>> = {
  prod: 80,
  staging: 8081,
  dev: 8082,
};

/**
 * The entrance for customers, which is the target of the load balancer on EKS. Each environment's Gateway
 * lists the hosts that it serves.
 */
export async function installIngress(platform: Platform): Promise<void> {
  const { name, namespace } = ingress;
  const home = {
    apiVersion: "v1",
    kind: "Namespace",
    // The services' network policies allow pods with this label.
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
  // The chart's own value takes precedence over the injector's.
  imagePullPolicy: "IfNotPresent",
  resources: { requests: { cpu: "10m", memory: "48Mi" }, limits: { cpu: "2", memory: "128Mi" } },
  terminationGracePeriodSeconds: 5,
};
