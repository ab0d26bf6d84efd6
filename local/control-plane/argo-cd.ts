import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accepts, type ServerProcess, startServer } from "../../services/kit/data-plane/server-process.ts";
import { artefactOf } from "../build/artefact.ts";
import { argocd } from "../components/argocd/component.ts";
import { PortRange } from "../embedded/ports.ts";
import { toolsFolder } from "../setup/programs.ts";
import { waitFor } from "../wait/wait.ts";
import type { Cluster } from "./controllers.ts";

const startLimitMs = 60_000;

/** Its processes, in the order in which they start. */
const parts = [
  "redis",
  "repo-server",
  "application-controller",
  "applicationset-controller",
  "server",
] as const;
export type Part = (typeof parts)[number];

export interface ArgoCdOptions {
  /** How often an application is compared with git without a webhook. */
  readonly resyncSeconds?: number;
  /** Its API server as well, which takes webhooks. */
  readonly withServer?: boolean;
}

export interface ArgoCd extends AsyncDisposable {
  /** `host:port` of what the part serves; of a controller, its measurements. */
  address(part: Part): string;
  /** `kill -9`. */
  kill(part: Part): Promise<void>;
  /** Again, where it listened before. */
  start(part: Part, change?: Pick<ArgoCdOptions, "resyncSeconds">): Promise<void>;
}

/**
 * Argo CD next to a control plane: the repo server with its Redis, the controller of applications and that of sets, all as the
 * control plane's administrator. Objects of git are applied; none of them runs.
 *
 * @param folder an empty folder
 */
export async function startArgoCd(
  plane: Cluster,
  folder: string,
  { resyncSeconds = 1, withServer = false }: ArgoCdOptions = {},
): Promise<ArgoCd> {
  await using starting = new AsyncDisposableStack();
  const range = starting.use(await PortRange.claim());
  const files = await prepareFiles(folder);
  const ports = await portsOf(range);
  const running = new Map<Part, ServerProcess>();
  const start: ArgoCd["start"] = async (part, change = {}) => {
    const own = join(folder, part);
    await mkdir(own, { recursive: true });
    const command = part === "redis" ? "redis-server" : join(toolsFolder(), "argocd");
    const flags = flagsOf(ports, change.resyncSeconds ?? resyncSeconds)[part];
    const options = { port: ports[part], folder: own, limitMs: startLimitMs };
    const words = [...environmentOf(plane, files, `argocd-${part}`), command, ...flags];
    running.set(part, await startServer("env", words, options));
  };
  starting.defer(async () => {
    await Promise.all([...running.values()].map((server) => server.stop()));
  });
  const [redis, repositories, ...others] = parts.filter((part) => withServer || part !== "server");
  for (const part of [redis, repositories]) if (part !== undefined) await start(part);
  await Promise.all(others.map((part) => start(part)));
  const owned = starting.move();
  return {
    address: (part) => `127.0.0.1:${ports[part]}`,
    async kill(part) {
      await running.get(part)?.kill();
      running.delete(part);
      // Else the next one would be taken for started while the killed one still listens.
      await waitFor(async () => ((await accepts(ports[part])) ? { seen: "it listens" } : { value: true }), {
        what: `Argo CD's ${part} to be gone`,
        seconds: 30,
        everyMs: 20,
      });
    },
    start,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const others = ["repo-metrics", "set-probe", "set-webhook", "server-metrics"] as const;
type Ports = Readonly<Record<Part | (typeof others)[number], number>>;

async function portsOf(range: PortRange): Promise<Ports> {
  const ports: Record<string, number> = {};
  for (const name of [...parts, ...others]) ports[name] = await range.take();
  return ports as Ports;
}

function flagsOf(ports: Ports, resyncSeconds: number): Readonly<Record<Part, readonly string[]>> {
  const at = (name: keyof Ports) => `127.0.0.1:${ports[name]}`;
  const port = (name: keyof Ports) => String(ports[name]);
  return {
    redis: ["--port", port("redis"), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    "repo-server": [
      ...["--address", "127.0.0.1", "--port", port("repo-server"), "--redis", at("redis")],
      ...["--metrics-address", "127.0.0.1", "--metrics-port", port("repo-metrics")],
      ...["--revision-cache-expiration", "1s"],
    ],
    "application-controller": [
      ...["--namespace", "argocd", "--metrics-port", port("application-controller")],
      ...["--redis", at("redis"), "--repo-server", at("repo-server")],
      ...["--app-resync", String(resyncSeconds), "--app-resync-jitter", "0"],
    ],
    "applicationset-controller": [
      ...["--namespace", "argocd", "--metrics-addr", at("applicationset-controller")],
      ...["--probe-addr", at("set-probe"), "--webhook-addr", at("set-webhook")],
      ...["--argocd-repo-server", at("repo-server"), "--enable-leader-election=false"],
    ],
    server: [
      ...["--namespace", "argocd", "--address", "127.0.0.1", "--port", port("server")],
      ...["--metrics-address", "127.0.0.1", "--metrics-port", port("server-metrics")],
      ...["--redis", at("redis"), "--repo-server", at("repo-server"), "--disable-auth", "--insecure"],
    ],
  };
}

/** Folders that Argo CD wants, and the wrapper by which it looks at commits. */
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

function environmentOf(plane: Cluster, files: string, name: string): readonly string[] {
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
