// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  land
} from "./shared-19-verbs-798eb292.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  describeError
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/promotions/approvals.ts
init_oldest_node();
function approvalsOf({ pulls, standings }, branch) {
  const pull = pulls.find(({ head }) => head === branch);
  if (pull === void 0) return void 0;
  return standings.get(pull.number)?.approvals ?? `nothing is known about ${pull.url}`;
}

// actions/lib/app/promotions/deletions.ts
init_oldest_node();
async function deleteBranches(git, branches) {
  const updates = branches.flatMap(
    ({ branch, branchTip }) => branchTip === void 0 ? [] : [{ ref: branch, to: null, expect: branchTip }]
  );
  try {
    const answers = await git.push(updates);
    return answers.flatMap(
      ({ ref, status, reason }) => status === "refused" ? [notDeleted(ref, reason)] : []
    );
  } catch (error) {
    const reason = describeError(error);
    return updates.map(({ ref }) => ({ service: ref, status: "failed", reason: `not deleted: ${reason}` }));
  }
}
function notDeleted(branch, words) {
  const pattern = branch.replace(/\/.*$/, "/*");
  return {
    service: branch,
    status: "failed",
    reason: `not deleted, the server refused: ${words}.
  Allow the bot to delete ${pattern}, or delete it: git push origin :refs/heads/${branch}`
  };
}

// actions/lib/app/promotions/marked-merged.ts
init_oldest_node();
import { setTimeout as pause } from "node:timers/promises";
var DEADLINE_MS = 1e4;
var INTERVAL_MS = 500;
async function waitUntilMarkedMerged({ git, forge, tip, base }, { head, headSha }) {
  if (headSha === void 0 || !await git.isAncestor(headSha, tip.commit)) return false;
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await pause(INTERVAL_MS))
    if (await forge.findPull({ head, base }) === void 0) return true;
  return false;
}

// actions/lib/domain/promotions/person.ts
init_oldest_node();
async function personOn(git, verb, branchTip, since) {
  const own = new RegExp(`^Slipway-Verb: ${verb}$`, "m");
  const commits = await git.logWithPaths(branchTip, since);
  const found = commits.find(({ message, paths }) => paths.length > 0 && !own.test(message));
  return found === void 0 ? void 0 : `${shortSha(found.sha)} ${found.subject.slice(0, 80)}`;
}

// actions/lib/app/promotions/commit.ts
init_oldest_node();
var PREFIX = "slipway-commits/";
async function makeCommits(git, tip, branches, publisher) {
  const commits = await Promise.all(branches.map(({ plan }) => git.commit(tip.commit, plan)));
  if (publisher === void 0 || branches.length === 0) return commits.map((commit) => ({ commit }));
  const names = branches.map(({ branch }) => PREFIX + branch.replaceAll("/", "-"));
  const placed = await git.push(names.map((ref) => ({ ref, to: tip.commit, force: true })));
  const made = [];
  for (const [i, { plan }] of branches.entries()) {
    const place = placed[i];
    if (place?.status === "refused") {
      const failure = `${place.ref}: ${place.reason}.
  Allow the bot to push ${PREFIX}*`;
      made.push({ failure, isLostRace: false });
      continue;
    }
    const prepared = {
      branch: names[i] ?? "",
      tip: tip.commit,
      commit: commits[i] ?? "",
      message: plan.message
    };
    made.push(await signed(git, prepared, publisher));
  }
  return made;
}
async function tidy(git, branches, made) {
  const left = branches.flatMap(({ branch }, i) => {
    const one = made[i];
    const name = PREFIX + branch.replaceAll("/", "-");
    return one !== void 0 && "commit" in one ? [{ branch: name, branchTip: one.commit }] : [];
  });
  return await deleteBranches(git, left);
}
async function signed(git, prepared, publisher) {
  try {
    const { status, reason, commit } = await land(git, prepared, publisher);
    if (status === "pushed") return { commit };
    return { failure: reason ?? status, isLostRace: status === "lost-race" };
  } catch (error) {
    return { failure: describeError(error), isLostRace: false };
  }
}

export {
  approvalsOf,
  deleteBranches,
  waitUntilMarkedMerged,
  personOn,
  makeCommits,
  tidy
};
