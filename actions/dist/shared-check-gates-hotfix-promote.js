// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  shortened
} from "./shared-11-verbs-4b8cf839.js";

// actions/lib/promotion/check.ts
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

export {
  GATES_CONTEXT,
  postCheck
};
