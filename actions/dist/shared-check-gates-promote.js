// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  shortened
} from "./shared-10-verbs-105a6f89.js";

// actions/lib/promotion/branches.ts
var PREFIX = "promote/";
var NAME = "[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?";
var BRANCH = new RegExp(`^${PREFIX}(${NAME})(?:/(${NAME}))?$`);
var PROMOTION_REFS = `${PREFIX}*`;
function promotionBranch({ name, grouping }, service) {
  return grouping === "environment" ? `${PREFIX}${name}` : `${PREFIX}${name}/${service}`;
}
function parsePromotionBranch(branch) {
  const [, environment, service] = BRANCH.exec(branch) ?? [];
  return environment === void 0 ? void 0 : { environment, service };
}
function isPromotion(branch) {
  return BRANCH.test(branch);
}

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
  PROMOTION_REFS,
  promotionBranch,
  parsePromotionBranch,
  isPromotion,
  GATES_CONTEXT,
  postCheck
};
