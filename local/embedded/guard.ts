import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** Time for parts that end by themselves when their owner has ended (stores, services). */
const graceMs = 3000;
const lookEveryMs = 50;

/** Ends every process of a demo and removes its folder, even if the demo itself was killed. */
export interface Guard {
  /** Resolves when no process is left. */
  end(): Promise<void>;
}

/**
 * Starts a process that waits for the end of this one. A process belongs to the demo if its environment
 * contains `folder`: PATH and TMPDIR of all its processes are there. Call it before this process puts the
 * folder into its own environment.
 */
export function guardFolder(folder: string): Guard {
  const child = spawn(process.execPath, [import.meta.filename, folder], {
    // In its own session, so that Ctrl-C does not end it.
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.unref();
  return {
    end: async () => {
      const ended = once(child, "exit");
      child.ref();
      child.stdin.end();
      if (child.exitCode === null) await ended;
    },
  };
}

async function sweep(folder: string): Promise<void> {
  const end = performance.now() + graceMs;
  for (;;) {
    const left = await processesOf(folder);
    if (left.length === 0) break;
    if (performance.now() > end) for (const pid of left) kill(pid);
    await delay(lookEveryMs);
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Processes of other users cannot be read, and do not belong to the demo. */
async function processesOf(folder: string): Promise<readonly number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      return environment.includes(folder) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has gone.
  }
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error("usage: guard.ts <folder>");
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  process.stdin.resume();
  await once(process.stdin, "close");
  await sweep(folder);
}
