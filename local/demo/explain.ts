import type { Venue } from "./sight.ts";

interface Result {
  readonly service: string;
  readonly environment?: string;
  readonly status: string;
  readonly reason: string;
}

/** Runs `slipway promote --dry-run --json` in a clone, as a person would. */
export async function planPromotion(
  venue: Pick<Venue, "slipway">,
  folder: string,
): Promise<readonly Result[]> {
  const { stdout } = await venue.slipway(folder, "slipway-bot", "promote", "--dry-run", "--json");
  return (JSON.parse(stdout) as { results: readonly Result[] }).results;
}
