/**
 * One BuildKit build into an OCI layout, with `buildctl` if BUILDKIT_HOST names a daemon, otherwise with
 * `docker buildx`.
 */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Context } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { isDigest } from "@slipway/lib/domain/parsing/identifiers.ts";
import { CommandFailed, exec } from "@slipway/lib/io/exec/exec.ts";
import { type Descriptor, imagesIn } from "@slipway/lib/io/oci/layout.ts";
import * as z from "zod";
import type { Build } from "./plan.ts";

const BUILD_TIMEOUT_MS = 20 * 60_000;

/**
 * Builds that share a layout enter their images in one index, and BuildKit does not wait for its lock (client/ociindex of moby/buildkit:
 * TryLock). What was built is in the cache then, so asking again is quick.
 */
const INDEX_IS_LOCKED = /could not lock \S*index\.json\.lock/;
const ATTEMPTS = 5;

const metadataSchema = z.object({ "containerimage.digest": z.string().optional() });

export interface Built {
  /** An index if there are several platforms. */
  readonly image: Descriptor;
  /** Images the build began with, by digest, as BuildKit resolved them. */
  readonly bases: readonly string[];
}

/** Outputs of a build: a layout, and the file with its metadata. */
interface Output {
  readonly store: string;
  readonly metadata: string;
}

/** Builds into the layout `store`, which several builds may share: blobs that are there are not written again. */
export async function buildInto(store: string, build: Build, context: Context): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-build-"));
  const metadata = join(folder, "metadata.json");
  try {
    // BuildKit warns only about the first platform's base image.
    for (const platform of build.platforms.slice(1)) {
      requireBasePlatform(
        build,
        await run({ ...build, platforms: [platform], cacheTo: undefined }, undefined, context),
      );
    }
    const log = await run(build, { store, metadata }, context);
    requireBasePlatform(build, log);
    const digest = digestIn(build, await readFile(metadata, "utf8"));
    return { image: await storedImage(build, store, digest), bases: basesIn(log) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns BuildKit's log. */
async function run(
  build: Build,
  output: Output | undefined,
  { workspace, env, report }: Context,
): Promise<string> {
  const [command, args] = env.BUILDKIT_HOST
    ? (["buildctl", buildctlArgs(build, output)] as const)
    : (["docker", buildxArgs(build, output)] as const);
  const options = {
    cwd: workspace,
    // BuildKit's clients take the date of layers and configuration from here.
    env: { ...env, SOURCE_DATE_EPOCH: build.buildArgs.SOURCE_DATE_EPOCH },
    timeoutMs: BUILD_TIMEOUT_MS,
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await exec(command, args, options)).stderr;
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      if (INDEX_IS_LOCKED.test(error.stderr) && attempt < ATTEMPTS) continue;
      report.info(error.stderr);
      throw baseOutOfReach(build, error.stderr) ?? error;
    }
  }
}

/** The only failure that is not a fault of the Dockerfile or the service, with its own message. */
function baseOutOfReach({ service }: Build, stderr: string): UserError | undefined {
  const failed = /failed to resolve source metadata for (\S+): (.*)/.exec(stderr);
  if (failed === null) return undefined;
  return new UserError(
    `${service}: the base image ${failed[1]} cannot be read from its registry: ${failed[2]}\n  Check that the registry answers and has it, or name another base in build.args; running again is safe.`,
  );
}

function digestIn(build: Build, metadata: string): string {
  const digest = metadataSchema.parse(JSON.parse(metadata))["containerimage.digest"] ?? "";
  if (isDigest(digest)) return digest;
  throw new UserError(
    `${build.service}: the build reports no digest (got "${digest}"), so nothing may be pinned.\n  Look into the build's log for what it exported.`,
  );
}

async function storedImage(build: Build, store: string, digest: string): Promise<Descriptor> {
  const image = (await imagesIn(store)).find((each) => each.digest === digest);
  if (image !== undefined) return image;
  throw new UserError(
    `${build.service}: the build reports ${digest}, but wrote another image to its layout.\n  Run again; if it stays, look for what else writes to ${store}.`,
  );
}

/**
 * If a base image is not an index, BuildKit uses it for every platform and only warns: the arm64 image would
 * contain amd64 programs, which would be noticed only by a pod on such a node.
 */
function requireBasePlatform(build: Build, stderr: string): void {
  const warning = /InvalidBaseImagePlatform: (Base image .*)$/m.exec(stderr)?.[1];
  if (warning === undefined) return;
  throw new UserError(
    `${build.service}: ${warning.replace(/ \(line \d+\)$/, "")}.\n  Give a base (build.args) that has every platform of ${build.platforms.join(", ")}, or build for fewer.`,
  );
}

const FROM = /^#\d+ \[[^\]]*\] FROM (\S+@sha256:[0-9a-f]{64})$/gm;

function basesIn(stderr: string): readonly string[] {
  return [...new Set([...stderr.matchAll(FROM)].map(([, base = ""]) => base))].sort();
}

// rewrite-timestamp gives every file in every layer the date of SOURCE_DATE_EPOCH: same inputs, same digest.
function outputArgs({ image, tag }: Build, output: Output | undefined): readonly string[] {
  if (output === undefined) return [];
  const { store, metadata } = output;
  return [
    `--output=type=oci,tar=false,dest=${store},name=${image}:${tag},oci-mediatypes=true,rewrite-timestamp=true`,
    `--metadata-file=${metadata}`,
  ];
}

export function buildctlArgs(build: Build, output: Output | undefined): readonly string[] {
  return [
    "build",
    "--progress=plain",
    "--frontend=dockerfile.v0",
    `--local=context=${build.context}`,
    `--local=dockerfile=${dirname(build.dockerfile)}`,
    `--opt=filename=${basename(build.dockerfile)}`,
    ...(build.target === undefined ? [] : [`--opt=target=${build.target}`]),
    ...build.secrets.map((name) => `--secret=id=${name},env=${name}`),
    `--opt=platform=${build.platforms.join(",")}`,
    ...Object.entries(build.buildArgs).map(([name, value]) => `--opt=build-arg:${name}=${value}`),
    ...Object.entries(build.labels).map(([name, value]) => `--opt=label:${name}=${value}`),
    ...(build.cacheFrom === undefined ? [] : [`--import-cache=${build.cacheFrom}`]),
    ...(build.cacheTo === undefined ? [] : [`--export-cache=${build.cacheTo}`]),
    ...outputArgs(build, output),
  ];
}

export function buildxArgs(build: Build, output: Output | undefined): readonly string[] {
  return [
    "buildx",
    "build",
    "--progress=plain",
    `--file=${build.dockerfile}`,
    ...(build.target === undefined ? [] : [`--target=${build.target}`]),
    ...build.secrets.map((name) => `--secret=id=${name},env=${name}`),
    `--platform=${build.platforms.join(",")}`,
    ...Object.entries(build.buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...Object.entries(build.labels).map(([name, value]) => `--label=${name}=${value}`),
    ...(build.cacheFrom === undefined ? [] : [`--cache-from=${build.cacheFrom}`]),
    ...(build.cacheTo === undefined ? [] : [`--cache-to=${build.cacheTo}`]),
    // Inside the image they hold the run's own address and time, which would give every build its own digest.
    "--provenance=false",
    "--sbom=false",
    ...outputArgs(build, output),
    build.context,
  ];
}
