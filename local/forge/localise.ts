import { nodeAddress, podNetwork } from "../platform/platform.ts";
import type { Ports } from "../platform/ports.ts";

/** Git ref of the stand-ins for third-party actions on the local forge. */
const standInRef = "local";

/** Addresses in this repository's files; a company replaces each of them in its own fork. */
export const exampleAddresses = {
  repository: "https://github.com/slipway-dev/slipway.git",
  registry: "registry.example.com",
  /** The base image's repository; on one machine it is in the local registry. */
  node: "gcr.io/distroless/nodejs24-debian13",
} as const;

export interface LocalAddresses {
  readonly repository: string;
  readonly registry: string;
  /** Digest of the base image in the local registry. */
  readonly nodeDigest: string;
}

/**
 * Converts a file for the local platform: other addresses, and stand-ins for third-party actions. Pure;
 * returns the content unchanged if there is nothing to replace.
 * @param path relative to the repository's root
 */
export function localise(path: string, content: string, addresses: LocalAddresses): string {
  if (/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) return insideWorkspace(translateUses(content));
  // No collector of traces runs here.
  if (/^services\/[^/]+\/values\.yaml$/.test(path))
    return content.replace(/^ +OTEL_EXPORTER_OTLP_ENDPOINT: .*\n/m, "");
  if (path === "slipway.yaml" || /^(argocd|environments)\//.test(path)) {
    return (
      content
        .replaceAll(exampleAddresses.repository, addresses.repository)
        .replaceAll(exampleAddresses.registry, addresses.registry)
        // There is no webhook for application sets from this forge, and a first release is watched by a person.
        .replace(/requeueAfterSeconds: \d+/g, "requeueAfterSeconds: 5")
        .replace(platformNode, `$1${addresses.registry}/shop/node`)
        .replace(nodeImagePin, (_, name: string) => nodePin(name, addresses))
        // A canary of a quarter sees enough of a third of the load, and three environments share one machine.
        // A story of minutes can neither soak for hours nor wait for Monday.
        .replace(/^ +soak: .*\n/m, "")
        .replace(/^gates:\n(?! )/m, "")
        .replace(/^freezes:.*\n(?: +.*\n)*/m, "")
        // Who comes from outside comes through the node.
        .replace(/(name: TRUSTED_PROXIES, value: )"[^"]*"/g, `$1"${podNetwork},${nodeAddress},127.0.0.0/8"`)
        // There is no mesh here (rollouts/strategies, platform/mesh.yaml).
        .replace(/^(?: +# Each pod gets a proxy.*\n)? +istio-injection: enabled\n/m, "")
        .replace(/(name: REQUESTS_PER_SECOND, value: )"\d+"/g, '$1"8"')
    );
  }
  return content;
}

/** `uses: owner/name@sha # version` to `uses: owner/name@local`; own actions start with a dot and stay. */
function translateUses(content: string): string {
  return content.replace(
    /^(\s*(?:-\s+)?uses:\s+)([\w-]+\/[\w./-]+)@[0-9a-f]{40}\b.*$/gm,
    `$1$2@${standInRef}`,
  );
}

/**
 * A called workflow has Slipway's actions outside its workspace, so that no image can contain them. Gitea's
 * runner finds a local action only in the workspace, so here they are checked out in the workspace.
 */
function insideWorkspace(content: string): string {
  return content
    .replace(/^ +- name: put them next to the workspace\n +run: .*\n/gm, "")
    .replaceAll("uses: ./../slipway/", "uses: ./.slipway/");
}

/** In the list of environment.yaml; the pin in a kustomization is replaced as a whole. */
const platformNode = new RegExp(`^(  - )${exampleAddresses.node.replaceAll(".", "\\.")}$`, "gm");

const nodeImagePin = /- name: (shop\/node)\n(?:\s+(?:newName|newTag|digest): .*\n)+/g;

const nodePin = (name: string, { registry, nodeDigest }: LocalAddresses): string =>
  `- name: ${name}\n    newName: ${registry}/${name}\n    newTag: "24"\n    digest: ${nodeDigest}\n`;

export const registryAddress = (ports: Ports): string => `127.0.0.1:${ports.registry}`;
