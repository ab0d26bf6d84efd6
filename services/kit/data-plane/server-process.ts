import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createConnection } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A server that runs next to the services until it is stopped. */
export interface ServerProcess {
  stop(): Promise<void>;
  /** `kill -9` of the server; its data stays. */
  kill(): Promise<void>;
}

export interface ServerOptions {
  /** Its port when it is ready. */
  readonly port: number;
  /** Its data folder, deleted when it is stopped. */
  readonly folder: string;
  /** The signal for an immediate stop. */
  readonly stopSignal?: "TERM" | "INT";
  readonly identity?: { readonly uid?: number; readonly gid?: number };
  readonly limitMs?: number;
}

const linesKept = 20;
const stopWithinMs = 5000;

/**
 * Ends the server and deletes its data when its input ends: that is when its owner stops it or has ended,
 * even if it was killed. The data of a server that exits by itself stays. It is in another process group, so
 * that Ctrl-C reaches the owner first, which stops the services before their stores.
 */
const leash = `exec 3<&0; folder=$1; signal=$2; shift 2
"$@" </dev/null 3<&- & server=$!
{ read -r _ <&3; kill -s "$signal" "$server"; true; } >/dev/null 2>&1 & watch=$!
exec 3<&-; wait "$server"; code=$?
kill "$watch"; wait "$watch" && rm -rf "$folder" 2>/dev/null; exit "$code"`;

/**
 * Starts a server and resolves once its port accepts connections. Throws with its last lines when it exits,
 * or does not start within `limitMs`.
 */
export async function startServer(
  command: string,
  parameters: readonly string[],
  { port, folder, stopSignal = "TERM", identity = {}, limitMs = 15_000 }: ServerOptions,
): Promise<ServerProcess> {
  const child = spawn("sh", ["-c", leash, "sh", folder, stopSignal, command, ...parameters], {
    ...identity,
    cwd: folder,
    detached: true,
    stdio: "pipe",
  });
  const lines: string[] = [];
  const keep = (text: Buffer) => {
    lines.push(...text.toString().split("\n").filter(Boolean));
    lines.splice(0, lines.length - linesKept);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  child.once("error", (error) => lines.push(error.message));
  const end = performance.now() + limitMs;
  while (!(await accepts(port))) {
    if (hasEnded(child) || child.pid === undefined || performance.now() > end) {
      killAll(child);
      throw new Error(`${command} did not start. Its last lines:\n  ${lines.join("\n  ") || "(none)"}`);
    }
    await delay(20);
  }
  return { stop: () => stop(child), kill: () => kill(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "exit");
  child.stdin?.end();
  const kill = setTimeout(() => killAll(child), stopWithinMs);
  await ended;
  clearTimeout(kill);
}

async function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "exit");
  killAll(child);
  await ended;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** The server and all its child processes. */
function killAll({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has gone.
  }
}

/** Whether anything listens there. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
