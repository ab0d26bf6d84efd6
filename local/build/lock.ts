import { readFileSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Whether any process with this id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Ended but not reaped: in a container whose first process never reaps, it stays like this forever. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    return false;
  }
}

/**
 * A process in a lock file: its id and, on Linux, its start time. The id alone is not enough, because the
 * file can outlive a reboot and another program may then have the id.
 */
function signature(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may contain spaces; the start time is the twentieth word after it.
    return `${pid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return String(pid);
  }
}

/** Process id in a file, or undefined when there is none or the process has ended. */
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
