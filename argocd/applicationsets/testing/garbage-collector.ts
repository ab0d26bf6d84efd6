/** Kubernetes's own garbage collector: what deletes what a deleted owner leaves. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ControlPlane } from "../../../local/control-plane/control-plane.ts";
import { PortRange } from "../../../local/embedded/ports.ts";
import { toolsFolder } from "../../../local/setup/programs.ts";
import { startServer } from "../../../services/kit/data-plane/server-process.ts";

/** @param folder an empty folder */
export async function startGarbageCollector(plane: ControlPlane, folder: string): Promise<AsyncDisposable> {
  await using starting = new AsyncDisposableStack();
  const range = starting.use(await PortRange.claim());
  await mkdir(folder, { recursive: true });
  const manager = await range.start((port) => {
    const flags = [
      ...["--kubeconfig", plane.kubeconfig(), "--authentication-kubeconfig", plane.kubeconfig()],
      ...["--authorization-kubeconfig", plane.kubeconfig(), "--cert-dir", join(folder, "certificates")],
      ...["--controllers", "garbage-collector-controller", "--leader-elect=false"],
      ...["--bind-address", "127.0.0.1", "--secure-port", String(port)],
    ];
    const command = join(toolsFolder(), "kube-controller-manager");
    return startServer(command, flags, { port, folder, limitMs: 60_000 });
  });
  starting.defer(() => manager.stop());
  return starting.move();
}
