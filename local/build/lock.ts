import { readFileSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Whether a process with this id runs, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Ended, and only waiting for its parent to hear of it: in a container whose first process never listens, for ever. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    return false;
  }
}

/**
 * A process as a file names it: its id and, on Linux, when it started. The id alone is not enough, because a file can
 * outlive the machine's boot and the id be another program's by then.
 */
function signature(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces; the start time is the twentieth word after it.
    return `${pid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return String(pid);
  }
}

/** Process id in a file, or undefined when there is none or that process is gone. */
export async function livingOwner(file: string): Promise<number | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) && signature(pid) === text ? pid : undefined;
}

/**
 * Takes a lock file that names this process; a lock whose owner is dead is taken over.
 * @returns undefined when taken, else the living owner's process id.
 */
export async function tryLock(file: string): Promise<number | undefined> {
  await mkdir(dirname(file), { recursive: true });
  for (;;) {
    try {
      await writeFile(file, signature(process.pid), { flag: "wx" });
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = await livingOwner(file);
    if (owner !== undefined) return owner;
    await rm(file, { force: true });
  }
}

export const unlock = (file: string): Promise<void> => rm(file, { force: true });
