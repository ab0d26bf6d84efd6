import { copyFile, readdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { Platform } from "../../platform/platform.ts";

/** Folder of the plugin's kubeconfig and log. */
const runFolder = (platform: Platform): string => platform.directory("istio", "cni");

/** File name under which the plugin looks for its kubeconfig. */
const kubeconfigName = "istio-cni-kubeconfig";

/**
 * The last plugin of the chain redirects a pod's traffic to its sidecar, from outside the pod. An init
 * container would need NET_ADMIN for this, which Pod Security `restricted` refuses. On EKS the DaemonSet
 * istio-cni-node writes the same entry behind the VPC's plugin.
 */
export const cniPlugin = (platform: Platform): object => ({
  type: "istio-cni",
  plugin_log_level: "info",
  cni_agent_run_dir: runFolder(platform),
  exclude_namespaces: ["istio-system", "kube-system"],
  pod_namespace: "istio-system",
});

/** A folder with Debian's plugins and istio-cni, because containerd searches only one folder. */
export async function prepareCni(platform: Platform): Promise<string> {
  await copyFile(platform.kubeconfig("istio-cni"), join(runFolder(platform), kubeconfigName));
  const debian = platform.unpacked("containerd", "usr/lib/cni");
  const folder = platform.directory("containerd", "plugins");
  const plugins = (await readdir(debian)).map((name) => [name, join(debian, name)] as const);
  for (const [name, program] of [...plugins, ["istio-cni", platform.binary("istio", "istio-cni")] as const]) {
    await rm(join(folder, name), { force: true });
    await symlink(program, join(folder, name));
  }
  return folder;
}
