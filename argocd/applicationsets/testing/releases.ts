/** Files of services in prod, as git has them. */
import type { Files } from "@slipway/testing/git/clone.ts";
import { stringify } from "yaml";
import { type Manifest, manifests, render } from "../../../rollouts/testing/render.ts";

/** Files of a service in an environment. */
export function files(
  service: string,
  objects: readonly object[],
  environment = "prod",
  images: readonly object[] = [],
): Files {
  const folder = `environments/${environment}/${service}`;
  const kustomization = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
  return {
    [`${folder}/kustomization.yaml`]: stringify({
      ...kustomization,
      namespace: `shop-${environment}`,
      resources: ["release"],
    }),
    [`${folder}/release/kustomization.yaml`]: stringify({
      ...kustomization,
      resources: ["manifests.yaml"],
      ...(images.length === 0 ? {} : { images }),
    }),
    [`${folder}/release/manifests.yaml`]: objects.map((one) => stringify(one)).join("---\n"),
    [`${folder}/release/release.yaml`]: `service: ${service}\n`,
  };
}

export function setting(service: string, value: string): Files {
  return files(service, [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: service }, data: { value } },
  ]);
}

const strategy = "local/forge/overlay/rollouts/strategies/standard.yaml";

export const common = `
resources: { requests: { cpu: 20m, memory: 64Mi }, limits: { memory: 128Mi } }
slo: { errorRatio: 0.001, p95Seconds: 0.5 }
`;

/** A release of the chart, as prod would have it; `change` is what is planted in its Rollout. */
export async function released(
  service: string,
  values: string,
  change = (rollout: RolloutSpec) => rollout,
): Promise<Files> {
  const objects = manifests(await render(service, [strategy, { yaml: common + values }]));
  const planted = objects.map((one) => (one.kind === "Rollout" ? change(one as RolloutSpec) : one));
  return files(service, planted);
}

export interface RolloutSpec extends Manifest {
  readonly spec: { readonly replicas?: number };
}
