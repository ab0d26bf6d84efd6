import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../../build/paths.ts";
import type { Component, ProcessUnit } from "../../platform/component.ts";
import type { Platform } from "../../platform/platform.ts";
import { answers } from "../../platform/readiness.ts";

const repoServerPort = 8081;

export const argocd: Component = {
  name: "argocd",
  build: {
    kind: "go",
    module: "github.com/argoproj/argo-cd/v3",
    binaries: { argocd: "github.com/argoproj/argo-cd/v3/cmd" },
    variables: { "github.com/argoproj/argo-cd/v3/common.version": "3.5.3" },
    assets: ["manifests/crds", "manifests/base/config", "hack/git-verify-wrapper.sh"],
    expectedSeconds: 240,
    family: "kubernetes",
  },
  units: (platform) => [
    {
      kind: "task",
      name: "argocd-install",
      after: ["bootstrap-roles"],
      run: () => install(platform),
    },
    role(platform, "repo-server", {
      after: ["redis", "gateway"],
      flags: [
        "--port",
        String(repoServerPort),
        "--redis",
        "localhost:6379",
        "--revision-cache-expiration",
        "1s",
      ],
      health: 8084,
    }),
    role(platform, "application-controller", {
      after: ["argocd-install", "argocd-repo-server"],
      // Webhooks start a refresh at once, so a lost webhook costs half a minute. A refresh every ten seconds
      // used a tenth of an idle processor.
      flags: [
        "--redis",
        "localhost:6379",
        "--repo-server",
        `localhost:${repoServerPort}`,
        "--app-resync",
        "30",
        "--app-resync-jitter",
        "0",
      ],
      health: 8082,
    }),
    role(platform, "applicationset-controller", {
      after: ["argocd-install", "argocd-repo-server"],
      flags: [
        ...[
          "--metrics-addr",
          "127.0.0.1:12345",
          "--probe-addr",
          "127.0.0.1:12346",
          "--webhook-addr",
          "127.0.0.1:7001",
        ],
        ...["--argocd-repo-server", `localhost:${repoServerPort}`, "--enable-leader-election=false"],
      ],
      // Its probe port answers only after the first sync; its metrics are served as soon as its workers run.
      health: 12345,
      path: "/metrics",
    }),
    {
      ...role(platform, "server", {
        after: ["argocd-install", "argocd-repo-server"],
        flags: [
          ...["--redis", "localhost:6379", "--repo-server", `localhost:${repoServerPort}`],
          // It listens only on loopback inside the namespaces; only a user who controls the machine can reach
          // it.
          ...[
            "--disable-auth",
            "--insecure",
            "--port",
            String(platform.ports.argocd),
            "--address",
            "127.0.0.1",
          ],
        ],
        health: platform.ports.argocd,
      }),
      address: `http://127.0.0.1:${platform.ports.argocd}`,
    },
  ],
};

interface Role {
  readonly after: readonly string[];
  readonly flags: readonly string[];
  /** Internal port that answers `path` when the process is ready. */
  readonly health: number;
  readonly path?: string;
}

/** One of Argo CD's processes. All use the same binary; ARGOCD_BINARY_NAME selects the process. */
function role(
  platform: Platform,
  name: string,
  { after, flags, health, path = "/healthz" }: Role,
): ProcessUnit {
  const folder = platform.path("argocd", "files");
  return {
    kind: "process",
    name: `argocd-${name}`,
    component: "argocd",
    where: "node",
    after,
    command: [platform.binary("argocd", "argocd"), ...flags, "--loglevel", "info", "--logformat", "json"],
    env: {
      ARGOCD_BINARY_NAME: `argocd-${name}`,
      KUBECONFIG: platform.kubeconfig("argocd"),
      // Makes https://kubernetes.default.svc mean the kubeconfig's cluster, so applications read as on EKS.
      ARGOCD_FAKE_IN_CLUSTER: "true",
      ARGOCD_TLS_DATA_PATH: join(folder, "tls"),
      ARGOCD_SSH_DATA_PATH: join(folder, "ssh"),
      ARGOCD_GPG_ENABLED: "false",
      ARGOCD_GIT_MODULES_ENABLED: "false",
      ARGOCD_GNUPGHOME: join(folder, "gpg"),
      HOSTNAME: `argocd-${name}`,
      HOME: folder,
      // The repo-server runs git, kustomize and its own wrapper; without the wrapper renders end in "permission denied".
      PATH: `${join(folder, "bin")}:${join(platform.artefact("kustomize").folder, "bin")}:${process.env.PATH}`,
    },
    prepare: () => prepareFiles(platform, folder),
    ready: answers(() => platform.inside(health, path)),
  };
}

async function prepareFiles(platform: Platform, folder: string): Promise<void> {
  for (const name of ["tls", "ssh", "gpg", "bin"])
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  await writeFile(join(folder, "ssh", "ssh_known_hosts"), "");
  const wrapper = join(folder, "bin", "git-verify-wrapper.sh");
  await copyFile(platform.asset("argocd", "hack/git-verify-wrapper.sh"), wrapper);
  await chmod(wrapper, 0o755);
}

async function install(platform: Platform): Promise<void> {
  const namespace = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: "argocd" } });
  await platform.apply(["-f", "-"], namespace);
  // The ApplicationSet definition is too big for client-side apply.
  const crds = platform.asset("argocd", "manifests/crds");
  await platform.apply(["--force-conflicts", "-k", crds]);
  const exists = await platform.kubectl([
    "get",
    "configmap/argocd-cm",
    "-n",
    "argocd",
    "--ignore-not-found",
    "-o",
    "name",
  ]);
  if (!exists) {
    await platform.kubectl([
      "apply",
      "-n",
      "argocd",
      "-k",
      platform.asset("argocd", "manifests/base/config"),
    ]);
  }
  const settings = join(repositoryRoot, "argocd/config/argocd-cm.yaml");
  // A server-side apply would remove keys that the file does not contain.
  await platform.kubectl([
    "patch",
    "configmap/argocd-cm",
    "-n",
    "argocd",
    "--type=merge",
    "--patch-file",
    settings,
  ]);
}
