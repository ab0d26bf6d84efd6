import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Artefact } from "../build/artefact.ts";
import { stateFolder } from "../build/paths.ts";
import { Stopped, waitFor } from "../wait/wait.ts";
import { type Answer, insideRequest } from "./gateway-client.ts";
import { type PlatformOptions, readOptions } from "./options.ts";
import { type Ports, portsOf } from "./ports.ts";

/** Address of the node on its own bridge; every platform has its own network namespace, so it is the same in all. */
export const nodeAddress = "172.30.0.1";
export const podNetwork = "10.244.0.0/24";
export const serviceNetwork = "10.96.0.0/16";
export const dnsAddress = "10.96.0.10";

/** Debian's name for the folder of this machine's shared libraries. */
export const debianLibraries = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

/** One local platform: its folder, its ports, its binaries. Two of them run side by side when name and ports differ. */
export class Platform {
  readonly name: string;
  readonly folder: string;
  readonly ports: Ports;
  readonly options: PlatformOptions;
  readonly #artefacts: ReadonlyMap<string, Artefact>;

  constructor(name: string, artefacts: ReadonlyMap<string, Artefact> = new Map()) {
    this.name = name;
    this.folder = join(stateFolder(), name);
    this.ports = portsOf(name);
    this.options = readOptions(name);
    this.#artefacts = artefacts;
  }

  /** A file or folder below the platform's state folder; its parent folder is created. */
  path(...parts: string[]): string {
    const path = join(this.folder, ...parts);
    mkdirSync(join(path, ".."), { recursive: true });
    return path;
  }

  /** A folder below the platform's state folder, created if absent. */
  directory(...parts: string[]): string {
    const path = join(this.folder, ...parts);
    mkdirSync(path, { recursive: true });
    return path;
  }

  artefact(component: string): Artefact {
    const artefact = this.#artefacts.get(component);
    if (!artefact) throw new Error(`component ${component} has not been built`);
    return artefact;
  }

  binary(component: string, name: string): string {
    return join(this.artefact(component).folder, "bin", name);
  }

  asset(component: string, path: string): string {
    return join(this.artefact(component).folder, "assets", path);
  }

  /** A file of unpacked Debian packages. */
  unpacked(component: string, path: string): string {
    return join(this.artefact(component).folder, "root", path);
  }

  /** Paths at which programs of the unpacked container packages find each other and their libraries. */
  debianEnvironment(): Readonly<Record<string, string>> {
    const folder = this.artefact("containerd").folder;
    return {
      PATH: `${join(folder, "bin")}:${process.env.PATH}`,
      LD_LIBRARY_PATH: join(folder, "root/usr/lib", debianLibraries),
      XTABLES_LIBDIR: join(folder, "root/usr/lib", debianLibraries, "xtables"),
    };
  }

  /**
   * PATH with the tools that the verbs call: the platform's own Node first, then helm, kustomize, crane,
   * cosign, trivy, buildctl, kubectl.
   */
  toolPath(): string {
    const tools = ["kubernetes", "helm", "kustomize", "crane", "cosign", "trivy", "buildkit"];
    const folders = tools.map((name) => join(this.artefact(name).folder, "bin"));
    return [join(this.folder, "tools"), ...folders, process.env.PATH].join(":");
  }

  kubeconfig(user: string): string {
    return join(this.folder, "pki", `${user}.kubeconfig`);
  }

  get gatewaySocket(): string {
    return join(this.folder, "run", "gateway.sock");
  }

  get buildkitAddress(): string {
    return `unix://${join(this.folder, "run", "buildkitd.sock")}`;
  }

  get cgroup(): string {
    return `slipway-${this.name}`;
  }

  /** A request to a port inside the namespaces that is not forwarded to the host. */
  inside(port: number, path: string, host = "127.0.0.1"): Promise<Answer> {
    return insideRequest(this.gatewaySocket, { host, port, path });
  }

  async kubectl(args: readonly string[], input?: string): Promise<string> {
    const { stdout } = await execa(this.binary("kubernetes", "kubectl"), args, {
      env: { KUBECONFIG: this.kubeconfig("admin") },
      timeout: 60_000,
      ...(input === undefined ? {} : { input }),
    });
    return stdout;
  }

  /**
   * Server-side apply. It is idempotent, so it is repeated if the server is slow: on a busy machine, a
   * starting server takes longer than kubectl's timeout to describe Argo's large definitions.
   */
  apply(args: readonly string[], input?: string): Promise<void> {
    const once = async () => {
      try {
        await this.kubectl(["apply", "--server-side", ...args], input);
        return { value: undefined };
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        if (!isLate.test(said)) throw new Stopped(said);
        return { seen: said };
      }
    };
    return waitFor(once, { what: `kubectl apply ${args.join(" ")}`, seconds: 240, everyMs: 1000 });
  }
}

const isLate =
  /time.?out|timed out|deadline exceeded|TLS handshake|connection re(fused|set)|\bEOF\b|currently unable/i;
