// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  canBypass,
  gatesOf
} from "./shared-7-verbs-53ea9a79.js";
import {
  isClosed
} from "./shared-10-verbs-724d16fa.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/promotions/branches.ts
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

// actions/lib/domain/promotions/closed-in-git.ts
init_oldest_node();
var CHECKS_OWN = ["approval", "exceptions"];
var closedInGit = (gates) => gates.filter(isClosed).filter(({ gate }) => !CHECKS_OWN.includes(gate));
function closedForCandidate(facts, candidate, given) {
  const bypasses = given.map((bypass) => ({ ...bypass, releases: [candidate.release.id] }));
  const isPassed = ({ gate }) => bypasses.some((bypass) => bypass.gate === gate && canBypass(facts, candidate, bypass));
  return closedInGit(gatesOf(facts, candidate)).filter((closed) => !isPassed(closed));
}

// actions/lib/app/promotions/closed-gates.ts
init_oldest_node();
var PATIENT = ["dependencies", "soak", "idle", "freeze", "approval"];
function closedFor(service, { gate, reason }) {
  return { service, gate, reason };
}
function checkOfClosed(closed) {
  const [first] = [...closed].sort((one, other) => rank(one.gate) - rank(other.gate));
  if (first === void 0) return void 0;
  const { service, gate, reason } = first;
  return {
    state: rank(gate) === 1 ? "pending" : "failure",
    description: `${service}: ${gate}: ${reason}`
  };
}
function rank(gate) {
  return PATIENT.includes(gate) ? 1 : 0;
}

export {
  PROMOTION_REFS,
  promotionBranch,
  parsePromotionBranch,
  isPromotion,
  closedFor,
  checkOfClosed,
  closedInGit,
  closedForCandidate
};
