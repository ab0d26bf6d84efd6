import { join } from "node:path";
import { Narrator } from "../local/demo/narrator.ts";
import { openPlatformStage, type PlatformStage } from "../local/demo/platform-stage.ts";
import { attach } from "../local/platform/up.ts";

export const platformName = "test";

/** The running test platform with a developer's clone, set up as the demo does it. */
export async function openStage(): Promise<PlatformStage> {
  const platform = await attach(platformName);
  const folder = join(platform.folder, "checkout", "slipway");
  return openPlatformStage(platform, folder, new Narrator(process.stderr, false));
}
