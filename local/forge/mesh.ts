import { ingressPorts } from "../components/istio/ingress.ts";
import { type Environment, environments } from "../platform/ports.ts";

/** Files that stay as in this repository, although the local platform without a mesh replaces them. */
export const keptForMesh: readonly string[] = environments.map(
  (environment) => `environments/${environment}/platform/mesh.yaml`,
);

/**
 * Converts an already localised file for a platform with the mesh. Canaries use weights in every environment,
 * because a release is the same in all environments and does not start where its weights have no effect.
 * Pure; returns the content unchanged if there is nothing to replace.
 * @param path relative to the repository's root
 */
export function localiseForMesh(path: string, content: string): string {
  if (/^rollouts\/strategies\/[^/]+\.yaml$/.test(path)) return weighted(path, content);
  const [, name, folder = "", file = ""] = /^environments\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  const environment = environments.find((known) => known === name);
  if (environment === undefined) return content;
  if (folder === "platform") return meshed(environment, file, content);
  return file === "kustomization.yaml" && environment !== "prod" ? withFewerPods(folder, content) : content;
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

function meshed(environment: Environment, file: string, content: string): string {
  if (file === "namespace.yaml")
    return content.replace(/^( +)slipway\.dev\/environment: .*\n/m, "$&$1istio-injection: enabled\n");
  // Requests from this machine use an address and a port, not a host name.
  if (file === "mesh.yaml")
    return content
      .replace(/hosts: \[api\.[^\]]*\]/, 'hosts: ["*"]')
      .replaceAll("port: { number: 80,", `port: { number: ${ingressPorts[environment]},`);
  return content;
}

/** With Istio a weight does not depend on the number of pods, and each pod has a proxy of 40 MB. */
const patchFor = (service: string): string => `  - target: { kind: Rollout, name: ${service} }
    patch: |
      - { op: replace, path: /spec/replicas, value: 2 }
`;

/** A number of pods in the overlay is kept. */
function withFewerPods(service: string, content: string): string {
  if (/replicas/i.test(content)) return content;
  const patches = /^patches:\n/m.test(content) ? content : `${content}patches:\n`;
  return patches.replace(/^patches:\n/m, `$&${patchFor(service)}`);
}
