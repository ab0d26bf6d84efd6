// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  shortened
} from "./shared-11-verbs-4b8cf839.js";
import {
  releaseFiles,
  releasePath
} from "./shared-14-verbs-d4a29309.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/promotion/check.ts
init_oldest_node();
var GATES_CONTEXT = "slipway/gates";
async function postCheck(forge, sha, check, statuses) {
  const { state } = check;
  const description = shortened(check.description);
  const current = statuses.find(({ context }) => context === GATES_CONTEXT);
  if (current?.state === state && withoutTimes(current.description) === withoutTimes(description)) return;
  await forge.commitStatus(sha, { context: GATES_CONTEXT, state, description });
}
function withoutTimes(description) {
  return description.replace(
    /\b\d[\d-]*T[\d:.]+Z|\b\d+ ?(?:s|m|h|d|min|seconds?|minutes?|hours?|days?)\b/g,
    "…"
  );
}

// actions/lib/releases/contents.ts
init_oldest_node();
function isSame(one, other) {
  return one.size === other.size && [...one].every(([name, bytes]) => {
    const wanted = other.get(name);
    return wanted !== void 0 && Buffer.from(bytes).equals(Buffer.from(wanted));
  });
}
async function isPlain(tree, environment, service) {
  const paths = await tree.list(releasePath(environment, service));
  const entries = await Promise.all(paths.map((path) => tree.entry(path)));
  return entries.every((entry) => entry?.mode === "100644");
}
async function isExactly(tree, environment, service, files) {
  if (!await isPlain(tree, environment, service)) return false;
  return isSame(await releaseFiles(tree, environment, service), files);
}

export {
  GATES_CONTEXT,
  postCheck,
  isSame,
  isPlain,
  isExactly
};
