// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  GATES_CONTEXT,
  PROMOTION_REFS,
  isPromotion,
  postCheck
} from "./shared-check-gates-promote.js";
import {
  holdOf,
  readHolds
} from "./shared-9-verbs-f7490387.js";
import {
  connectForge,
  readEnvironments
} from "./shared-10-verbs-105a6f89.js";
import {
  readRelease,
  releaseFiles,
  releasePath
} from "./shared-13-verbs-8a9d7d91.js";
import {
  openGit
} from "./shared-15-verbs-cb474341.js";
import {
  Findings,
  UserError,
  defineRequest,
  external_exports
} from "./shared.js";

// actions/check-gates/difference.ts
async function readDifference(git, tip, head) {
  const bases = await git.mergeBases(tip, head);
  if (bases.length === 0) return void 0;
  const changes = (await Promise.all(bases.map((base) => git.changedPaths(base, head)))).flat();
  const tree = await git.tree(head);
  const below = changes.filter(({ status, path }) => status !== "D" && path.startsWith("environments/"));
  const entries = await Promise.all(below.map(({ path }) => tree.entry(path)));
  const plain = ["100644", "100755"];
  return {
    head: tree,
    paths: [...new Set(changes.map(({ path }) => path))].sort(),
    odd: below.filter((_, i) => !plain.includes(entries[i]?.mode ?? "")).map(({ path }) => path)
  };
}
var RELEASE = /^environments\/([^/]+)\/([^/]+)\/release(?:\/|$)/;
function releaseFolderOf(path) {
  const [, environment, service] = RELEASE.exec(path) ?? [];
  return environment === void 0 || service === void 0 ? void 0 : { environment, service };
}
function quoted(path) {
  return /^[\w./@+-]+$/.test(path) ? path : JSON.stringify(path);
}

// actions/check-gates/origins.ts
var LOOK_BACK = 100;
async function isReleaseOf(git, { tip, head }, { environment, service }, source) {
  const files = await releaseFiles(head, environment, service);
  if (files.size === 0 || !await isPlain(head, releasePath(environment, service))) return false;
  const now = await releaseFiles(tip, source, service);
  if (isSame(files, now)) return true;
  const folder = releasePath(source, service);
  const commits = await git.log(tip.commit, { paths: [folder], limit: LOOK_BACK });
  for (const { sha } of commits) {
    if (isSame(files, await releaseFiles(await git.tree(sha), source, service))) return true;
  }
  return false;
}
async function isPlain(tree, folder) {
  const paths = await tree.list(folder);
  const entries = await Promise.all(paths.map((path) => tree.entry(path)));
  return entries.every((entry) => entry?.mode === "100644");
}
function isSame(one, other) {
  return one.size === other.size && [...one].every(([name, bytes]) => other.get(name)?.equals(bytes));
}

// actions/check-gates/verdict.ts
function verdict(facts) {
  const { maker, paths, odd, strange, held, findings } = facts;
  const moved = paths.filter((path) => releaseFolderOf(path) !== void 0);
  if (odd.length > 0) return refused("links and submodules may not be below environments/", odd);
  if (findings.length > 0) {
    return { state: "failure", description: findings[0] ?? "", reasons: findings };
  }
  if (moved.length === 0) return { state: "success", description: untouched(paths), reasons: [] };
  if (maker === "people") return byPeople(moved, strange, held);
  const others = paths.filter((path) => !moved.includes(path) && !mayAccompany(maker, path));
  if (others.length > 0) return refused(`a ${maker} holds release folders only`, others);
  if (strange.length > 0) {
    const folders = strange.map(
      ({ environment, service }) => `environments/${environment}/${service}/release`
    );
    const had = maker === "promotion" ? "the environment before has or had" : "this environment had before";
    return refused(`not what ${had}`, folders);
  }
  return maker === "rollback" ? rolledBack(moved) : ofPromotion(facts.posted);
}
function byPeople(moved, strange, held) {
  const isStrange = (path) => {
    const folder = releaseFolderOf(path);
    return strange.some(
      ({ environment, service }) => environment === folder?.environment && service === folder.service
    );
  };
  if (strange.length > 0)
    return refused("release folders are moved by slipway alone", moved.filter(isStrange));
  const [first] = held;
  if (first !== void 0) return { state: "failure", description: first, reasons: held };
  return rolledBack(moved);
}
function mayAccompany(maker, path) {
  return maker === "rollback" && /^environments\/[^/]+\/holds\/[^/]+\.yaml$/.test(path);
}
function refused(what, paths) {
  const [first = ""] = paths;
  const more = paths.length > 1 ? ` and ${paths.length - 1} more` : "";
  return {
    state: "failure",
    description: `${what}: ${quoted(first)}${more}`,
    reasons: paths.map((path) => `${quoted(path)}: ${what}`)
  };
}
function untouched(paths) {
  const policy = paths.filter((path) => /^environments\/[^/]+\/(environment\.yaml$|holds\/)/.test(path));
  if (policy.length === 0) return "moves no release";
  const more = policy.length > 1 ? ` and ${policy.length - 1} more` : "";
  return `moves no release; changes what gates ask: ${quoted(policy[0] ?? "")}${more}`;
}
function rolledBack(moved) {
  const services = [...new Set(moved.map((path) => releaseFolderOf(path)?.service))];
  return {
    state: "success",
    description: `rolls back to what was there before: ${services.join(", ")}`,
    reasons: []
  };
}
function ofPromotion(posted) {
  const unknown = {
    state: "pending",
    description: "the next run of slipway promote evaluates the gates"
  };
  return posted === void 0 ? { ...unknown, reasons: [], isPosted: false } : { ...posted, reasons: [] };
}

// actions/check-gates/check-gates.ts
var ROLLBACK_REFS = "rollback/*";
async function checkGates(request2, context) {
  const { head, branch } = request2;
  const forge = connectForge(context.env);
  const git = openGit(context.workspace, {
    identity: { name: "slipway", email: "slipway@localhost" },
    ...context.env.SLIPWAY_TOKEN === void 0 ? {} : { token: context.env.SLIPWAY_TOKEN }
  });
  const statuses = await forge.statuses(head);
  const posted = statuses.find((each) => each.context === GATES_CONTEXT);
  const said = await look(git, branch, head, posted, context.clock.now());
  for (const reason of said.reasons) context.report.error(reason);
  if (!context.dryRun && said.isPosted !== false) await postCheck(forge, head, said, statuses);
  const status = said.state === "failure" ? "refused" : said.state === "pending" ? "waiting" : "done";
  return {
    outputs: { state: said.state },
    results: [{ service: GATES_CONTEXT, status, reason: said.description }]
  };
}
async function look(git, branch, head, posted, now) {
  const refs = await git.fetch(branch, PROMOTION_REFS, ROLLBACK_REFS);
  const tip = refs.get(branch);
  if (tip === void 0) {
    throw new UserError(`branch ${branch}: not on the remote.
  Give the right --branch.`);
  }
  if (await git.resolve(head) === void 0 && !await git.fetchCommit(head)) {
    throw new UserError(
      `commit ${head}: the remote does not give it.
  Give the head of an open pull request.`
    );
  }
  const difference = await readDifference(git, tip, head);
  if (difference === void 0) {
    const description = `${head.slice(0, 12)} shares no history with ${branch}`;
    return { state: "failure", description, reasons: [description] };
  }
  return verdict(await readFacts(git, await git.tree(tip), refs, difference, posted, now));
}
async function readFacts(git, tip, refs, { head, paths, odd }, posted, now) {
  const maker = makerOf(refs, head.commit);
  const findings = odd.length > 0 ? [] : await findingsOf(head, paths);
  const strange = await strangeOnes(git, { tip, head }, paths, maker);
  const held = maker === "people" && strange.length === 0 ? await heldOnes({ tip, head }, paths, now) : [];
  return { maker, paths, odd, strange, held, findings, posted };
}
function makerOf(refs, head) {
  const branches = [...refs].filter(([, sha]) => sha === head).map(([name]) => name);
  if (branches.some(isPromotion)) return "promotion";
  return branches.some((name) => name.startsWith("rollback/")) ? "rollback" : "people";
}
async function findingsOf(head, paths) {
  const isPolicy = (path) => /^environments\/[^/]+\/(environment\.yaml$|holds\/)/.test(path);
  if (!paths.some(isPolicy)) return [];
  try {
    for (const { name } of await readEnvironments(head)) await readHolds(head, name);
    return [];
  } catch (error) {
    if (error instanceof Findings) return error.findings;
    if (error instanceof UserError) return [error.message];
    throw error;
  }
}
async function strangeOnes(git, trees, paths, maker) {
  const environments = await readEnvironments(trees.tip);
  const strange = [];
  for (const folder of foldersOf(paths)) {
    const target = environments.find(({ name }) => name === folder.environment);
    const source = maker === "promotion" ? target?.after : target?.name;
    if (source === void 0 || !await isReleaseOf(git, trees, folder, source)) strange.push(folder);
  }
  return strange;
}
async function heldOnes({ tip, head }, paths, now) {
  const sentences = await Promise.all(
    foldersOf(paths).map(async ({ environment, service }) => {
      const release = await readRelease(head, environment, service);
      const hold = release && holdOf(await readHolds(tip, environment), release, now);
      return hold === void 0 ? [] : [
        `${service} ${hold.version} is held in ${environment}: ${hold.reason}. Lift it: slipway hold --lift --env ${environment} --service ${service}`
      ];
    })
  );
  return sentences.flat();
}
function foldersOf(paths) {
  const folders = paths.flatMap((path) => {
    const folder = releaseFolderOf(path);
    return folder === void 0 ? [] : [[`${folder.environment}/${folder.service}`, folder]];
  });
  return [...new Map(folders).values()];
}

// actions/check-gates/request.ts
var request = defineRequest({
  verb: "check-gates",
  summary: "Posts the check slipway/gates on a pull request's head: release folders are moved by promotions only.",
  inputs: {
    head: {
      description: "Commit the pull request would merge, in full.",
      schema: external_exports.string().regex(/^[0-9a-f]{40}$/, "not a full commit id")
    },
    branch: {
      description: "Branch the environments live on. The pull request is held against it whatever its own base is: a check belongs to a commit, and the base can be changed later.",
      schema: external_exports.string().regex(/^[\w][\w./-]*$/, "not a branch name"),
      default: "main"
    }
  },
  outputs: {
    state: "What was posted: success, failure or pending."
  }
});

export {
  checkGates,
  request
};
