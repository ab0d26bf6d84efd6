/** The repository every contender is given: a whole shop, and one kustomization a service as an adopter writes it. */
import { clone } from "@slipway/testing/git/clone.ts";
import { type GitServer, startGitServer } from "@slipway/testing/git/server.ts";
import { digestOf, shopFiles } from "@slipway/testing/repositories/shop.ts";

export const OLD = { tag: "1.0.0", digest: digestOf("a") } as const;
export const NEW = { tag: "1.0.1", digest: digestOf("b") } as const;

export const imageOf = (service: string) => `shop/${service}`;
export const pushedImageOf = (service: string) => `registry.example.com/shop/${service}`;
export const folderOf = (service: string) => `apps/${service}`;
export const kustomizationOf = (service: string) => `${folderOf(service)}/kustomization.yaml`;

/** What a person writes: comments, blank lines, quotes with a meaning, their own field order. */
export function handWritten(service: string): string {
  return `# Owned by the team of ${service}; ask there before changing the number of replicas.
kind: Kustomization
apiVersion: kustomize.config.k8s.io/v1beta1

namespace: shop-dev

# Pinned by the delivery, tag and digest together.
images:
  - name: shop/sidecar
    newTag: "2.10" # quoted: 2.10 is not 2.1
  - name: ${imageOf(service)}
    newName: ${pushedImageOf(service)}
    newTag: ${OLD.tag} # moved by the pipeline
    digest: ${OLD.digest}

resources:
  - deployment.yaml # written manually

replicas:
  - { name: ${service}, count: 2 }
`;
}

export interface Site extends AsyncDisposable {
  readonly server: GitServer;
  readonly url: string;
  readonly services: readonly string[];
}

/** A git server with the repository on `main`; nothing is delayed yet. */
export async function startSite(count: number): Promise<Site> {
  const server = await startGitServer();
  const services = Array.from({ length: count }, (_, index) => `service-${index}`);
  const url = await server.createRepository("shop");
  await using dev = await clone(url);
  const apps = services.flatMap((service) => [
    [kustomizationOf(service), handWritten(service)],
    [`${folderOf(service)}/deployment.yaml`, deployment(service)],
  ]);
  await dev.push("feat: start", { ...shopFiles(services), ...Object.fromEntries(apps) });
  return { server, url, services, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function deployment(service: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${service}
spec:
  selector: { matchLabels: { app: ${service} } }
  template:
    metadata: { labels: { app: ${service} } }
    spec:
      containers:
        - { name: service, image: ${imageOf(service)} }
        - { name: sidecar, image: shop/sidecar }
`;
}
