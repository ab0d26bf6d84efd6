import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const root = "/sys/fs/cgroup";
const isUnified = (): boolean => existsSync(join(root, "cgroup.controllers"));

/** Folders of a group: one in each hierarchy with cgroup v1, one in all with v2. */
function folders(group: string): readonly string[] {
  if (isUnified()) return [join(root, group)];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name, group));
}

/** Creates the group for the kubelet's pods, and the group for jobs. */
export async function makeCgroup(group: string): Promise<void> {
  for (const folder of folders(group)) {
    await mkdir(folder, { recursive: true });
    await favour(folder);
    // A v1 cpuset without processors and memory accepts no process, and the kubelet does not fill it.
    for (const file of ["cpuset.cpus", "cpuset.mems"]) {
      const own = join(folder, file);
      if (!isUnified() && existsSync(own))
        await writeFile(own, readFileSync(join(folder, "..", file), "utf8"));
    }
  }
  await makeJobsGroup(group);
}

/**
 * Pods and jobs share the machine with the control plane. By default each of its processes has the same
 * weight as all pods together: then the start of fourteen services took six minutes.
 */
async function favour(folder: string): Promise<void> {
  for (const [file, share] of [
    ["cpu.shares", "8192"],
    ["cpu.weight", "800"],
  ] as const)
    if (existsSync(join(folder, file))) await writeFile(join(folder, file), share);
}

/** The group for jobs of workflows: next to the pods, with the same weight as all pods together. */
export function jobsGroup(group: string): string {
  return join(root, ...(isUnified() ? [] : ["cpu"]), group, "jobs");
}

async function makeJobsGroup(group: string): Promise<void> {
  const folder = jobsGroup(group);
  await mkdir(folder, { recursive: true });
  // The weight that the kubelet gives its pods on two processors; with v2 the default is similar.
  if (!isUnified()) await writeFile(join(folder, "cpu.shares"), "2048");
}

/** Ends all processes in the group and removes it, including processes that a killed platform left. */
export async function removeCgroup(group: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (const folder of folders(group)) {
    while (existsSync(folder)) {
      thaw(folder);
      for (const pid of processes(folder)) kill(pid);
      if (tryRemove(folder)) break;
      if (Date.now() > deadline)
        throw new Error(`${folder}: still has processes ${processes(folder).join(", ")} after 10 s`);
      await delay(50);
    }
  }
}

function subfolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}

/** Processes in a group that was frozen when its runtime was killed cannot end (cgroup v1). */
function thaw(folder: string): void {
  const state = join(folder, "freezer.state");
  if (existsSync(state)) writeFileSync(state, "THAWED");
  for (const child of subfolders(folder)) thaw(child);
}

function processes(folder: string): number[] {
  if (!existsSync(folder)) return [];
  const own = readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
  return [...own, ...subfolders(folder).flatMap(processes)];
}

function tryRemove(folder: string): boolean {
  try {
    for (const child of subfolders(folder)) tryRemove(child);
    rmdirSync(folder);
    return true;
  } catch {
    return !existsSync(folder);
  }
}

function kill(pid: number): void {
  try {
    if (pid > 1) process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
