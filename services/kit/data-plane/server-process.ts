import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { createConnection } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A server that runs beside the services until it is stopped. */
export interface ServerProcess {
  stop(): Promise<void>;
}

const linesKept = 20;

/** Starts a server and resolves once `port` takes connections. Throws with its last lines when it ends or does not within `limitMs`. */
export async function startServer(
  command: string,
  parameters: readonly string[],
  port: number,
  options: SpawnOptions = {},
  limitMs = 15_000,
): Promise<ServerProcess> {
  const child = spawn(command, parameters, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  const keep = (text: Buffer) => {
    lines.push(...text.toString().split("\n").filter(Boolean));
    lines.splice(0, lines.length - linesKept);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  child.once("error", (error) => lines.push(error.message));
  const end = performance.now() + limitMs;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || child.pid === undefined || performance.now() > end) {
      child.kill("SIGKILL");
      throw new Error(`${command} did not start. Its last lines:\n  ${lines.join("\n  ") || "(none)"}`);
    }
    await delay(20);
  }
  return { stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGINT");
  const kill = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(kill);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
