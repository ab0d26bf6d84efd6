import { down, reset } from "../../local/platform/down.ts";
import { runningStatus } from "../../local/platform/state.ts";
import { up } from "../../local/platform/up.ts";
import { pushBaseImages } from "./base-images.ts";
import { platformName } from "./home.ts";
import { publishSlipway } from "./slipway-repository.ts";

/** A platform that delivers nothing of this repository: the forge has Slipway for others to call, and nothing else. */
export async function setup(): Promise<void> {
  // For work on the test: SLIPWAY_KEEP=1 leaves the platform running and goes on with it the next time.
  if (!process.env.SLIPWAY_KEEP || !(await runningStatus(platformName))) await reset(platformName);
  const platform = await up(platformName, new AbortController().signal);
  await publishSlipway(platform);
  await pushBaseImages(platform);
}

export async function teardown(): Promise<void> {
  if (process.env.SLIPWAY_KEEP) return;
  await down(platformName);
}
