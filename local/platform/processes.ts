import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { PlatformStatus } from "./state.ts";

/** A process of a platform. */
export interface OwnedProcess {
  readonly pid: number;
  /** The unit that it or its parent belongs to; undefined for containers and their shims. */
  readonly unit: string | undefined;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly isInside: boolean;
}

/** All processes of a platform except its supervisor, from /proc. */
export function ownedProcesses(status: PlatformStatus, cgroup: string): readonly OwnedProcess[] {
  const processes = allProcesses(namespaceOf(status.init), cgroup);
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const owners = new Map(status.units.filter((unit) => unit.pid > 0).map((unit) => [unit.pid, unit.name]));
  return processes.flatMap(({ pid, isInside }) => {
    const unit = ownerOf(pid, parents, owners);
    return unit === undefined && !isInside ? [] : [{ pid, unit }];
  });
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
        // The name in parentheses may contain spaces; the parent is the second word after it.
        const parent = Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]);
        // A pod has its own network namespace, so its control group identifies it.
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
