import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type ServerProcess, startServer } from "../../services/kit/data-plane/server-process.ts";
import { artefactOf } from "../build/artefact.ts";
import { repositoryRoot } from "../build/paths.ts";
import { argocd } from "../components/argocd/component.ts";
import { PortRange } from "../embedded/ports.ts";
import { toolsFolder } from "../setup/programs.ts";
import type { ControlPlane } from "./control-plane.ts";

const startLimitMs = 60_000;

/** Where the objects are that a controller works on. */
export type Cluster = Pick<ControlPlane, "kubeconfig">;

export interface Rollouts extends AsyncDisposable {
  /** Address of its own measurements. */
  readonly metrics: string;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Again, where it listened before. */
  start(): Promise<void>;
}

/**
 * Argo Rollouts' controller for a control plane, with administrator rights. No pod runs: a test writes the
 * status of ReplicaSets when a Rollout has to continue.
 * @param folder an empty folder
 * @param prometheus what analyses ask, where there are any
 */
export async function startRollouts(
  plane: Cluster,
  folder: string,
  prometheus = "http://127.0.0.1:9",
): Promise<Rollouts> {
  await using starting = new AsyncDisposableStack();
  const range = starting.use(await PortRange.claim());
  const [port, metricsPort] = [await range.take(), await range.take()];
  const flags = [
    ...["--kubeconfig", plane.kubeconfig(), "--namespace", "argo-rollouts", "--leader-elect=false"],
    ...["--healthzPort", String(port), "--metricsPort", String(metricsPort)],
  ];
  const environment = `ARGO_ROLLOUTS_PROMETHEUS_ADDRESS=${prometheus}`;
  const command = [environment, join(toolsFolder(), "rollouts-controller"), ...flags];
  let controller: ServerProcess | undefined;
  const start = async () => {
    await mkdir(folder, { recursive: true });
    controller = await startServer("env", command, { port, folder, limitMs: startLimitMs });
  };
  starting.defer(() => controller?.stop());
  await start();
  const owned = starting.move();
  return {
    metrics: `http://127.0.0.1:${metricsPort}/metrics`,
    kill: async () => controller?.kill(),
    start,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The settings that Argo CD starts with, including ours. */
export async function installArgoCd(plane: ControlPlane): Promise<void> {
  const { folder } = await artefactOf(argocd);
  await plane.kubectl(["apply", "-n", "argocd", "-k", join(folder, "assets/manifests/base/config")]);
  const ours = join(repositoryRoot, "argocd/config/argocd-cm.yaml");
  const patch = ["patch", "configmap/argocd-cm", "-n", "argocd", "--type=merge", "--patch-file", ours];
  await plane.kubectl(patch);
}
