// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  referenceOf,
  registry,
  repositoryOf
} from "./shared-13-verbs-10b04095.js";
import {
  BrokenLayout,
  layoutOf,
  layoutsFolder,
  readLayout
} from "./shared-4-verbs-6ef34bb8.js";
import {
  imageInputs,
  layoutsInput
} from "./shared-5-verbs-f9431fe2.js";
import {
  inParallel
} from "./shared-17-verbs-2776c8e5.js";
import {
  CommandFailed,
  UserError,
  defineRequest,
  describeError,
  exec
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/push-image/push-image.ts
init_oldest_node();
import { setTimeout as pause } from "node:timers/promises";
var PARALLEL = 4;
var PUSH_TIMEOUT_MS = 15 * 6e4;
var PAUSES_MS = [500, 3e3];
async function pushImages(request2, context) {
  const entries = Object.entries(request2.images);
  const folder = layoutsFolder(request2.layouts, context.workspace, context.env);
  const results = await inParallel(
    entries,
    PARALLEL,
    ([service, { name, digest }]) => pushOne(service, layoutOf(folder, service), { registry: request2.registry, name, digest }, context)
  );
  const pushed = entries.filter((_, i) => results[i]?.status !== "failed");
  return { outputs: { images: JSON.stringify(Object.fromEntries(pushed)) }, results };
}
async function pushOne(service, folder, image, context) {
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
function requireImage(layout, image) {
  if (layout.root.digest === image.digest) return layout;
  throw new BrokenLayout(
    `${layout.folder}: holds ${layout.root.digest}, but ${image.digest} was built and looked at.
  Give the layouts of the same run as the images.`
  );
}
async function freeTag(image, { tag, root }, env) {
  const own = root.digest.replace("sha256:", "").slice(0, 12);
  const names = tag === void 0 ? [`sha-${own}`] : [tag, `${tag}-${own}`];
  for (const name of names) {
    const stored = await ask(image, name, env);
    if (stored === void 0) return { name, isThere: false };
    if (stored === image.digest) return { name, isThere: true };
  }
  throw new UserError(
    `${image.registry}/${image.name}: the tags ${names.join(" and ")} name other images.
  Delete the one that was not made by build-image.`
  );
}
async function push(folder, reference, env) {
  for (const wait of [...PAUSES_MS, void 0]) {
    try {
      await exec("crane", ["push", folder, reference], { env, timeoutMs: PUSH_TIMEOUT_MS });
      return;
    } catch (error) {
      if (wait === void 0 || !(error instanceof CommandFailed) || !isPassing(error)) throw error;
      await pause(wait);
    }
  }
}
function isPassing({ exitCode, stderr }) {
  return exitCode > 0 && !/\b(UNAUTHORIZED|DENIED|\w+_INVALID|[Uu]nexpected status code 4\d\d)\b/.test(stderr);
}
async function requireStored(image, tag, env) {
  const [byDigest, byTag] = await Promise.all([ask(image, image.digest, env), ask(image, tag, env)]);
  if (byDigest === image.digest && byTag === image.digest) return;
  throw new UserError(
    `${referenceOf(image)}: pushed, but the registry has ${byDigest ?? "nothing"} there, and ${byTag ?? "nothing"} at ${tag}.
  Look into the registry's log; running again is safe.`
  );
}
async function ask(image, reference, env) {
  const [host = ""] = image.registry.split("/", 1);
  return (await registry(host, { env }).manifest(repositoryOf(image), reference))?.digest;
}

// actions/push-image/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "push-image",
  summary: "Pushes image layouts to the registry, each by its digest, and reads each digest back from there.",
  inputs: { ...imageInputs, layouts: layoutsInput },
  outputs: {
    images: 'What the registry has: a JSON object, service to {"name": …, "digest": …}. A service that failed is not in it.'
  }
});

export {
  pushImages,
  request
};
