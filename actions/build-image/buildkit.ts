/** One BuildKit build that pushes, by `buildctl` where BUILDKIT_HOST names a daemon, else by `docker buildx`. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../lib/errors/user-error.ts";
import { CommandFailed, exec } from "../lib/exec/exec.ts";
import type { Context } from "../lib/report/report.ts";
import type { Build } from "./plan.ts";

const BUILD_TIMEOUT_MS = 20 * 60_000;

const metadataSchema = z.object({ "containerimage.digest": z.string().optional() });

/** Builds and pushes; returns the digest BuildKit reports for what it pushed: an index where there are several platforms. */
export async function buildAndPush(build: Build, { workspace, env, report }: Context): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-build-"));
  const metadata = join(folder, "metadata.json");
  const [command, args] = env.BUILDKIT_HOST
    ? (["buildctl", buildctlArgs(build, metadata)] as const)
    : (["docker", buildxArgs(build, metadata)] as const);
  try {
    await exec(command, args, {
      cwd: workspace,
      // BuildKit's clients take the date of layers and configuration from here.
      env: { ...env, SOURCE_DATE_EPOCH: build.buildArgs.SOURCE_DATE_EPOCH },
      timeoutMs: BUILD_TIMEOUT_MS,
    });
    return digestIn(build, await readFile(metadata, "utf8"));
  } catch (error) {
    if (error instanceof CommandFailed) report.info(error.stderr);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function digestIn(build: Build, metadata: string): string {
  const digest = metadataSchema.parse(JSON.parse(metadata))["containerimage.digest"] ?? "";
  if (/^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw new UserError(
    `${build.service}: the build reports no digest (got "${digest}"), so nothing may be pinned.\n  Check that it pushed to ${build.reference}.`,
  );
}

// rewrite-timestamp gives every file in every layer the date of SOURCE_DATE_EPOCH: same inputs, same digest.
const OUTPUT = "push=true,oci-mediatypes=true,rewrite-timestamp=true";

export function buildctlArgs(build: Build, metadata: string): readonly string[] {
  return [
    "build",
    "--progress=plain",
    "--frontend=dockerfile.v0",
    `--local=context=${build.folder}`,
    `--local=dockerfile=${build.folder}`,
    `--opt=platform=${build.platforms}`,
    ...Object.entries(build.buildArgs).map(([name, value]) => `--opt=build-arg:${name}=${value}`),
    ...Object.entries(build.labels).map(([name, value]) => `--opt=label:${name}=${value}`),
    `--output=type=image,name=${build.reference},${OUTPUT}`,
    `--metadata-file=${metadata}`,
  ];
}

export function buildxArgs(build: Build, metadata: string): readonly string[] {
  return [
    "buildx",
    "build",
    "--progress=plain",
    `--platform=${build.platforms}`,
    ...Object.entries(build.buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...Object.entries(build.labels).map(([name, value]) => `--label=${name}=${value}`),
    // Provenance holds the run's own address and time; it would give every build a digest of its own.
    "--provenance=false",
    "--sbom=false",
    `--output=type=image,name=${build.reference},${OUTPUT}`,
    `--metadata-file=${metadata}`,
    build.folder,
  ];
}
