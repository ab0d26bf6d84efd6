import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { waitFor } from "../wait/wait.ts";
import { NotUp } from "./not-up.ts";
import type { Platform } from "./platform.ts";
import { runningStatus, type UnitStatus } from "./state.ts";

const holdFile = (platform: Platform, unit: string): string => platform.path("run", "held", unit);

/** Whether a person stopped this process on purpose. */
export const isHeld = (platform: Platform, unit: string): boolean => existsSync(holdFile(platform, unit));

/** Stops one process of a running platform and keeps it stopped, to observe the effects. */
export async function hold(
  platform: Platform,
  unit: string,
  signal: NodeJS.Signals = "SIGTERM",
): Promise<void> {
  const { pid } = await find(platform, unit);
  await writeFile(holdFile(platform, unit), "");
  if (pid > 1) process.kill(pid, signal);
  await reaches(platform, unit, "stopped");
}

/** Starts a stopped process again and waits until it is ready. */
export async function release(platform: Platform, unit: string): Promise<void> {
  await find(platform, unit);
  await rm(holdFile(platform, unit), { force: true });
  await reaches(platform, unit, "ready");
}

/** Kills a process without warning; the supervisor starts it again. */
export async function kill(platform: Platform, unit: string): Promise<void> {
  const { pid, restarts } = await find(platform, unit);
  process.kill(pid, "SIGKILL");
  await waitFor(
    async () => {
      const now = await find(platform, unit);
      return now.restarts > restarts && now.state === "ready"
        ? { value: undefined }
        : { seen: `${now.state}, ${now.restarts} restarts` };
    },
    { what: `${unit} to run again`, everyMs: 100 },
  );
}

function reaches(platform: Platform, unit: string, state: UnitStatus["state"]): Promise<void> {
  return waitFor(
    async () => {
      const status = await find(platform, unit);
      return status.state === state
        ? { value: undefined }
        : { seen: `it is ${status.state} ${status.message}` };
    },
    { what: `${unit} to be ${state}`, everyMs: 100 },
  );
}

async function find(platform: Platform, unit: string): Promise<UnitStatus> {
  const units = (await runningStatus(platform.name))?.units.filter(({ kind }) => kind === "process") ?? [];
  const status = units.find(({ name }) => name === unit);
  if (status) return status;
  throw new NotUp(
    `"${unit}": platform "${platform.name}" has no such process. It has: ${units.map(({ name }) => name).join(", ") || "none; it is not running"}.`,
  );
}
