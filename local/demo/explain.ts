import type { Platform } from "../platform/platform.ts";
import { slipway } from "./slipway.ts";

interface Result {
  readonly service: string;
  readonly environment?: string;
  readonly status: string;
  readonly reason: string;
}

/** `slipway promote --dry-run --json` in a clone, as a person would ask. */
export async function planPromotion(platform: Platform, folder: string): Promise<readonly Result[]> {
  const { stdout } = await slipway(platform, folder, "slipway-bot", "promote", "--dry-run", "--json");
  return (JSON.parse(stdout) as { results: readonly Result[] }).results;
}
