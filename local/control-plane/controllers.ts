import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startServer } from "../../services/kit/data-plane/server-process.ts";
import { artefactOf } from "../build/artefact.ts";
import { repositoryRoot } from "../build/paths.ts";
import { argocd } from "../components/argocd/component.ts";
import { PortRange } from "../embedded/ports.ts";
import { toolsFolder } from "../setup/programs.ts";
import type { ControlPlane } from "./control-plane.ts";

const startLimitMs = 60_000;

/**
 * Argo Rollouts' controller for a control plane, with administrator rights. No pod runs: a test writes the
 * status of ReplicaSets when a Rollout has to continue.
 * @param folder an empty folder
 */
export async function startRollouts(plane: ControlPlane, folder: string): Promise<AsyncDisposable> {
  await using starting = new AsyncDisposableStack();
  const range = starting.use(await PortRange.claim());
  await mkdir(folder, { recursive: true });
  const controller = await range.start(async (port) => {
    const flags = [
      ...["--kubeconfig", plane.kubeconfig(), "--namespace", "argo-rollouts", "--leader-elect=false"],
      ...["--healthzPort", String(port), "--metricsPort", String(await range.take())],
    ];
    return startServer(join(toolsFolder(), "rollouts-controller"), flags, {
      port,
      folder,
      limitMs: startLimitMs,
    });
  });
  starting.defer(() => controller.stop());
  return starting.move();
}

/** The settings that Argo CD starts with, including ours. */
export async function installArgoCd(plane: ControlPlane): Promise<void> {
  const { folder } = await artefactOf(argocd);
  await plane.kubectl(["apply", "-n", "argocd", "-k", join(folder, "assets/manifests/base/config")]);
  const ours = join(repositoryRoot, "argocd/config/argocd-cm.yaml");
  const patch = ["patch", "configmap/argocd-cm", "-n", "argocd", "--type=merge", "--patch-file", ours];
  await plane.kubectl(patch);
}

/**
 * Argo CD for a control plane: the repo server with its Redis, and the controllers of Applications and
 * ApplicationSets, all with administrator rights. Objects from git are applied, but no pod runs.
 * @param folder an empty folder
 */
export async function startArgoCd(plane: ControlPlane, folder: string): Promise<AsyncDisposable> {
  await using starting = new AsyncDisposableStack();
  const range = starting.use(await PortRange.claim());
  const files = await prepareFiles(folder);
  const start = async (
    name: string,
    command: string,
    flags: (port: number) => Promise<readonly string[]>,
  ) => {
    const own = join(folder, name);
    await mkdir(own, { recursive: true });
    const port = await range.start(async (free) => {
      const server = await startServer(
        "env",
        [...environmentOf(plane, files, name), command, ...(await flags(free))],
        {
          port: free,
          folder: own,
          limitMs: startLimitMs,
        },
      );
      starting.defer(() => server.stop());
      return free;
    });
    return `127.0.0.1:${port}`;
  };
  const part = (name: string, flags: (port: number) => Promise<readonly string[]>) =>
    start(`argocd-${name}`, join(toolsFolder(), "argocd"), flags);
  const loopback = async () => `127.0.0.1:${await range.take()}`;
  const redis = await start("redis", "redis-server", async (port) => [
    ...["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
  ]);
  const repositories = await part("repo-server", async (port) => [
    ...["--address", "127.0.0.1", "--port", String(port), "--metrics-address", "127.0.0.1"],
    ...["--metrics-port", String(await range.take()), "--redis", redis, "--revision-cache-expiration", "1s"],
  ]);
  await Promise.all([
    part("application-controller", async (port) => [
      ...["--namespace", "argocd"],
      ...["--metrics-port", String(port), "--redis", redis, "--repo-server", repositories],
      ...["--app-resync", "1", "--app-resync-jitter", "0"],
    ]),
    part("applicationset-controller", async (port) => [
      ...["--namespace", "argocd"],
      ...[
        "--metrics-addr",
        `127.0.0.1:${port}`,
        "--probe-addr",
        await loopback(),
        "--webhook-addr",
        await loopback(),
      ],
      ...["--argocd-repo-server", repositories, "--enable-leader-election=false"],
    ]),
  ]);
  return starting.move();
}

/** Folders that Argo CD needs, and its wrapper for git. */
async function prepareFiles(folder: string): Promise<string> {
  const files = join(folder, "files");
  for (const name of ["tls", "ssh", "gpg", "bin", "tmp"]) {
    await mkdir(join(files, name), { recursive: true, mode: 0o700 });
  }
  await writeFile(join(files, "ssh", "ssh_known_hosts"), "");
  const { folder: built } = await artefactOf(argocd);
  const wrapper = join(files, "bin", "git-verify-wrapper.sh");
  await copyFile(join(built, "assets/hack/git-verify-wrapper.sh"), wrapper);
  await chmod(wrapper, 0o755);
  return files;
}

function environmentOf(plane: ControlPlane, files: string, name: string): readonly string[] {
  const variables = {
    ARGOCD_BINARY_NAME: name,
    KUBECONFIG: plane.kubeconfig(),
    // Makes https://kubernetes.default.svc mean the kubeconfig's cluster.
    ARGOCD_FAKE_IN_CLUSTER: "true",
    ARGOCD_TLS_DATA_PATH: join(files, "tls"),
    ARGOCD_SSH_DATA_PATH: join(files, "ssh"),
    ARGOCD_GPG_ENABLED: "false",
    ARGOCD_GNUPGHOME: join(files, "gpg"),
    HOSTNAME: name,
    HOME: files,
    TMPDIR: join(files, "tmp"),
    PATH: `${join(files, "bin")}:${toolsFolder()}:${process.env.PATH}`,
  };
  return Object.entries(variables).map(([key, value]) => `${key}=${value}`);
}
