// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  evidenceAt,
  takenBackByHand
} from "./shared-9-verbs-58214db3.js";
import {
  readDeployments,
  readHolds
} from "./shared-10-verbs-4f8c7c1e.js";
import {
  readEnvironments,
  shortened
} from "./shared-11-verbs-4b8cf839.js";
import {
  readStops
} from "./shared-10-verbs-739bafee.js";
import {
  parseExceptions
} from "./shared-8-verbs-98441030.js";
import {
  UserError
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/promotion/check.ts
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

// actions/lib/promotion/sources.ts
init_oldest_node();
async function readShared(sources) {
  const { git, tip, refs, isOwn } = sources;
  const environments = await readEnvironments(tip);
  const [stops, exceptions, ...holds] = await Promise.all([
    readStops(git, refs),
    readExceptions(tip),
    ...environments.map(async ({ name }) => [name, await orReason(() => readHolds(tip, name))])
  ]);
  const ways = environments.flatMap((target) => {
    const source = environments.find((each) => each.name === target.after);
    return source === void 0 ? [] : [{ source, target }];
  });
  const deployments = () => readDeployments(git, tip.commit);
  const takenBack = await takenBackByHand({ git, tip, environments, deployments, isOwn });
  const all = holds.map(([name, read]) => {
    const more = takenBack.flatMap(({ environment, hold }) => environment === name ? [hold] : []);
    return [name, typeof read === "string" ? read : [...read, ...more]];
  });
  return { ...sources, ways, evidence: evidenceAt(git, refs), stops, exceptions, holds: new Map(all) };
}
function readExceptions(tip) {
  return orReason(async () => parseExceptions((await tip.read(EXCEPTIONS))?.toString() ?? NONE, EXCEPTIONS));
}
var EXCEPTIONS = "security/exceptions.yaml";
var NONE = "exceptions: []\n";
async function orReason(read) {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

export {
  readShared,
  readExceptions,
  orReason,
  GATES_CONTEXT,
  postedCheck,
  postCheck
};
