import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { startServer } from "../../services/kit/data-plane/server-process.ts";
import { PortRange } from "../embedded/ports.ts";
import { type Identity, makePki } from "../platform/pki.ts";
import { toolsFolder } from "../setup/programs.ts";
import { waitFor } from "../wait/wait.ts";
import { Client } from "./client.ts";

export interface ControlPlaneOptions {
  /** Users in addition to `admin`, who may do everything; Kubernetes reads name and groups from the subject. */
  readonly users?: readonly Identity[];
}

/**
 * A real API server with its etcd, without nodes, scheduler or controllers. Objects are validated, defaulted,
 * admitted and stored as in a cluster, but no pod starts. It ends when it is disposed of, or when its owner
 * ends.
 */
export class ControlPlane implements AsyncDisposable {
  readonly #folder: string;
  readonly #stop: AsyncDisposableStack;
  readonly #clients = new Map<string, Client>();

  private constructor(folder: string, stop: AsyncDisposableStack) {
    this.#folder = folder;
    this.#stop = stop;
  }

  /**
   * @param folder an empty folder for certificates, logs and data
   * @throws when kube-apiserver or etcd is not built, or does not start within 60 s
   */
  static async start(folder: string, { users = [] }: ControlPlaneOptions = {}): Promise<ControlPlane> {
    await using starting = new AsyncDisposableStack();
    const range = starting.use(await PortRange.claim());
    const etcd = await range.start(async (port) => ({ port, peer: await startEtcd(folder, range, port) }));
    starting.defer(() => etcd.peer.stop());
    const api = await range.start(async (port) => {
      await makePki(join(folder, "pki"), `https://127.0.0.1:${port}`, [...servers, ...users]);
      return startApiServer(folder, port, etcd.port);
    });
    starting.defer(() => api.stop());
    const plane = new ControlPlane(folder, starting.move());
    await waitFor(
      async () => {
        await plane.kubectl(["get", "--raw", "/readyz", "--request-timeout=2s"]);
        return { value: undefined };
      },
      { what: "the API server to be ready", seconds: 60, everyMs: 100 },
    );
    return plane;
  }

  kubeconfig(user = "admin"): string {
    return join(this.#folder, "pki", `${user}.kubeconfig`);
  }

  /** Sends objects as this user; its connections stay open until the control plane ends. */
  async client(user = "admin"): Promise<Client> {
    const known = this.#clients.get(user);
    if (known !== undefined) return known;
    const client = await Client.of(this.kubeconfig(user));
    this.#clients.set(user, client);
    this.#stop.use(client);
    return client;
  }

  async kubectl(args: readonly string[], input?: string, user = "admin"): Promise<string> {
    const { stdout } = await execa(join(toolsFolder(), "kubectl"), args, {
      env: { KUBECONFIG: this.kubeconfig(user) },
      timeout: 60_000,
      ...(input === undefined ? {} : { input }),
    });
    return stdout;
  }

  /** The audit log of the API server: each request at level Metadata, with the annotations of admission. */
  get auditLog(): string {
    return join(this.#folder, auditLog);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop.disposeAsync();
  }
}

const auditLog = "audit.log";
const servers: readonly Identity[] = [
  { name: "apiserver", subject: "CN=kube-apiserver", dns: ["localhost"], ips: ["127.0.0.1"] },
  { name: "admin", subject: "O=system:masters, CN=admin" },
];

async function startEtcd(folder: string, range: PortRange, port: number) {
  const own = join(folder, "etcd");
  await mkdir(own, { recursive: true });
  const client = `http://127.0.0.1:${port}`;
  const peer = `http://127.0.0.1:${await range.take()}`;
  const flags = [
    ...["--data-dir", join(own, "data"), "--unsafe-no-fsync", "--log-level", "error"],
    ...["--listen-client-urls", client, "--advertise-client-urls", client],
    ...["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer],
    ...["--initial-cluster", `default=${peer}`],
  ];
  return startServer(join(toolsFolder(), "etcd"), flags, { port, folder: own });
}

async function startApiServer(folder: string, port: number, etcdPort: number) {
  const own = join(folder, "apiserver");
  await mkdir(own, { recursive: true });
  const policy = join(folder, "audit-policy.yaml");
  await writeFile(policy, stringify(auditPolicy));
  const pki = (file: string) => join(folder, "pki", file);
  const flags = [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    ...[`--secure-port=${port}`, "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1"],
    "--service-cluster-ip-range=10.96.0.0/16",
    "--authorization-mode=RBAC",
    `--client-ca-file=${pki("ca.crt")}`,
    `--tls-cert-file=${pki("apiserver.crt")}`,
    `--tls-private-key-file=${pki("apiserver.key")}`,
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-account-key-file=${pki("sa.pub")}`,
    `--service-account-signing-key-file=${pki("sa.key")}`,
    `--audit-policy-file=${policy}`,
    `--audit-log-path=${join(folder, auditLog)}`,
    "--audit-log-mode=blocking",
    // Leader election is not needed with one instance.
    "--enable-priority-and-fairness=false",
  ];
  return startServer(join(toolsFolder(), "kube-apiserver"), flags, { port, folder: own, limitMs: 60_000 });
}

const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [{ level: "Metadata", verbs: ["create", "update", "patch"] }, { level: "None" }],
};
