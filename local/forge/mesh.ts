import { meshedEnvironment } from "../platform/options.ts";
import { environments } from "../platform/ports.ts";

/** Files that keep what this repository says, where the local platform without a mesh has others. */
export const keptForMesh: readonly string[] = [`environments/${meshedEnvironment}/platform/mesh.yaml`];

/**
 * A file, already local, as a platform with the mesh needs it: canaries move weights in prod, which has sidecars, and share by pods where there are
 * none. A release is the same everywhere, so it is made for the mesh, and the environments without one patch it.
 * Pure; returns the content unchanged where there is nothing to replace.
 * @param path relative to the repository's root
 */
export function localiseForMesh(path: string, content: string): string {
  if (/^rollouts\/strategies\/[^/]+\.yaml$/.test(path)) return weighted(path, content);
  const [, environment = "", folder = ""] = /^environments\/([^/]+)\/([^/]+)\//.exec(path) ?? [];
  if (environment === meshedEnvironment && folder === "platform") return meshed(path, content);
  if (!environments.some((name) => name === environment && name !== meshedEnvironment)) return content;
  return path === `environments/${environment}/${folder}/kustomization.yaml` && folder !== "platform"
    ? sharedByPods(folder, content)
    : content;
}

/** The weights of the shipped strategies. */
const stages: Readonly<Record<string, readonly number[]>> = { critical: [5, 25, 50], standard: [20, 50] };

function weighted(path: string, content: string): string {
  const tier = path.split("/").at(-1)?.replace(".yaml", "") ?? "";
  const list = (stages[tier] ?? []).map((weight) => `    - weight: ${weight}\n`).join("");
  return (
    content
      .replace(/^routing: replicas$/m, "routing: istio")
      // As many measurements by the mesh may fail as by the service: both have two scrapes' time.
      .replace(/^( +)(traffic-floor|error-ratio): \d+\n/gm, (line) => line + line.replace(/^ +/, "$&mesh-"))
      .replace(/^ {2}stages:\n(?: {4}- weight: \d+\n)+/m, `  stages:\n${list}`)
  );
}

function meshed(path: string, content: string): string {
  const file = path.split("/").at(-1);
  if (file === "namespace.yaml")
    return content.replace(/^( +)slipway\.dev\/environment: .*\n/m, "$&$1istio-injection: enabled\n");
  // Who comes in from this machine asks for an address and a port.
  if (file === "mesh.yaml") return content.replace(/hosts: \[api\.[^\]]*\]/, 'hosts: ["*"]');
  return content;
}

const patchFor = (service: string): string => `  - target: { kind: Rollout, name: ${service} }
    patch: |
      - { op: remove, path: /spec/strategy/canary/trafficRouting }
      - { op: remove, path: /spec/strategy/canary/minPodsPerReplicaSet }
      - { op: remove, path: /spec/strategy/canary/scaleDownDelaySeconds }
      - { op: remove, path: /spec/strategy/canary/abortScaleDownDelaySeconds }
      - { op: add, path: /spec/strategy/canary/maxSurge, value: 50% }
      - { op: add, path: /spec/strategy/canary/maxUnavailable, value: 0 }
`;

function sharedByPods(service: string, content: string): string {
  const patches = /^patches:\n/m.test(content) ? content : `${content}patches:\n`;
  return patches.replace(/^patches:\n/m, `$&${patchFor(service)}`);
}
