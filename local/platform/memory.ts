import { readFileSync } from "node:fs";
import { ownedProcesses } from "./processes.ts";
import type { PlatformStatus } from "./state.ts";

/** Proportional set sizes in bytes: memory shared between processes is counted once. */
export interface Memory {
  /** By unit name, including its child processes. */
  readonly units: ReadonlyMap<string, number>;
  /** Containers and their shims: processes inside the namespaces that belong to no unit. */
  readonly pods: number;
  readonly total: number;
}

/** Memory of all processes of a platform, from /proc; processes that end meanwhile count as zero. */
export function measureMemory(status: PlatformStatus, cgroup: string): Memory {
  const units = new Map<string, number>();
  let pods = 0;
  for (const { pid, unit } of ownedProcesses(status, cgroup)) {
    const size = proportionalSize(pid);
    if (unit === undefined) pods += size;
    else units.set(unit, (units.get(unit) ?? 0) + size);
  }
  const supervisor = proportionalSize(status.pid);
  const total = [...units.values()].reduce((sum, size) => sum + size, pods + supervisor);
  return { units, pods, total };
}

function proportionalSize(pid: number): number {
  try {
    const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
