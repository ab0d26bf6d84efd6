// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  PROMOTION_REFS,
  isPromotion,
  parsePromotionBranch
} from "./shared-check-gates-promote.js";
import {
  falseClaim
} from "./shared-check-gates-hotfix.js";
import {
  isPlain,
  isSame
} from "./shared-check-gates-hotfix-promote.js";
import {
  GATES_CONTEXT,
  orReason,
  postCheck
} from "./shared-7-verbs-8a3ad07c.js";
import {
  buildTargets,
  peoplesFile,
  verifyTarget
} from "./shared-10-verbs-5cdede6f.js";
import {
  describeHold,
  holdOf,
  readHolds
} from "./shared-10-verbs-4f8c7c1e.js";
import {
  connectForge,
  readEnvironment,
  readEnvironments
} from "./shared-11-verbs-4b8cf839.js";
import {
  firstLine
} from "./shared-13-verbs-25bca711.js";
import {
  HOTFIX_REFS,
  HOTFIX_RELEASE_REFS,
  parseHotfixRelease,
  readRelease,
  releaseFiles,
  releasePath
} from "./shared-14-verbs-d4a29309.js";
import {
  openGit
} from "./shared-16-verbs-104996a2.js";
import {
  Findings,
  UserError,
  defineRequest,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/check-gates/check-gates.ts
init_oldest_node();

// actions/check-gates/claims.ts
init_oldest_node();

// actions/check-gates/difference.ts
init_oldest_node();
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
function foldersOf(paths) {
  const folders = paths.flatMap((path) => {
    const folder = releaseFolderOf(path);
    return folder === void 0 ? [] : [[`${folder.environment}/${folder.service}`, folder]];
  });
  return [...new Map(folders).values()];
}
function quoted(path) {
  return /^[\w./@+-]+$/.test(path) ? path : JSON.stringify(path);
}

// actions/check-gates/claims.ts
async function falseClaims(git, { tip, head }, paths, refs) {
  const environments = await readEnvironments(tip);
  const branch = [...refs].find(([name, sha]) => sha === head.commit && parseHotfixRelease(name))?.[0] ?? "";
  const claims = await Promise.all(
    foldersOf(paths).map(async (folder) => {
      const { environment: name, service } = folder;
      const environment = environments.find((each) => each.name === name);
      const release = await orReason(() => readRelease(head, name, service));
      if (typeof release === "string") return release;
      if (release === void 0 || !await isPlain(head, name, service)) {
        return `${releasePath(name, service)} is deleted, or holds more than plain files`;
      }
      return await falseClaim({ git, tip, refs, environment, release, branch });
    })
  );
  return claims.filter((claim) => claim !== void 0);
}

// actions/check-gates/origins.ts
init_oldest_node();
var LOOK_BACK = 100;
async function isReleaseOf(git, { tip, head }, { environment, service }, source) {
  const files = await releaseFiles(head, environment, service);
  if (files.size === 0 || !await isPlain(head, environment, service)) return false;
  const now = await releaseFiles(tip, source, service);
  if (isSame(files, now)) return true;
  const folder = releasePath(source, service);
  const commits = await git.log(tip.commit, { paths: [folder], limit: LOOK_BACK });
  for (const { sha } of commits) {
    if (isSame(files, await releaseFiles(await git.tree(sha), source, service))) return true;
  }
  return false;
}

// actions/check-gates/queue.ts
init_oldest_node();

// actions/check-gates/reasons.ts
init_oldest_node();
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
async function heldOnes({ tip, head }, folders, now) {
  const sentences = await Promise.all(
    folders.map(async ({ environment, service }) => {
      const release = await readRelease(head, environment, service);
      const hold = release && holdOf(await readHolds(tip, environment), release, now);
      return hold === void 0 ? [] : [`${service} ${describeHold(hold)}`];
    })
  );
  return sentences.flat();
}

// actions/check-gates/queue.ts
async function lookAtQueue(queue) {
  const { git, base, head } = queue;
  const difference = await readDifference(git, base, head);
  if (difference === void 0)
    return refused([`${head.slice(0, 12)} shares no history with ${base.slice(0, 12)}`]);
  const { odd, paths } = difference;
  const trees = { tip: await git.tree(base), head: difference.head };
  const folders = foldersOf(paths);
  const reasons = [
    ...odd.map((path) => `${JSON.stringify(path)}: links and submodules may not be below environments/`),
    ...odd.length > 0 ? [] : await findingsOf(trees.head, paths),
    ...(await Promise.all(folders.map((folder) => whyNot(queue, trees, folder)))).flat()
  ];
  if (reasons.length > 0) return refused(reasons);
  const names = folders.map(({ environment, service }) => `${environment}/${service}`);
  const description = names.length === 0 ? "moves no release" : `moves what may move: ${names.join(", ")}`;
  return { state: "success", description, reasons: [] };
}
function refused(reasons) {
  return { state: "failure", description: reasons[0] ?? "", reasons };
}
async function whyNot(queue, trees, folder) {
  const { git, forge, now } = queue;
  const { environment, service } = folder;
  const path = releasePath(environment, service);
  const makers = await makersOf(queue, folder);
  const said = await Promise.all(
    makers.map(async ([branch, commit]) => {
      const check = (await forge.statuses(commit)).find(({ context }) => context === GATES_CONTEXT);
      if (check?.state === "success") return void 0;
      return `${path}: ${branch} waits: ${check?.description ?? "its gates were not evaluated yet"}`;
    })
  );
  if (said.includes(void 0)) return [];
  const [first] = said;
  if (first !== void 0) return [first];
  if (!await isReleaseOf(git, trees, folder, environment)) {
    return [`${path}: no promotion, hotfix or rollback brings it`];
  }
  return await heldOnes(trees, [folder], now);
}
async function makersOf({ git, refs, head }, { environment, service }) {
  const path = releasePath(environment, service);
  const branches = [...refs].filter(([name]) => {
    const promotion = parsePromotionBranch(name);
    if (promotion?.service !== void 0 && promotion.service !== service) return false;
    return (promotion ?? parseHotfixRelease(name))?.environment === environment;
  });
  const [wanted, ...theirs] = await git.objectIds([
    `${head}:${path}`,
    ...branches.map(([, commit]) => `${commit}:${path}`)
  ]);
  return branches.filter((_, index) => wanted !== void 0 && theirs[index] === wanted);
}

// actions/check-gates/targets.ts
init_oldest_node();
var TARGET = /^environments\/([^/]+)\/([^/]+)\/.+/;
async function targetFindings(head, paths) {
  const touched = /* @__PURE__ */ new Map();
  for (const path of paths) {
    const [, environment, service] = TARGET.exec(path) ?? [];
    if (environment === void 0 || service === void 0 || service === "holds") continue;
    touched.set(environment, /* @__PURE__ */ new Set([...touched.get(environment) ?? [], service]));
  }
  const findings = [];
  for (const [environment, services] of touched) {
    const runs = await Promise.all([...services].map((service) => isRunning(head, environment, service)));
    const running = [...services].filter((_, index) => runs[index]);
    if (running.length === 0) continue;
    const targets = await buildTargets(head, environment, running);
    for (const [service, target] of targets)
      findings.push(...await faults(head, environment, service, target));
  }
  return findings;
}
async function isRunning(head, environment, service) {
  if (await head.entry(peoplesFile(environment, service)) === void 0) return false;
  return service === "platform" || (await head.list(`environments/${environment}/${service}/release`)).length > 0;
}
async function faults(head, environment, service, target) {
  try {
    if ("fault" in target) throw target.fault;
    const release = await readRelease(head, environment, service);
    if (release === void 0) return [];
    verifyTarget(target.manifests, await readEnvironment(head, environment), release);
    return [];
  } catch (error) {
    if (error instanceof UserError) return [error.message];
    throw error;
  }
}

// actions/check-gates/verdict.ts
init_oldest_node();
function verdict(facts) {
  const { maker, paths, odd, strange, claims, held, findings } = facts;
  const moved = paths.filter((path) => releaseFolderOf(path) !== void 0);
  if (odd.length > 0) return refused2("links and submodules may not be below environments/", odd);
  if (findings.length > 0) {
    return { state: "failure", description: findings[0] ?? "", reasons: findings };
  }
  if (moved.length === 0) return { state: "success", description: untouched(paths), reasons: [] };
  if (maker === "people") return byPeople(moved, strange, held);
  const others = paths.filter((path) => !moved.includes(path) && !mayAccompany(maker, path));
  if (others.length > 0) return refused2(`a ${maker} holds release folders only`, others);
  if (strange.length > 0) {
    const folders = strange.map(
      ({ environment, service }) => `environments/${environment}/${service}/release`
    );
    const had = maker === "promotion" ? "the environment before has or had" : "this environment had before";
    return refused2(`not what ${had}`, folders);
  }
  const [claim] = claims;
  if (claim !== void 0) {
    return { state: "failure", description: `no hotfix: ${claim}`, reasons: claims };
  }
  return maker === "rollback" ? rolledBack(moved) : byVerb(maker, facts.posted);
}
function byPeople(moved, strange, held) {
  const isStrange = (path) => {
    const folder = releaseFolderOf(path);
    return strange.some(
      ({ environment, service }) => environment === folder?.environment && service === folder.service
    );
  };
  if (strange.length > 0)
    return refused2("release folders are moved by slipway alone", moved.filter(isStrange));
  const [first] = held;
  if (first !== void 0) return { state: "failure", description: firstLine(first), reasons: held };
  return rolledBack(moved);
}
function mayAccompany(maker, path) {
  return maker === "rollback" && /^environments\/[^/]+\/holds\/[^/]+\.yaml$/.test(path);
}
function refused2(what, paths) {
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
function byVerb(maker, posted) {
  const verb = maker === "promotion" ? "promote" : "hotfix";
  const unknown = {
    state: "pending",
    description: `the next run of slipway ${verb} evaluates the gates`
  };
  return posted === void 0 ? { ...unknown, reasons: [], isPosted: false } : { ...posted, reasons: [] };
}

// actions/check-gates/check-gates.ts
var MAKER_REFS = [PROMOTION_REFS, "rollback/*", HOTFIX_RELEASE_REFS, HOTFIX_REFS];
async function checkGates(request2, context) {
  const { head, branch, base } = request2;
  const forge = connectForge(context.env);
  const git = openGit(context.workspace, {
    identity: { name: "slipway", email: "slipway@localhost" },
    ...context.env.SLIPWAY_TOKEN === void 0 ? {} : { token: context.env.SLIPWAY_TOKEN }
  });
  const statuses = await forge.statuses(head);
  const posted = statuses.find((each) => each.context === GATES_CONTEXT);
  const refs = await git.fetch(branch, ...MAKER_REFS);
  for (const commit of base === void 0 ? [head] : [base, head]) await requireCommit(git, commit);
  const now = context.clock.now();
  const said = base === void 0 ? await look(git, { refs, branch, head, posted, now }) : await lookAtQueue({ git, forge, refs, base, head, now });
  for (const reason of said.reasons) context.report.error(reason);
  if (!context.dryRun && said.isPosted !== false) await postCheck(forge, head, said, statuses);
  const status = said.state === "failure" ? "refused" : said.state === "pending" ? "waiting" : "done";
  return {
    outputs: { state: said.state },
    results: [{ service: GATES_CONTEXT, status, reason: said.description }]
  };
}
async function look(git, { refs, branch, head, posted, now }) {
  const tip = refs.get(branch);
  if (tip === void 0) {
    throw new UserError(`branch ${branch}: not on the remote.
  Give the right --branch.`);
  }
  const difference = await readDifference(git, tip, head);
  if (difference === void 0) {
    const description = `${head.slice(0, 12)} shares no history with ${branch}`;
    return { state: "failure", description, reasons: [description] };
  }
  return verdict(await readFacts(git, await git.tree(tip), refs, difference, posted, now));
}
async function requireCommit(git, commit) {
  if (await git.resolve(commit) !== void 0 || await git.fetchCommit(commit)) return;
  throw new UserError(
    `commit ${commit}: the remote does not give it.
  Give the head of an open pull request.`
  );
}
async function readFacts(git, tip, refs, { head, paths, odd }, posted, now) {
  const maker = makerOf(refs, head.commit);
  const findings = odd.length > 0 ? [] : [...await findingsOf(head, paths), ...await targetFindings(head, paths)];
  const strange = await strangeOnes(git, { tip, head }, paths, maker);
  const held = maker === "people" && strange.length === 0 ? await heldOnes({ tip, head }, foldersOf(paths), now) : [];
  const claims = maker === "hotfix" ? await falseClaims(git, { tip, head }, paths, refs) : [];
  return { maker, paths, odd, strange, claims, held, findings, posted };
}
function makerOf(refs, head) {
  const branches = [...refs].filter(([, sha]) => sha === head).map(([name]) => name);
  if (branches.some(isPromotion)) return "promotion";
  if (branches.some((name) => parseHotfixRelease(name) !== void 0)) return "hotfix";
  return branches.some((name) => name.startsWith("rollback/")) ? "rollback" : "people";
}
async function strangeOnes(git, trees, paths, maker) {
  if (maker === "hotfix") return [];
  const environments = await readEnvironments(trees.tip);
  const strange = [];
  for (const folder of foldersOf(paths)) {
    const target = environments.find(({ name }) => name === folder.environment);
    const source = maker === "promotion" ? target?.after : target?.name;
    if (source === void 0 || !await isReleaseOf(git, trees, folder, source)) strange.push(folder);
  }
  return strange;
}

// actions/check-gates/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "check-gates",
  summary: "Posts the check slipway/gates on a pull request's or a merge queue's head: release folders are moved by promotions only.",
  inputs: {
    head: {
      description: "Commit the pull request would merge, in full.",
      schema: string().regex(/^[0-9a-f]{40}$/, "not a full commit id")
    },
    base: {
      description: "Of a merge queue's group: the commit it goes on top of (merge_group.base_sha); head is the queue's commit then.",
      schema: string().regex(/^([0-9a-f]{40})?$/, "not a full commit id").transform((value) => value === "" ? void 0 : value),
      default: ""
    },
    branch: {
      description: "Branch the environments live on. The pull request is held against it whatever its own base is: a check belongs to a commit, and the base can be changed later.",
      schema: string().regex(/^[\w][\w./-]*$/, "not a branch name"),
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
