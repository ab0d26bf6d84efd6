/** Several platforms in one image. What only copies files builds for any of them; what runs a program needs an emulator. */
import type { Context } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { CommandFailed } from "@slipway/lib/io/exec/exec.ts";
import { type Built, buildInto } from "./buildkit.ts";
import type { Build } from "./plan.ts";

export interface PlatformBuild extends Built {
  readonly platforms: readonly string[];
}

/**
 * Builds for all platforms. If one cannot be emulated, the image fails, or is built for the others with a
 * warning: a pod on a node of the missing platform would not start.
 */
export async function buildForPlatforms(
  store: string,
  build: Build,
  areRequired: boolean,
  context: Context,
): Promise<PlatformBuild> {
  try {
    return { ...(await buildInto(store, build, context)), platforms: build.platforms };
  } catch (error) {
    const missing = notEmulated(error);
    if (missing === undefined) throw error;
    if (areRequired) throw cannotRun(build, missing);
    const platforms = build.platforms.filter((platform) => platform !== missing);
    if (platforms.length === 0 || platforms.length === build.platforms.length) throw error;
    context.report.warning(
      `${build.service}: NOT built for ${missing}, whose programs this machine cannot run; only for ${platforms.join(", ")}.`,
    );
    return await buildForPlatforms(store, { ...build, platforms }, areRequired, context);
  }
}

/** BuildKit names the step that failed with its platform: ` > [linux/arm64 2/3] RUN …`. */
function notEmulated(error: unknown): string | undefined {
  if (!(error instanceof CommandFailed) || !/exec format error/.test(error.stderr)) return undefined;
  return /^ > \[([a-z0-9]+\/[a-z0-9/]+) /m.exec(error.stderr)?.[1];
}

function cannotRun({ service, platforms }: Build, missing: string): UserError {
  return new UserError(
    `${service}: cannot be built for ${missing}: its Dockerfile runs a program, and this machine cannot run those of ${missing}.\n  Add an emulator (docker/setup-qemu-action), build for fewer than ${platforms.join(", ")}, or accept that some are missing (require-platforms: false).`,
  );
}
