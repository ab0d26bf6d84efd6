/**
 * Measures what a running local platform takes at rest: processors used by each part over a while.
 * Run: node bench/idle.ts [--name demo] [--seconds 60], a few minutes after the last delivery
 */
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ownedProcesses } from "../local/platform/processes.ts";
import { type PlatformStatus, runningStatus } from "../local/platform/state.ts";
import { attach } from "../local/platform/up.ts";
import { table } from "./table.ts";

const { values } = parseArgs({
  options: { name: { type: "string", default: "demo" }, seconds: { type: "string", default: "60" } },
});
const seconds = Number(values.seconds);
const platform = await attach(values.name);
const status = await runningStatus(platform.name);
if (status === undefined) throw new Error(`No platform named ${values.name} is running.`);

const before = processorTicks(status);
await delay(seconds * 1000);
const used = new Map<string, number>();
for (const [pid, { part, ticks }] of processorTicks(status)) {
  const spent = ticks - (before.get(pid)?.ticks ?? 0);
  used.set(part, (used.get(part) ?? 0) + spent);
}
const ticksASecond = 100;
const rows = [...used]
  .map(([part, ticks]) => [part, ticks / ticksASecond / seconds] as const)
  .filter(([, processors]) => processors >= 0.001)
  .sort(([, one], [, other]) => other - one);
const all = rows.reduce((sum, [, processors]) => sum + processors, 0);
const lines = [...rows, ["together", all] as const].map(([part, share]) => [part, share.toFixed(3)]);
process.stdout.write(`${table(["part", "processors"], lines)}\n`);

/** User and system time since its start of every process, by process id. */
function processorTicks(
  running: PlatformStatus,
): ReadonlyMap<number, { readonly part: string; readonly ticks: number }> {
  return new Map(
    ownedProcesses(running, platform.cgroup).flatMap(({ pid, unit }) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return [
          [pid, { part: unit ?? podPart(pid), ticks: Number(fields[11]) + Number(fields[12]) }] as const,
        ];
      } catch {
        return [];
      }
    }),
  );
}

/** A pod's processes by what it is named for: a pod's host name is its workload's, a hash and a few letters. */
function podPart(pid: number): string {
  const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
  const [, host = "containers"] = /(?:^|\0)HOSTNAME=([^\0]*)/.exec(environment) ?? [];
  return `pods: ${host.replace(/(-[0-9a-z]+){2}$/, "")}`;
}
