import { styleText } from "node:util";
import Table from "cli-table3";
import { measureMemory } from "./memory.ts";
import type { PlatformStatus, UnitState } from "./state.ts";

const colour: Readonly<Record<UnitState, "green" | "yellow" | "red" | "dim">> = {
  ready: "green",
  waiting: "dim",
  starting: "yellow",
  restarting: "red",
  failed: "red",
  stopped: "dim",
};

const megabytes = (bytes: number): string => (bytes > 0 ? `${Math.round(bytes / 1e6)} MB` : "");

/** Component, version, state, memory and address of every process; the last row sums the memory. */
export function statusTable(status: PlatformStatus, cgroup: string, out: NodeJS.WriteStream): string {
  const memory = measureMemory(status, cgroup);
  const table = new Table({
    head: ["component", "version", "state", "restarts", "memory", "address"],
    style: { head: [], border: [], compact: true },
    colAligns: ["left", "left", "left", "right", "right", "left"],
  });
  for (const unit of status.units.filter(({ kind }) => kind === "process")) {
    const state = styleText(colour[unit.state], unit.state, { stream: out });
    const restarts = unit.restarts > 0 ? String(unit.restarts) : "";
    table.push([
      unit.name,
      unit.version,
      state,
      restarts,
      megabytes(memory.units.get(unit.name) ?? 0),
      unit.address,
    ]);
  }
  table.push(["pods", "", "", "", megabytes(memory.pods), ""]);
  table.push(["all", "", status.phase, "", megabytes(memory.total), ""]);
  return table.toString();
}
