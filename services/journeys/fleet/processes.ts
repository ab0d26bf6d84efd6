import { readdirSync, readFileSync } from "node:fs";

/** Memory that a process alone has; what it shares, above all its program, is left out. */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  if (kilobytes === undefined) throw new Error(`/proc/${pid}/status has no RssAnon; Linux is needed.`);
  return Number(kilobytes) * 1024;
}

/** Files and connections that it has open. */
export function openHandles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
