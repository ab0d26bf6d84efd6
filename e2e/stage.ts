import { join } from "node:path";
import { Delivery } from "../local/demo/delivery.ts";
import { Narrator } from "../local/demo/narrator.ts";
import type { Stage } from "../local/demo/stage.ts";
import { attach } from "../local/platform/up.ts";

export const platformName = "test";

/** The running test platform with a developer's clone, told like the demo tells it. */
export async function openStage(): Promise<Stage> {
  const platform = await attach(platformName);
  const delivery = new Delivery(platform, join(platform.folder, "checkout", "slipway"));
  return { platform, delivery, narrator: new Narrator(process.stderr, false) };
}
