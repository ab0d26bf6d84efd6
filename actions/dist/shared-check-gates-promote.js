// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/promotion/branches.ts
init_oldest_node();
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

export {
  PROMOTION_REFS,
  promotionBranch,
  parsePromotionBranch,
  isPromotion
};
