import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { livingOwner } from "../build/lock.ts";
import { stateFolder } from "../build/paths.ts";

export type UnitState = "waiting" | "starting" | "ready" | "restarting" | "failed" | "stopped";

/** The supervisor's status of one unit; `status` and `up` read it. */
export interface UnitStatus {
  readonly name: string;
  readonly kind: "process" | "task";
  readonly component: string;
  readonly version: string;
  state: UnitState;
  /** Process id on the host; 0 when there is none. */
  pid: number;
  restarts: number;
  /** Milliseconds from the supervisor's start to ready. */
  readyAfterMs: number;
  message: string;
  readonly address: string;
}

export interface PlatformStatus {
  readonly pid: number;
  readonly startedAt: number;
  /** First process of the namespaces, on the host; 0 before they are open. */
  readonly init: number;
  readonly phase: "starting" | "ready" | "failed" | "stopping" | "stopped";
  readonly message: string;
  readonly units: readonly UnitStatus[];
}

const statusFile = (name: string): string => join(stateFolder(), name, "status.json");

export async function writeStatus(name: string, status: PlatformStatus): Promise<void> {
  const file = statusFile(name);
  await writeFile(`${file}.part`, JSON.stringify(status));
  await rename(`${file}.part`, file);
}

/** The last written status, or undefined if there is none. */
export async function readStatus(name: string): Promise<PlatformStatus | undefined> {
  const file = statusFile(name);
  return existsSync(file) ? (JSON.parse(await readFile(file, "utf8")) as PlatformStatus) : undefined;
}

/** The status of a platform whose supervisor runs. */
export async function runningStatus(name: string): Promise<PlatformStatus | undefined> {
  const status = await readStatus(name);
  const ended = status?.phase === "stopped" || status?.phase === "failed";
  if (!status || ended) return undefined;
  const owner = await livingOwner(join(stateFolder(), name, "run", "supervisor.pid"));
  return owner === status.pid ? status : undefined;
}
