import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import * as z from "zod";

/** What is installed: the Go module whose manifests are taken, and how they are changed. */
export interface Upstream {
  readonly name: "argocd" | "rollouts";
  readonly namespace: string;
  readonly module: string;
  /** Kustomization inside the module. */
  readonly path: string;
  readonly image: string;
  /** Files next to the repository's root that are merged into the objects of the same name. */
  readonly patches: readonly string[];
}

const settings = "argocd/bootstrap";

export const upstreams: readonly Upstream[] = [
  {
    name: "argocd",
    namespace: "argocd",
    module: "github.com/argoproj/argo-cd/v3",
    path: "manifests/ha/cluster-install",
    image: "quay.io/argoproj/argocd",
    patches: [
      "argocd/config/argocd-cm.yaml",
      ...["settings", "rbac", "notifications", "sizes"].map((name) => `${settings}/argocd/${name}.yaml`),
    ],
  },
  {
    name: "rollouts",
    namespace: "argo-rollouts",
    module: "github.com/argoproj/argo-rollouts",
    path: "manifests/cluster-install",
    image: "quay.io/argoproj/argo-rollouts",
    patches: [`${settings}/rollouts/controller.yaml`],
  },
];

const downloaded = z.object({ Version: z.string(), Dir: z.string() });

/**
 * The module's files as the component of the local platform pins them: one version for both, checked against go.sum.
 * @param root the repository
 * @throws when the module cannot be downloaded or its checksum is another
 */
export async function fetchUpstream(
  root: string,
  { name, module }: Upstream,
): Promise<{ readonly version: string; readonly folder: string }> {
  const cwd = join(root, "local/components", name);
  const pins = await readFile(join(cwd, "go.mod"), "utf8");
  const version = new RegExp(`^(?:require\\s|\\t)\\s*${module} (v\\S+)`, "m").exec(pins)?.[1] ?? "";
  const { stdout } = await exec("go", ["mod", "download", "-json", `${module}@${version}`], {
    cwd,
    env: { GOFLAGS: "-mod=mod", GOTOOLCHAIN: "local" },
    timeoutMs: 300_000,
  });
  const { Version, Dir } = downloaded.parse(JSON.parse(stdout));
  return { version: Version, folder: Dir };
}
