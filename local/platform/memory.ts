import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { PlatformStatus } from "./state.ts";

/** Proportional set sizes in bytes: memory shared between processes is counted once. */
export interface Memory {
  /** By unit name; a unit's children count to it. */
  readonly units: ReadonlyMap<string, number>;
  /** Containers and their shims: what runs inside the namespaces and belongs to no unit. */
  readonly pods: number;
  readonly total: number;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly isInside: boolean;
}

/** Memory of everything a platform runs, from /proc; processes that end meanwhile count as nothing. */
export function measureMemory(status: PlatformStatus, cgroup: string): Memory {
  const processes = allProcesses(namespaceOf(status.init), cgroup);
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const owners = new Map(status.units.filter((unit) => unit.pid > 0).map((unit) => [unit.pid, unit.name]));
  const units = new Map<string, number>();
  let pods = 0;
  for (const one of processes) {
    const owner = ownerOf(one.pid, parents, owners);
    if (owner === undefined && !one.isInside) continue;
    const size = proportionalSize(one.pid);
    if (owner === undefined) pods += size;
    else units.set(owner, (units.get(owner) ?? 0) + size);
  }
  const supervisor = proportionalSize(status.pid);
  const total = [...units.values()].reduce((sum, size) => sum + size, pods + supervisor);
  return { units, pods, total };
}

function ownerOf(
  pid: number,
  parents: ReadonlyMap<number, number>,
  owners: ReadonlyMap<number, string>,
): string | undefined {
  for (
    let current: number | undefined = pid;
    current !== undefined && current > 1;
    current = parents.get(current)
  ) {
    const owner = owners.get(current);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

function allProcesses(namespace: string, cgroup: string): readonly Process[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const text = readFileSync(`/proc/${entry}/stat`, "utf8");
        // The name in parentheses may hold spaces; the parent is the second word after it.
        const parent = Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]);
        // A pod has a network of its own, so it is known by its control group.
        const inGroup = readFileSync(`/proc/${entry}/cgroup`, "utf8").includes(`/${cgroup}/`);
        const isInside = inGroup || namespaceOf(Number(entry)) === namespace;
        return [{ pid: Number(entry), parent, isInside }];
      } catch {
        return [];
      }
    });
}

function namespaceOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return "";
  }
}

function proportionalSize(pid: number): number {
  try {
    const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
