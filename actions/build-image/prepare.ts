import { join } from "node:path";
import type { Context } from "@slipway/lib/app/report/report.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";

/** What a runner or a person has in the environment that opens something: caches, artifacts, registries, keys. */
const OPENS_SOMETHING = /^ACTIONS_|^SLIPWAY_|TOKEN|SECRET|PASSWORD|PRIVATE_KEY/i;

/**
 * Runs `build.prepare` of a service in its folder. It runs what others wrote, so with nothing in its environment worth
 * taking.
 */
export async function prepare(command: string, folder: string, { workspace, env }: Context): Promise<void> {
  const names = Object.keys({ ...process.env, ...env }).filter((name) => OPENS_SOMETHING.test(name));
  const without = Object.fromEntries(names.map((name) => [name, undefined]));
  await exec("sh", ["-e", "-c", command], { cwd: join(workspace, folder), env: { ...env, ...without } });
}
