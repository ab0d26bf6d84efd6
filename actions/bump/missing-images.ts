/** Pins whose image the registry does not have under that tag and digest. */
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { openYaml, type YamlFile } from "@slipway/lib/domain/pins/pins.ts";
import { inParallel } from "@slipway/lib/io/exec/in-parallel.ts";
import { PairRefused } from "@slipway/lib/io/oci/image-pair.ts";
import type { ReadFiles } from "./files-plan.ts";
import type { Obstacle } from "./obstacles.ts";
import { requirePinned } from "./pin-images.ts";
import type { FilePin } from "./request.ts";

/** A registry is queried about this many images at once. */
const PARALLEL = 4;

/**
 * The registry's answer for each of `pins`, which are all in readable files; `failed` if it did not answer,
 * so that the pin is tried again.
 */
export async function findMissingImages(
  files: ReadFiles,
  pins: readonly FilePin[],
  env: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<FilePin, Obstacle>> {
  const opened = new Map<string, YamlFile>();
  for (const file of new Set(pins.map((pin) => pin.file))) {
    const read = files.get(file);
    if (read !== undefined && !(read instanceof UserError)) opened.set(file, openYaml(read.text, file));
  }
  const found = await inParallel(pins, PARALLEL, async (pin) => {
    const yaml = opened.get(pin.file);
    try {
      if (yaml !== undefined) await requirePinned(pin, yaml, env);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const status = error instanceof PairRefused ? "refused" : "failed";
      return [[pin, { status, reason: error.message }] as const];
    }
  });
  return new Map(found.flat());
}
