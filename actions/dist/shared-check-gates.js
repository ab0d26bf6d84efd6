// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  PROMOTION_REFS,
  checkOfClosed,
  closedFor,
  closedForCandidate,
  closedInGit,
  isPromotion,
  parsePromotionBranch
} from "./shared-check-gates-promote.js";
import {
  FACT_REFS,
  bypassesOn,
  readFacts
} from "./shared-7-verbs-53ea9a79.js";
import {
  falseClaim,
  hotfixGates
} from "./shared-check-gates-hotfix.js";
import {
  dependenciesOf,
  orReason
} from "./shared-8-verbs-110048c6.js";
import {
  GATES_CONTEXT,
  postCheck,
  postedCheck
} from "./shared-9-verbs-8dc5e9b4.js";
import {
  planRollbacks,
  signedTargets,
  takeSnapshot
} from "./shared-check-gates-rollback.js";
import {
  isReleaseOf
} from "./shared-check-gates-promote-rollback.js";
import {
  ownCommits
} from "./shared-9-verbs-c4664bd4.js";
import {
  hotfixTrustInputs
} from "./shared-check-gates-hotfix-rollback.js";
import {
  isExactly,
  isPlain
} from "./shared-4-verbs-901ebfc9.js";
import {
  findManualRollbacks
} from "./shared-10-verbs-724d16fa.js";
import {
  evidenceAt,
  evidenceBranch
} from "./shared-11-verbs-7c3e42e6.js";
import {
  buildTargets,
  overlayPath,
  verifyTarget
} from "./shared-11-verbs-697a9736.js";
import {
  trustInputs
} from "./shared-6-verbs-c1086578.js";
import {
  describeHold,
  formatHold,
  holdIn,
  holdOf,
  isExpired,
  readHolds
} from "./shared-11-verbs-57297b5c.js";
import {
  connectForge,
  readEnvironment,
  readEnvironments
} from "./shared-13-verbs-8f9a8474.js";
import {
  readStops,
  stopOf
} from "./shared-11-verbs-0f2be35d.js";
import {
  firstLine
} from "./shared-15-verbs-e34f738c.js";
import {
  HOTFIX_REFS,
  HOTFIX_RELEASE_REFS,
  parseHotfixRelease,
  readRelease,
  releaseFiles,
  releasePath
} from "./shared-14-verbs-98873d3f.js";
import {
  plainYaml
} from "./shared-14-verbs-a8d0fdbe.js";
import {
  openGit
} from "./shared-19-verbs-798eb292.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  DEFAULTS,
  Findings,
  UserError,
  defineRequest,
  describeError,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/check-gates/check-gates.ts
init_oldest_node();

// actions/check-gates/look.ts
init_oldest_node();

// actions/check-gates/claims.ts
init_oldest_node();

// actions/check-gates/difference.ts
init_oldest_node();
async function readDifferences(git, tip, head) {
  const bases = await git.mergeBases(tip, head);
  if (bases.length === 0) return { each: [], conflicts: [] };
  const merged = await git.mergeEachWay(tip, head);
  const commits = merged.flatMap((each) => "commit" in each ? [each.commit] : []);
  const results = commits.filter((commit2) => commit2 !== head);
  return {
    each: await Promise.all([
      ...results.map((commit2) => readDifference(git, [tip], commit2)),
      readDifference(git, bases, head)
    ]),
    conflicts: commits.length > 0 ? [] : merged.flatMap((each) => "commit" in each ? [] : each.conflicts)
  };
}
async function readDifference(git, bases, head) {
  const changes = (await Promise.all(bases.map((base) => git.changedPaths(base, head)))).flat();
  const tree = await git.tree(head);
  const below = changes.filter(({ status, path }) => status !== "D" && /^environments(?:\/|$)/.test(path));
  const entries = await Promise.all(below.map(({ path }) => tree.entry(path)));
  const plain = ["100644", "100755"];
  return {
    head: tree,
    paths: [...new Set(changes.map(({ path }) => path))].sort(),
    odd: below.filter(({ path }, i) => path === "environments" || !plain.includes(entries[i]?.mode ?? "")).map(({ path }) => path),
    lookalikes: changes.filter(({ status, path }) => status !== "D" && isLookalike(path)).map(pathOf),
    holds: [...new Set(changes.filter(({ path }) => HOLD.test(path)).map(pathOf))]
  };
}
function pathOf({ path }) {
  return path;
}
var HOLD = /^environments\/[^/]+\/holds\/[^/]+$/;
var READ = /^environments\/(?:[^/]+\/(?:environment\.yaml$|holds(?:\/|$)|[^/]+\/release(?:\/|$))|$)/;
function isLookalike(path) {
  const folded = path.normalize("NFKC").toLowerCase();
  const isBelow = path.startsWith("environments/");
  return READ.test(folded) && !READ.test(path) || folded.startsWith("environments/") && !isBelow;
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
async function falseClaims(git, { tip, head }, paths, { refs, branch }) {
  const environments = await readEnvironments(tip);
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

// actions/check-gates/gates-now.ts
init_oldest_node();
async function gatesNow(asked, maker, head, folders) {
  const checks = [];
  for (const folder of folders) {
    const [release, pinned] = await Promise.all(
      [head, asked.tip].map((tree) => orReason(() => readRelease(tree, folder.environment, folder.service)))
    );
    if (typeof release !== "object") continue;
    if (typeof pinned === "object" && pinned.id === release.id) continue;
    const check = maker === "promotion" ? await ofPromotion(asked, folder, release) : await ofHotfix(asked, folder, release, pinned);
    if (check !== void 0) checks.push(check);
  }
  return checks.find(({ state }) => state === "failure") ?? checks[0];
}
async function ofPromotion({ facts: read, bypasses }, { environment, service }, release) {
  const facts = (await read()).find((each) => each.environment === environment && each.service === service);
  const candidates = facts === void 0 || typeof facts.live !== "object" ? [] : [facts.live, ...facts.past];
  const candidate = candidates.find((each) => each.release.id === release.id);
  if (facts === void 0 || candidate === void 0) {
    const reason = `${release.version} may no longer be promoted; the next run of slipway promote says what may`;
    return { state: "pending", description: `${service}: ${reason}` };
  }
  return checkOf(service, closedForCandidate(facts, candidate, bypasses(service)));
}
async function ofHotfix({ git, refs, tip, now, environments }, { environment: name, service }, release, pinned) {
  const policy = environments.find((each) => each.name === name);
  if (policy === void 0 || typeof pinned !== "object") return void 0;
  const hasReported = policy.clusters.some((cluster) => refs.has(evidenceBranch(name, cluster)));
  const [stops, holds, reading, dependencies] = await Promise.all([
    readStops(git, refs),
    orReason(() => readHolds(tip, name)),
    hasReported ? evidenceAt(git, refs).read(policy, service, now) : void 0,
    dependenciesOf(tip, name, release)
  ]);
  const hold = typeof holds === "string" ? holds : holdOf(holds, release, now);
  const facts = {
    policy,
    release,
    pinned,
    fault: void 0,
    stop: stopOf(stops, name),
    reading,
    hold,
    dependencies
  };
  const fromRegistry = environments[0]?.registry ?? policy.registry;
  return checkOf(service, closedInGit(hotfixGates({ ...facts, fromRegistry, approvals: void 0, now })));
}
function checkOf(service, closed) {
  return checkOfClosed(closed.map((gate) => closedFor(service, gate)));
}

// actions/check-gates/reasons.ts
init_oldest_node();

// actions/lib/domain/kustomizations/attributes.ts
init_oldest_node();
import { posix } from "node:path";
var CHANGES = /^(?:working-tree-encoding=|filter=|filter$|ident$|ident=)/;
var BUILT = ["argocd", "environments"];
function isAttributes(path) {
  return posix.basename(path) === ".gitattributes" && (path === ".gitattributes" || isBuilt(path));
}
function attributeFindings(path, text) {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [pattern = "", ...attributes] = words(line);
    if (pattern.startsWith("#")) return [];
    const found = attributes.filter((attribute) => CHANGES.test(attribute));
    if (found.length === 0 || !isBuilt(path) && !mayReach(pattern)) return [];
    return [
      `${path}:${index + 1}: ${JSON.stringify(found.join(" "))} for ${JSON.stringify(pattern)}: a checkout would differ from what git has, and Argo CD builds a checkout.
  Remove it, or name files that are not below ${BUILT.join("/ or ")}/.`
    ];
  });
}
function words(line) {
  return line.match(/"(?:[^"\\]|\\.)*"\S*|\S+/g) ?? [];
}
function isBuilt(path) {
  return BUILT.includes(path.split("/")[0] ?? "");
}
var WILD = /[*?[\\"]/;
function mayReach(pattern) {
  if (pattern.startsWith("[attr]")) return true;
  const steps = pattern.replace(/^\//, "").split("/");
  const [first = ""] = steps;
  if (steps.length > 1) return WILD.test(first) || BUILT.includes(first);
  const [, ending] = /\.([A-Za-z0-9]+)$/.exec(first) ?? [];
  return ending === void 0 ? WILD.test(first) : /^(?:ya?ml|json)$/i.test(ending);
}

// actions/check-gates/reasons.ts
async function findingsOf(head, paths) {
  const attributes = await attributesIn(head, paths);
  if (attributes.length > 0) return attributes;
  const odd = await oddIn(head, paths);
  if (odd.length > 0) return odd;
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
async function attributesIn(head, paths) {
  const findings = await Promise.all(
    paths.filter(isAttributes).map(async (path) => {
      const content = await head.read(path);
      return content === void 0 ? [] : attributeFindings(path, content.toString());
    })
  );
  return findings.flat();
}
async function oddIn(head, paths) {
  const findings = await Promise.all(
    paths.filter((path) => /^environments\/[^/]+\/environment\.yaml$/.test(path)).map(async (path) => {
      const content = await head.read(path);
      return content === void 0 ? [] : plainYaml(content, path, { documents: "one" }).findings;
    })
  );
  return findings.flat();
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

// actions/check-gates/rollbacks.ts
init_oldest_node();

// actions/check-gates/written-holds.ts
init_oldest_node();
async function holdFault({ tip, head, snapshot }, path, expected) {
  const [before, after, entry] = await Promise.all([tip.read(path), head.read(path), head.entry(path)]);
  const fault = (what) => `${what}: ${quoted(path)}`;
  if (after !== void 0 && before?.equals(after) === true) return void 0;
  const standing = before === void 0 ? void 0 : holdIn(before, path);
  if (before !== void 0 && (standing === void 0 || !isExpired(standing, snapshot.now)))
    return fault("a hold is lifted or changed by a pull request that changes no release");
  const hold = after === void 0 ? void 0 : holdIn(after, path);
  if (hold === void 0 || formatHold(hold) !== after?.toString() || entry?.mode !== "100644")
    return fault("not a hold as `slipway rollback` writes it");
  if (!expected.some((each) => isSameSubject(each, hold)))
    return fault(
      `no ${hold.service} ${hold.version} with this id and digest is rolled back here, or was reverted without a hold`
    );
  return await weakness(snapshot, hold).then((weak) => weak === void 0 ? void 0 : fault(weak));
}
function isSameSubject(one, other) {
  const subject = ({ environment, service, releaseId, digest, version, source }) => [environment, service, releaseId, digest, version, source].join("\n");
  return subject(one) === subject(other);
}
async function weakness({ history, now }, hold) {
  if (hold.until === null) return void 0;
  if (isExpired(hold, now)) return `its time has passed (${hold.until})`;
  const episodes = (await history()).episodes(hold.environment, hold.service);
  const isUnjudged = hold.cause === "error" && episodes.some(
    ({ releaseId, state, cause }) => releaseId === hold.releaseId && state === "aborted" && cause !== "failed"
  );
  if (isUnjudged) return void 0;
  return `it ends by itself at ${hold.until}, though no cluster reported that its canary could not be judged`;
}

// actions/check-gates/rollbacks.ts
async function notRolledBack(place, { head, paths, holds }) {
  const folders = foldersOf(paths);
  if (folders.length === 0) return [];
  const others = paths.filter(
    (path) => /^environments\//.test(path) && releaseFolderOf(path) === void 0 && !holds.includes(path)
  );
  if (others.length > 0) return others.map((path) => `${quoted(path)}: a rollback does not write it`);
  const planned = await planAgain(place, head, folders);
  const { tip } = place;
  const ofHolds = await Promise.all(
    holds.map(
      async (path) => holdFault({ tip, head, snapshot: planned.snapshot }, path, await planned.holds())
    )
  );
  return [...planned.faults, ...ofHolds.flatMap((fault) => fault ?? [])];
}
async function unplannedFolders(place, head, folders) {
  return (await planAgain(place, head, folders)).faults;
}
async function planAgain({ git, refs, tip, now, targets }, head, folders) {
  const snapshot = await takeSnapshot(git, tip, refs, now);
  try {
    const moved = await movedFolders(tip, head, folders);
    const orders = await Promise.all(moved.map((folder) => orderOf(snapshot, head, folder)));
    const plans = await planRollbacks(snapshot, orders, targets.gate);
    const faults2 = await Promise.all(plans.map((plan) => planFault(head, plan)));
    return {
      snapshot,
      faults: faults2.flatMap((fault) => fault ?? []),
      async holds() {
        const manual = await findManualRollbacks(snapshot);
        return [...plans.flatMap(({ rollback }) => rollback?.hold ?? []), ...manual.map(({ hold }) => hold)];
      }
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { snapshot, faults: [error.message], holds: async () => [] };
  }
}
async function movedFolders(tip, head, folders) {
  const isThere = await Promise.all(
    folders.map(
      async ({ environment, service }) => isExactly(head, environment, service, await releaseFiles(tip, environment, service))
    )
  );
  return folders.filter((_, index) => !isThere[index]);
}
async function orderOf({ environments }, head, { environment: name, service }) {
  const environment = environments.find((each) => each.name === name);
  const release = await readRelease(head, name, service);
  if (environment === void 0 || release === void 0) {
    throw new UserError(
      `environments/${name}/${service}/release: no environment takes it back.
  Promote it.`
    );
  }
  return {
    ...{ environment, service, to: release.version, cause: "rollback", reason: "", by: "" },
    ...{ until: void 0, evidence: void 0 }
  };
}
async function planFault(head, { result, rollback }) {
  const { service, environment = "" } = result;
  if (rollback === void 0) return `${service} in ${environment}: ${result.reason}`;
  for (const files of [rollback.files, rollback.filesOfCanary])
    if (await isExactly(head, environment, service, files)) return void 0;
  return `${service} in ${environment}: not the bytes of ${rollback.target.release.version}`;
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
  if (await head.entry(overlayPath(environment, service)) === void 0) return false;
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
  const { maker, paths, odd, lookalikes, passing, strange, claims, held, unplanned, findings } = facts;
  const moved = paths.filter((path) => releaseFolderOf(path) !== void 0);
  if (odd.length > 0) return refused("links and submodules may not be below environments/", odd);
  if (lookalikes.length > 0) {
    return refused("differs only in letter case or Unicode form from a path that slipway reads", lookalikes);
  }
  if (findings.length > 0) {
    return { state: "failure", description: findings[0] ?? "", reasons: findings };
  }
  if (passing.length > 0) {
    return refused(
      "one commit changes a release, though the pull request as a whole does not; squash the commits",
      passing
    );
  }
  if (moved.length === 0) return { state: "success", description: untouched(paths), reasons: [] };
  if (maker === "people") return byPeople({ moved, strange, held, unplanned, isVerified: facts.isVerified });
  const others = paths.filter((path) => !moved.includes(path));
  if (others.length > 0) return refused(`a ${maker} may contain only release folders`, others);
  if (strange.length > 0) {
    const folders = strange.map(
      ({ environment, service }) => `environments/${environment}/${service}/release`
    );
    return refused("not a release that the environment before it has or had", folders);
  }
  const [claim] = claims;
  if (claim !== void 0) {
    return { state: "failure", description: `no hotfix: ${claim}`, reasons: claims };
  }
  return byVerb(maker, facts);
}
function worst(verdicts) {
  const first = (state) => verdicts.find((each) => each.state === state);
  return first("failure") ?? first("error") ?? first("pending") ?? verdicts[0];
}
function byPeople({ moved, strange, held, unplanned, isVerified }) {
  const isStrange = (path) => {
    const folder = releaseFolderOf(path);
    return strange.some(
      ({ environment, service }) => environment === folder?.environment && service === folder.service
    );
  };
  if (strange.length > 0) return refused("only slipway may change release folders", moved.filter(isStrange));
  const reasons = [...held, ...unplanned];
  const [first] = reasons;
  if (first !== void 0) return { state: "failure", description: firstLine(first), reasons };
  return rolledBack(moved, isVerified);
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
  if (policy.length === 0) return "changes no release";
  const more = policy.length > 1 ? ` and ${policy.length - 1} more` : "";
  return `changes no release; changes what the gates read: ${quoted(policy[0] ?? "")}${more}`;
}
function rolledBack(moved, isVerified) {
  const services = [...new Set(moved.map((path) => releaseFolderOf(path)?.service))];
  return {
    state: "success",
    description: `rolls back as slipway would (signatures ${isVerified ? "" : "not "}verified): ${services.join(", ")}`,
    reasons: []
  };
}
function byVerb(maker, { posted, closedNow }) {
  const verb = maker === "promotion" ? "promote" : "hotfix";
  const unknown = {
    state: "pending",
    description: `the next run of slipway ${verb} evaluates the gates`
  };
  if (posted === void 0) return { ...unknown, reasons: [], isPosted: false };
  const isWorse = posted.state === "success" || posted.state === "pending" && closedNow?.state === "failure";
  if (closedNow !== void 0 && isWorse)
    return { ...closedNow, reasons: closedNow.state === "failure" ? [closedNow.description] : [] };
  return { state: posted.state, description: posted.description, reasons: [] };
}

// actions/check-gates/look.ts
async function look(git, looked) {
  const { refs, branch, head, posted } = looked;
  const tip = refs.get(branch);
  if (tip === void 0) {
    throw new UserError(`branch ${branch}: not on the remote.
  Give the right --branch.`);
  }
  const { each, conflicts } = await readDifferences(git, tip, head);
  const [first, ...others] = each;
  if (first === void 0) {
    const description2 = `${shortSha(head)} shares no history with ${branch}`;
    return { state: "failure", description: description2, reasons: [description2] };
  }
  const passing = await passingOf(git, tip, head, each);
  const tree = await git.tree(tip);
  const at = { ...looked, git, tip: tree, environments: await readEnvironments(tree), passing };
  const judged2 = worst([await judge(at, first), ...await Promise.all(others.map((one) => judge(at, one)))]);
  if (judged2.state !== "failure" && conflicts.length > 0) {
    return refused(`conflicts with ${branch}, so the result of a merge is not known`, conflicts);
  }
  if (judged2.isPosted !== false || posted?.isOwn !== false) return judged2;
  const { state, description, reasons } = judged2;
  return { state, description, reasons };
}
async function judge(place, difference) {
  return verdict(await readFacts2(place, difference));
}
async function readFacts2(place, difference) {
  const { git, tip, refs, head: commit2, posted, now } = place;
  const { head, paths, odd, lookalikes } = difference;
  const { maker, branch } = makerOf(refs, commit2);
  const trees = { tip, head };
  const strange = await strangeOnes(place, head, paths, maker);
  const built = odd.length > 0 || strange.length > 0 ? [] : await targetFindings(head, paths);
  const findings = odd.length > 0 ? [] : [...await findingsOf(head, paths), ...built];
  const isBack = maker === "people" && strange.length === 0 && odd.length === 0;
  const held = isBack ? await heldOnes(trees, foldersOf(paths), now) : [];
  const unplanned = isBack && held.length === 0 ? await notRolledBack(place, difference) : [];
  const claims = maker === "hotfix" ? await falseClaims(git, trees, paths, { refs, branch }) : [];
  const own = posted?.isOwn === true ? posted : void 0;
  const isVerbs = maker !== "people" && own !== void 0 && strange.length === 0 && claims.length === 0;
  return {
    maker,
    paths,
    odd,
    lookalikes,
    passing: place.passing,
    strange,
    claims,
    held,
    unplanned,
    findings,
    posted: own,
    isVerified: place.targets.isVerified,
    closedNow: isVerbs ? await gatesNow(place, maker, head, foldersOf(paths)) : void 0
  };
}
async function passingOf(git, tip, head, differences) {
  const whole = new Set(differences.flatMap(({ paths }) => paths));
  const commits = await git.logWithPaths(head, tip);
  const touched = new Set(commits.flatMap(({ paths }) => paths));
  return [...touched].filter((path) => releaseFolderOf(path) !== void 0 && !whole.has(path));
}
function makerOf(refs, head) {
  const branches = [...refs].filter(([, sha]) => sha === head).map(([name]) => name);
  const promotion = branches.find(isPromotion);
  if (promotion !== void 0) return { maker: "promotion", branch: promotion };
  const hotfix = branches.find((name) => parseHotfixRelease(name) !== void 0);
  return hotfix === void 0 ? { maker: "people", branch: "" } : { maker: "hotfix", branch: hotfix };
}
async function strangeOnes({ git, tip, environments }, head, paths, maker) {
  if (maker === "hotfix") return [];
  const strange = [];
  for (const folder of foldersOf(paths)) {
    const target = environments.find(({ name }) => name === folder.environment);
    const source = maker === "promotion" ? target?.after : target?.name;
    if (source === void 0 || !await isReleaseOf(git, { tip, head }, folder, source))
      strange.push(folder);
  }
  return strange;
}

// actions/check-gates/queue.ts
init_oldest_node();
async function lookAtQueue(queue) {
  const { git, refs, branch, base, head } = queue;
  const tip = refs.get(branch);
  const places = [...new Set(tip === void 0 ? [base] : [base, tip])];
  let said;
  for (const place of places) {
    const { each, conflicts } = await readDifferences(git, place, head);
    if (each.length === 0) return refused2([`${shortSha(head)} shares no history with ${shortSha(place)}`]);
    if (conflicts.length > 0) return refused2([`${shortSha(head)} conflicts with ${branch}`]);
    for (const difference of each) {
      const reasons = await reasonsOf(queue, await git.tree(place), difference);
      if (reasons.length > 0) return refused2(reasons);
    }
    said ??= moves(foldersOf(each.flatMap(({ paths }) => paths)));
  }
  return said ?? moves([]);
}
async function reasonsOf(queue, tip, difference) {
  const { odd, lookalikes, paths, head } = difference;
  const folders = foldersOf(paths);
  return [
    ...odd.map((path) => `${quoted(path)}: links and submodules may not be below environments/`),
    ...lookalikes.map(
      (path) => `${quoted(path)}: differs only in letter case or Unicode form from a path that slipway reads`
    ),
    ...odd.length > 0 ? [] : await findingsOf(head, paths),
    ...(await Promise.all(folders.map((folder) => whyNot(queue, { tip, head }, folder)))).flat()
  ];
}
function moves(folders) {
  const names = [...new Set(folders.map(({ environment, service }) => `${environment}/${service}`))];
  const description = names.length === 0 ? "changes no release" : `changes only what may change: ${names.join(", ")}`;
  return { state: "success", description, reasons: [] };
}
function refused2(reasons) {
  return { state: "failure", description: reasons[0] ?? "", reasons };
}
async function whyNot(queue, trees, folder) {
  const { git, forge, now } = queue;
  const { environment, service } = folder;
  const path = releasePath(environment, service);
  const environments = await readEnvironments(trees.tip);
  const makers = await makersOf(queue, trees.head.commit, folder);
  const said = await Promise.all(
    makers.map(async ([branch, commit2]) => {
      const statuses = await forge.statuses(commit2);
      const check = await postedCheck(forge, statuses);
      if (check?.state === "success" && check.isOwn) {
        const bypasses = await bypassesOn(forge, statuses);
        const maker = parseHotfixRelease(branch) === void 0 ? "promotion" : "hotfix";
        const closed = await gatesNow({ ...queue, ...trees, environments, bypasses }, maker, trees.head, [
          folder
        ]);
        return closed && `${path}: ${branch}: ${closed.description}`;
      }
      const words2 = check?.isOwn === true ? check.description : "its gates were not evaluated yet";
      return `${path}: ${branch} waits: ${words2}`;
    })
  );
  if (said.includes(void 0)) return [];
  const [first] = said;
  if (first !== void 0) return [first];
  if (!await isReleaseOf(git, trees, folder, environment)) {
    return [`${path}: no promotion, hotfix or rollback brings it`];
  }
  const held = await heldOnes(trees, [folder], now);
  return held.length > 0 ? held : await unplannedFolders({ ...queue, tip: trees.tip }, trees.head, [folder]);
}
async function makersOf({ git, refs }, head, { environment, service }) {
  const path = releasePath(environment, service);
  const branches = [...refs].filter(([name]) => {
    const promotion = parsePromotionBranch(name);
    if (promotion?.service !== void 0 && promotion.service !== service) return false;
    return (promotion ?? parseHotfixRelease(name))?.environment === environment;
  });
  const [wanted, ...theirs] = await git.objectIds([
    `${head}:${path}`,
    ...branches.map(([, commit2]) => `${commit2}:${path}`)
  ]);
  return branches.filter((_, index) => wanted !== void 0 && theirs[index] === wanted);
}

// actions/check-gates/check-gates.ts
var READ_REFS = [PROMOTION_REFS, HOTFIX_RELEASE_REFS, HOTFIX_REFS, ...FACT_REFS];
async function checkGates(request2, context) {
  const forge = connectForge(context.env);
  const git = openGit(context.workspace, {
    identity: { name: "slipway", email: "slipway@localhost" },
    sources: { branch: request2.branch, token: context.env.SLIPWAY_SOURCE_TOKEN },
    ...context.env.SLIPWAY_TOKEN === void 0 ? {} : { token: context.env.SLIPWAY_TOKEN }
  });
  const deps = { git, forge, context, request: request2, targets: signedTargets(request2, context.env) };
  return request2.head === void 0 ? await checkAll(deps) : await checkOne(deps, request2.head);
}
async function checkOne(deps, head) {
  const statuses = await deps.forge.statuses(head);
  const read = readOnce(deps, await deps.git.fetch(deps.request.branch, ...READ_REFS));
  const said = await judged(deps, read, head, statuses);
  for (const reason of said.reasons) deps.context.report.error(reason);
  await post(deps, head, said, statuses);
  const status = said.state === "failure" ? "refused" : said.state === "pending" ? "waiting" : "done";
  return {
    outputs: { state: said.state },
    results: [{ service: GATES_CONTEXT, status, reason: said.description }]
  };
}
async function checkAll(deps) {
  const { git, forge, request: request2 } = deps;
  if (request2.base !== void 0) throw new UserError("base: given without head.\n  Give both, or none.");
  const pulls = await forge.openHeads(request2.branch);
  const read = readOnce(deps, await git.fetch(request2.branch, ...READ_REFS));
  const standings = pulls.length === 0 ? /* @__PURE__ */ new Map() : await forge.standings(pulls.map(({ number }) => number));
  const results = [];
  const states = [];
  for (const { number, headSha } of pulls) {
    const service = `#${number}`;
    try {
      const standing = standings.get(number);
      const statuses = standing?.headSha === headSha ? standing.statuses : await forge.statuses(headSha);
      const said = await judged(deps, read, headSha, statuses);
      await post(deps, headSha, said, statuses);
      states.push(said.state);
      results.push({ service, status: "done", reason: `${said.state}: ${said.description}` });
    } catch (error) {
      states.push("error");
      results.push({ service, status: "failed", reason: describeError(error) });
    }
  }
  const state = ["error", "failure", "pending"].find((each) => states.includes(each)) ?? "success";
  return { outputs: { state }, results };
}
function readOnce({ git, forge, request: { branch }, context, targets }, refs) {
  const now = context.clock.now();
  let reading;
  const read = async () => await readFacts({
    git,
    tip: await git.tree(refs.get(branch) ?? branch),
    refs,
    now,
    isOwn: ownCommits(forge)
  });
  return {
    refs,
    now,
    targets,
    facts() {
      reading ??= read();
      return reading;
    }
  };
}
async function judged({ git, forge, request: request2, context }, read, head, statuses) {
  const { branch, base } = request2;
  for (const commit2 of base === void 0 ? [head] : [base, head]) await requireCommit(git, commit2);
  if (base !== void 0) return await lookAtQueue({ ...read, git, forge, branch, base, head });
  const posted = await postedCheck(forge, statuses);
  if (posted?.isOwn === false) {
    context.report.warning(`${shortSha(head)}: another account set ${GATES_CONTEXT}; its word is replaced.`);
  }
  return await look(git, { ...read, branch, head, posted, bypasses: await bypassesOn(forge, statuses) });
}
async function post({ forge, context }, head, said, statuses) {
  if (!context.dryRun && said.isPosted !== false) await postCheck(forge, head, said, statuses);
}
async function requireCommit(git, commit2) {
  if (await git.resolve(commit2) !== void 0 || await git.fetchCommit(commit2)) return;
  throw new UserError(
    `commit ${commit2}: the remote does not give it.
  Give the head of an open pull request.`
  );
}

// actions/check-gates/request.ts
init_oldest_node();
var commit = string().regex(/^([0-9a-f]{40})?$/, "not a full commit id").transform((value) => value === "" ? void 0 : value);
var request = defineRequest({
  verb: "check-gates",
  summary: "Posts the check slipway/gates on a pull request's or a merge queue's head: release folders are moved by promotions only.",
  inputs: {
    head: {
      description: "Commit the pull request would merge, in full; empty: the heads of all open pull requests, for the branch or a hold has moved.",
      schema: commit,
      default: ""
    },
    base: {
      description: "Of a merge queue's group: the commit it goes on top of (merge_group.base_sha); head is the queue's commit then.",
      schema: commit,
      default: ""
    },
    branch: {
      description: "Branch the environments live on. The pull request is held against it whatever its own base is: a check belongs to a commit, and the base can be changed later.",
      schema: string().regex(/^[\w][\w./-]*$/, "not a branch name"),
      default: DEFAULTS.branch,
      setting: "branch"
    },
    ...trustInputs,
    ...hotfixTrustInputs
  },
  outputs: {
    state: "What was posted: success, failure or pending; of all open pull requests the worst, and error where one could not be looked at."
  }
});

export {
  checkGates,
  request
};
