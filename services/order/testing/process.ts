import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface Mortal {
  readonly address: string;
  /** Resolves to the signal that ended it. */
  readonly died: Promise<string | null>;
  /** Stops it with `SIGTERM`, for a point that it never reaches. */
  giveUp(): void;
}

/** Long, because a busy machine is no failure. */
const readyWithinMs = 90_000;

/** Starts `dying.ts` as a separate process; resolves when it is ready. */
export async function startMortal(
  part: string,
  point: string,
  environment: Readonly<Record<string, string>>,
): Promise<Mortal> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "dying.ts"), part, point], {
    env: { PATH: process.env.PATH, HOST: "127.0.0.1", PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const died = once(child, "exit").then(([, signal]) => signal as string | null);
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  void died.then(() => process.removeListener("exit", end));
  const lines = createInterface({ input: child.stdout });
  const late = setTimeout(end, readyWithinMs);
  try {
    for await (const line of lines) {
      const { msg, address } = JSON.parse(line);
      if (msg === "ready") return { address, died, giveUp: () => void child.kill("SIGTERM") };
    }
  } finally {
    clearTimeout(late);
    child.stdout.resume();
  }
  throw new Error(
    `${part} ended before it was ready, or was not ready within ${readyWithinMs} ms (${point}).`,
  );
}
