import { join } from "node:path";
import { artefactOf } from "../build/artefact.ts";
import { argocd } from "../components/argocd/component.ts";
import { rollouts } from "../components/rollouts/component.ts";
import type { Manifest } from "./client.ts";
import type { ControlPlane } from "./control-plane.ts";

/** Installs the CRDs of Argo CD and Argo Rollouts from their releases. */
export async function defineArgo(plane: ControlPlane): Promise<void> {
  const folders = await Promise.all(
    [argocd, rollouts].map(async (component) => {
      const { folder } = await artefactOf(component);
      return join(folder, "assets/manifests/crds");
    }),
  );
  for (const folder of folders) await plane.kubectl(["apply", "--server-side", "-k", folder]);
}

/**
 * Installs permissive CRDs for these objects, whose real definitions are not in this repository: objects are
 * stored, but their fields are not checked.
 */
export async function defineOpen(plane: ControlPlane, objects: readonly Manifest[]): Promise<void> {
  const kinds = new Map(objects.map((object) => [`${object.apiVersion}/${object.kind}`, object] as const));
  const items = [...kinds.values()].map(({ apiVersion, kind }) => {
    const [group, version] = apiVersion.split("/");
    const plural = `${kind.toLowerCase()}s`;
    const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    return {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope: "Namespaced",
        names: { kind, plural },
        versions: [{ name: version, served: true, storage: true, schema }],
      },
    };
  });
  await plane.kubectl(
    ["apply", "--server-side", "-f", "-"],
    JSON.stringify({ apiVersion: "v1", kind: "List", items }),
  );
}
