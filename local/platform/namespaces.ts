import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, openSync, readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { dnsAddress, nodeAddress, type Platform, serviceNetwork } from "./platform.ts";

/**
 * The platform's own network, mount, process, host name and IPC namespaces.
 *
 * One process holds them open; everything inside is its descendant in the process namespace, so when it dies
 * the kernel ends every process and mount with it. It dies with the supervisor (parent-death signal), also when that
 * is killed with -9. Nothing on the host's network changes: the bridge and all rules exist inside only.
 */
export class Namespaces {
  readonly #holder: ChildProcess;
  readonly #init: number;

  private constructor(holder: ChildProcess, init: number) {
    this.#holder = holder;
    this.#init = init;
  }

  static async open(platform: Platform): Promise<Namespaces> {
    const ready = platform.path("run", "namespaces.ready");
    const script = platform.path("run", "namespaces.sh");
    await rm(ready, { force: true });
    await writeFile(platform.path("run", "resolv.conf"), `nameserver ${dnsAddress}\n`);
    await writeFile(script, initScript(platform, ready));
    const log = openSync(platform.path("logs", "namespaces.log"), "a");
    const flags = ["--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "--mount-proc", "--kill-child"];
    const holder = spawn("setpriv", ["--pdeathsig", "KILL", "unshare", ...flags, "sh", script], {
      stdio: ["ignore", log, log],
    });
    await waitForFile(ready, holder, platform.path("logs", "namespaces.log"));
    const init = onlyChild(holder.pid ?? 0);
    if (init === undefined) throw new Error("the namespaces' first process is gone");
    return new Namespaces(holder, init);
  }

  /** Process id, on the host, of the namespaces' first process. */
  get init(): number {
    return this.#init;
  }

  /** Command prefix that runs a command inside and ends it when this process ends. */
  enter(): readonly string[] {
    const flags = ["--net", "--mount", "--pid", "--uts", "--ipc"];
    return [
      "setpriv",
      "--pdeathsig",
      "KILL",
      "nsenter",
      "--target",
      String(this.#init),
      ...flags,
      "--",
      "setpriv",
      "--pdeathsig",
      "KILL",
    ];
  }

  async close(): Promise<void> {
    if (this.#holder.exitCode !== null || this.#holder.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#holder.once("exit", resolve));
    this.#holder.kill("SIGKILL");
    await ended;
  }
}

/** Host process id of the only child of a process; nsenter and unshare fork exactly once. */
export function onlyChild(pid: number): number | undefined {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    return child ? Number(child) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * `/run` and `/var/lib/cni` are empty, so nothing of the host or of another platform is visible there or left
 * there. `/mnt` gives unprivileged processes (the forge, PostgreSQL) a path to their folders, independent of
 * the modes of parent folders. A shell is the first process because it reaps the orphans of container shims.
 */
function initScript(platform: Platform, ready: string): string {
  const forge = platform.directory("forge");
  const program = platform.artefact("gitea").folder;
  const postgres = platform.directory("postgres");
  return `set -e
mount --make-rprivate /
hostname slipway-${platform.name}
for folder in /run /mnt /var/lib/cni /var/lib/kubelet /var/log; do mkdir -p $folder; mount -t tmpfs -o mode=0755 tmpfs $folder; done
mkdir -p /run/lock /mnt/forge /mnt/gitea /mnt/postgres /mnt/postgres-program
mount --bind ${forge} /mnt/forge
mount --bind ${program} /mnt/gitea
mount --bind ${postgres} /mnt/postgres
mount --bind ${platform.artefact("postgres").folder} /mnt/postgres-program
touch /run/resolv.conf
mount --bind ${platform.path("run", "resolv.conf")} "$(readlink -f /etc/resolv.conf)" || true
ip link set lo up
ip link add br0 type bridge
ip addr add ${nodeAddress}/24 dev br0
ip link set br0 up
ip route add ${serviceNetwork} dev br0
sysctl -qw net.ipv4.ip_forward=1
sysctl -qw net.bridge.bridge-nf-call-iptables=1 || true
touch ${ready}
while :; do sleep 3600 & wait; done
`;
}

async function waitForFile(file: string, holder: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!existsSync(file)) {
    if (holder.exitCode !== null || Date.now() > deadline) {
      const tail = readFileSync(log, "utf8").trimEnd().split("\n").slice(-5).join("\n  ");
      throw new Error(`the platform's namespaces did not open:\n  ${tail}`);
    }
    await delay(20);
  }
}
