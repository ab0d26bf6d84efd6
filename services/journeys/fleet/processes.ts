import { readdirSync, readFileSync } from "node:fs";

/** Memory that a process alone has; what it shares, above all its program, is left out. */
export function residentBytes(pid: number): number {
  return bytesIn(`/proc/${pid}/status`, "RssAnon");
}

/** Memory of a process with its share of what it has together with others. */
export function proportionalBytes(pid: number): number {
  return bytesIn(`/proc/${pid}/smaps_rollup`, "Pss");
}

function bytesIn(file: string, name: string): number {
  const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(readFileSync(file, "utf8")) ?? [];
  if (kilobytes === undefined) throw new Error(`${file} has no ${name}; Linux is needed.`);
  return Number(kilobytes) * 1024;
}

/** Files and connections that it has open. */
export function openHandles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Of the kernel's interface, whatever the kernel counts in. */
const ticksPerSecond = 100;

/** Processor time that all processes have used that descend from this one. */
export function cpuSecondsOfDescendants(): number {
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? statOf(name) : []));
  const byParent = Map.groupBy(all, ({ parent }) => parent);
  const sum = (pid: number): number =>
    (byParent.get(pid) ?? []).reduce((total, { pid, seconds }) => total + seconds + sum(pid), 0);
  return sum(process.pid);
}

function statOf(pid: string) {
  try {
    // The name in parentheses may have spaces; what follows has none.
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [user = 0, system = 0] = fields.slice(11, 13).map(Number);
    return [{ pid: Number(pid), parent: Number(fields[1]), seconds: (user + system) / ticksPerSecond }];
  } catch {
    // It has ended.
    return [];
  }
}
