import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive, livingOwner } from "../build/lock.ts";
import { removeCgroup } from "./cgroups.ts";
import { NotUp } from "./not-up.ts";
import { Platform } from "./platform.ts";

/** Time for an orderly stop before the supervisor is killed, which also ends everything. */
const deadlineMs = 20_000;

/** Ends the platform and everything it started; its state stays for the next `up`. False when it was not running. */
export async function down(name: string): Promise<boolean> {
  const platform = new Platform(name);
  const pid = await livingOwner(platform.path("run", "supervisor.pid"));
  if (pid !== undefined) await end(pid);
  await removeCgroup(platform.cgroup);
  return pid !== undefined;
}

/** Ends the platform and deletes its state: cluster, forge, registry. The built components stay. */
export async function reset(name: string): Promise<void> {
  await down(name);
  const { folder } = new Platform(name);
  if (existsSync(folder)) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function end(pid: number): Promise<void> {
  process.kill(pid, "SIGTERM");
  const deadline = Date.now() + deadlineMs;
  while (isAlive(pid) && Date.now() < deadline) await delay(100);
  if (!isAlive(pid)) return;
  process.kill(pid, "SIGKILL");
  while (isAlive(pid)) {
    if (Date.now() > deadline + 5000) throw new NotUp(`process ${pid} does not end`);
    await delay(100);
  }
}
