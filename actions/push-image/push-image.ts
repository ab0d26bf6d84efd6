import { setTimeout as pause } from "node:timers/promises";
import { describeError } from "@slipway/lib/app/report/outcome.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { type PushedImage, referenceOf, repositoryOf } from "@slipway/lib/io/cosign/image.ts";
import { CommandFailed, exec } from "@slipway/lib/io/exec/exec.ts";
import { inParallel } from "@slipway/lib/io/exec/in-parallel.ts";
import { BrokenLayout, type Layout, readLayout } from "@slipway/lib/io/oci/layout.ts";
import { layoutOf, layoutsFolder } from "@slipway/lib/io/oci/layout-folder.ts";
import { registry } from "@slipway/lib/io/oci/registry.ts";
import type { PushImageRequest } from "./request.ts";

const PARALLEL = 4;
const PUSH_TIMEOUT_MS = 15 * 60_000;
/** Before the first and the second repeat of a push that broke off; what arrived is not sent again. */
const PAUSES_MS = [500, 3_000];

/** Each service has its own result: one that fails does not drop the others, and is not among the outputs. */
export async function pushImages(request: PushImageRequest, context: Context): Promise<Outcome> {
  const entries = Object.entries(request.images);
  const folder = layoutsFolder(request.layouts, context.workspace, context.env);
  const results = await inParallel(entries, PARALLEL, ([service, { name, digest }]) =>
    pushOne(service, layoutOf(folder, service), { registry: request.registry, name, digest }, context),
  );
  const pushed = entries.filter((_, i) => results[i]?.status !== "failed");
  return { outputs: { images: JSON.stringify(Object.fromEntries(pushed)) }, results };
}

async function pushOne(
  service: string,
  folder: string,
  image: PushedImage,
  context: Context,
): Promise<Result> {
  const { report, dryRun, env } = context;
  try {
    const layout = requireImage(await readLayout(folder), image);
    const tag = await freeTag(image, layout, env);
    const reference = `${image.registry}/${image.name}:${tag.name}`;
    const what = `${reference}@${image.digest}`;
    if (tag.isThere) return { service, status: "nothing", reason: `${what} is there already` };
    report.plan([`${service}: push ${what}`]);
    if (dryRun) return { service, status: "nothing", reason: `would push ${what}` };
    await push(folder, reference, env);
    await requireStored(image, tag.name, env);
    return { service, status: "done", reason: `pushed ${what}` };
  } catch (error) {
    return { service, status: "failed", reason: describeError(error) };
  }
}

function requireImage(layout: Layout, image: PushedImage): Layout {
  if (layout.root.digest === image.digest) return layout;
  throw new BrokenLayout(
    `${layout.folder}: holds ${layout.root.digest}, but ${image.digest} was built and looked at.\n  Give the layouts of the same run as the images.`,
  );
}

interface Tag {
  readonly name: string;
  readonly isThere: boolean;
}

/**
 * A tag is never moved: where the layout's names another image (the same source on another base), this one gets a tag with its
 * own digest in it. It needs one, because registries clean up what has none.
 */
async function freeTag(image: PushedImage, { tag, root }: Layout, env: NodeJS.ProcessEnv): Promise<Tag> {
  const own = root.digest.replace("sha256:", "").slice(0, 12);
  const names = tag === undefined ? [`sha-${own}`] : [tag, `${tag}-${own}`];
  for (const name of names) {
    const stored = await ask(image, name, env);
    if (stored === undefined) return { name, isThere: false };
    if (stored === image.digest) return { name, isThere: true };
  }
  throw new UserError(
    `${image.registry}/${image.name}: the tags ${names.join(" and ")} name other images.\n  Delete the one that was not made by build-image.`,
  );
}

/** crane skips blobs that are there, and sends what names others after them: an image is never there by half. */
async function push(folder: string, reference: string, env: NodeJS.ProcessEnv): Promise<void> {
  for (const wait of [...PAUSES_MS, undefined]) {
    try {
      await exec("crane", ["push", folder, reference], { env, timeoutMs: PUSH_TIMEOUT_MS });
      return;
    } catch (error) {
      if (wait === undefined || !(error instanceof CommandFailed) || !isPassing(error)) throw error;
      await pause(wait);
    }
  }
}

/** A 4xx answer stays the same when the request is repeated. */
function isPassing({ exitCode, stderr }: CommandFailed): boolean {
  return (
    exitCode > 0 && !/\b(UNAUTHORIZED|DENIED|\w+_INVALID|[Uu]nexpected status code 4\d\d)\b/.test(stderr)
  );
}

/** The registry has the last word, by digest and by tag. */
async function requireStored(image: PushedImage, tag: string, env: NodeJS.ProcessEnv): Promise<void> {
  const [byDigest, byTag] = await Promise.all([ask(image, image.digest, env), ask(image, tag, env)]);
  if (byDigest === image.digest && byTag === image.digest) return;
  throw new UserError(
    `${referenceOf(image)}: pushed, but the registry has ${byDigest ?? "nothing"} there, and ${byTag ?? "nothing"} at ${tag}.\n  Look into the registry's log; running again is safe.`,
  );
}

async function ask(
  image: PushedImage,
  reference: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const [host = ""] = image.registry.split("/", 1);
  return (await registry(host, { env }).manifest(repositoryOf(image), reference))?.digest;
}
