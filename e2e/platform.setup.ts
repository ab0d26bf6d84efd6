import { startDelivering } from "../local/demo/bootstrap.ts";
import { publish } from "../local/forge/publish.ts";
import { down, reset } from "../local/platform/down.ts";
import { runningStatus } from "../local/platform/state.ts";
import { up } from "../local/platform/up.ts";
import { platformName } from "./stage.ts";

/** A fresh platform for all tests; it has its own state folder and ports, so one that is in use is not disturbed. */
export async function setup(): Promise<void> {
  // For work on one test: SLIPWAY_KEEP=1 leaves the platform running and continues with it the next time.
  if (process.env.SLIPWAY_KEEP && (await runningStatus(platformName))) return;
  await reset(platformName);
  const platform = await up(platformName, new AbortController().signal);
  await publish(platform);
  await startDelivering(platform);
}

export async function teardown(): Promise<void> {
  if (process.env.SLIPWAY_KEEP) return;
  await down(platformName);
}
