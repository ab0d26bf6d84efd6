// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  shortened
} from "./shared-13-verbs-8f9a8474.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/promotions/check.ts
init_oldest_node();
var GATES_CONTEXT = "slipway/gates";
async function postedCheck(forge, statuses) {
  const posted = statuses.find(({ context }) => context === GATES_CONTEXT);
  if (posted === void 0) return void 0;
  const { state, description, by } = posted;
  return { state, description, isOwn: by !== void 0 && by === await forge.account() };
}
async function postCheck(forge, sha, check, statuses) {
  const { state } = check;
  const description = shortened(check.description);
  const current = await postedCheck(forge, statuses);
  const isSame = current?.state === state && withoutTimes(current.description) === withoutTimes(description);
  if (isSame && current.isOwn) return;
  await forge.commitStatus(sha, { context: GATES_CONTEXT, state, description });
}
function withoutTimes(description) {
  return description.replace(
    /\b\d[\d-]*T[\d:.]+Z|\b\d+ ?(?:s|m|h|d|min|seconds?|minutes?|hours?|days?)\b/g,
    "…"
  );
}

export {
  GATES_CONTEXT,
  postedCheck,
  postCheck
};
