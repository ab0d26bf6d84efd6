import { reset } from "../../local/platform/down.ts";
import { runningStatus } from "../../local/platform/state.ts";
import { up } from "../../local/platform/up.ts";

export const meshPlatformName = "mesh";

/** A fresh platform with the mesh. SLIPWAY_KEEP=1 leaves it running and continues with it the next time. */
export async function setup(): Promise<void> {
  if (process.env.SLIPWAY_KEEP && (await runningStatus(meshPlatformName))) return;
  await reset(meshPlatformName);
  await up(meshPlatformName, new AbortController().signal, process.stderr, { mesh: true });
}

export async function teardown(): Promise<void> {
  if (!process.env.SLIPWAY_KEEP) await reset(meshPlatformName);
}
