import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { parseAllDocuments, stringify } from "yaml";
import { fetchUpstream, type Upstream } from "./upstream.ts";

/**
 * All objects of an installation, as YAML: its namespace, upstream's objects at the pinned version, our settings merged in.
 * @param root the repository
 * @throws with kustomize's words when a setting names an object that upstream does not have
 */
export async function installation(root: string, upstream: Upstream): Promise<string> {
  const { version, folder } = await fetchUpstream(root, upstream);
  const work = await mkdtemp(join(tmpdir(), "slipway-bootstrap-"));
  try {
    await cp(join(folder, "manifests"), join(work, "manifests"), { recursive: true });
    await writeFile(join(work, "namespace.yaml"), stringify(namespace(upstream)));
    const patches = await Promise.all(upstream.patches.map((path) => patchesOf(join(root, path))));
    const kustomization = {
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      namespace: upstream.namespace,
      resources: ["namespace.yaml", relative(".", upstream.path)],
      images: [{ name: upstream.image, newTag: version }],
      patches: patches.flat(),
    };
    await writeFile(join(work, "kustomization.yaml"), stringify(kustomization));
    const { stdout } = await exec("kustomize", ["build", work], { timeoutMs: 120_000 });
    return stdout;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Upstream's objects have no namespace when patches are merged. */
async function patchesOf(file: string): Promise<readonly { readonly patch: string }[]> {
  return parseAllDocuments(await readFile(file, "utf8")).map((document) => {
    document.deleteIn(["metadata", "namespace"]);
    return { patch: document.toString() };
  });
}

const namespace = ({ namespace: name }: Upstream) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: { "pod-security.kubernetes.io/warn": "restricted" } },
});
