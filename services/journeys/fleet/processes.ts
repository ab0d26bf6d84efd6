import { readdirSync, readFileSync } from "node:fs";

/** Private memory of a process; shared memory, mainly its program, is not counted. */
export function residentBytes(pid: number): number {
  return bytesIn(`/proc/${pid}/status`, "RssAnon");
}

/** Memory of a process, with its share of shared memory. */
export function proportionalBytes(pid: number): number {
  return bytesIn(`/proc/${pid}/smaps_rollup`, "Pss");
}

function bytesIn(file: string, name: string): number {
  const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(readFileSync(file, "utf8")) ?? [];
  if (kilobytes === undefined) throw new Error(`${file} has no ${name}; Linux is needed.`);
  return Number(kilobytes) * 1024;
}

/** Open files and connections. */
export function openHandles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Clock ticks of the kernel's interface, independent of the kernel's configuration. */
const ticksPerSecond = 100;

/** Processor time of all descendants of this process. */
export function cpuSecondsOfDescendants(): number {
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? statOf(name) : []));
  const byParent = Map.groupBy(all, ({ parent }) => parent);
  const sum = (pid: number): number =>
    (byParent.get(pid) ?? []).reduce((total, { pid, seconds }) => total + seconds + sum(pid), 0);
  return sum(process.pid);
}

function statOf(pid: string) {
  try {
    // The name in parentheses may contain spaces; the fields after it do not.
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [user = 0, system = 0] = fields.slice(11, 13).map(Number);
    return [{ pid: Number(pid), parent: Number(fields[1]), seconds: (user + system) / ticksPerSecond }];
  } catch {
    // The process has ended.
    return [];
  }
}
