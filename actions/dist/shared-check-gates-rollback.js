// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  readHistory
} from "./shared-8-verbs-dfa6f92f.js";
import {
  hotfixTrustOf
} from "./shared-check-gates-hotfix-rollback.js";
import {
  isSame
} from "./shared-4-verbs-901ebfc9.js";
import {
  signatureGate
} from "./shared-9-verbs-95a406f2.js";
import {
  freezeGate
} from "./shared-10-verbs-724d16fa.js";
import {
  evidenceAt
} from "./shared-11-verbs-7c3e42e6.js";
import {
  buildTargets,
  verifyTarget
} from "./shared-11-verbs-697a9736.js";
import {
  requireSetUp
} from "./shared-10-verbs-423d2df6.js";
import {
  formatHold,
  holdFile,
  holdOf,
  isExpired,
  readDeployments,
  readHolds,
  toHold
} from "./shared-11-verbs-57297b5c.js";
import {
  readEnvironments
} from "./shared-13-verbs-8f9a8474.js";
import {
  readRelease,
  releaseChanges,
  releaseFiles,
  releasePath,
  startedBy
} from "./shared-14-verbs-98873d3f.js";
import {
  misfit,
  servedBy
} from "./shared-15-verbs-41ae7a75.js";
import {
  trustOf
} from "./shared-12-verbs-23e32673.js";
import {
  UserError
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/rollbacks/signature.ts
init_oldest_node();
function signedTargets(keys, env) {
  const delivered = trustOf(keys);
  const hotfixed = hotfixTrustOf(delivered, keys.hotfixPublicKey);
  const known = /* @__PURE__ */ new Map();
  const trustFor = ([{ environment }, { hotfix }]) => hotfix === void 0 ? delivered : hotfixed(environment.hotfix, hotfix);
  const ask = async (order, release) => {
    const target = order.environment;
    const result = await signatureGate({ target, release, trust: trustFor([order, release]), env });
    if (result.open) return void 0;
    return { status: result.final ? "refused" : "waiting", reason: result.reason };
  };
  return {
    isVerified: delivered !== void 0,
    async gate(order, release) {
      const key = `${order.environment.name} ${release.id} ${release.source}`;
      const answer = known.get(key) ?? ask(order, release);
      known.set(key, answer);
      return await answer;
    }
  };
}

// actions/lib/domain/rollbacks/snapshot.ts
init_oldest_node();
async function takeSnapshot(git, tip, refs, now, isOwn) {
  const environments = requireSetUp(await readEnvironments(tip), tip.commit);
  const holds = /* @__PURE__ */ new Map();
  let deployments;
  let history;
  return {
    git,
    tip,
    refs,
    now,
    environments,
    isOwn,
    evidence: evidenceAt(git, refs),
    holds(environment) {
      const found = holds.get(environment) ?? readHolds(tip, environment);
      holds.set(environment, found);
      return found;
    },
    deployments() {
      deployments ??= readDeployments(git, tip.commit);
      return deployments;
    },
    history() {
      history ??= readHistory(git, refs, environments);
      return history;
    }
  };
}
function pinnedBefore(deployments, id) {
  const first = deployments.findLastIndex(({ release }) => release?.id === id);
  const seen = /* @__PURE__ */ new Set();
  return deployments.slice(first + 1).filter(({ release }) => {
    if (release === void 0 || seen.has(release.id)) return false;
    seen.add(release.id);
    return true;
  });
}

// actions/lib/app/rollbacks/plan.ts
init_oldest_node();

// actions/lib/domain/rollbacks/target.ts
init_oldest_node();
function chooseTarget(facts) {
  return facts.to === void 0 ? lastHealthy(facts) : named(facts, facts.to);
}
function lastHealthy(facts) {
  const { past, healthy, stable, environment } = facts;
  const free = past.filter(
    ({ release }) => facts.heldBy(release) === void 0 && outgrown(facts, release) === void 0
  );
  for (const span of healthy) {
    const found = free.find(({ release }) => release.id === span.releaseId);
    if (found !== void 0) return { kind: "target", past: found, basis: formatSpan(span) };
  }
  const serving = free.find(({ release }) => release.id === stable);
  if (serving !== void 0)
    return { kind: "target", past: serving, basis: "what the stable pods run, by recent evidence" };
  const [previous] = free;
  if (facts.mayGuess && !facts.knowsOthers && previous !== void 0) {
    return { kind: "target", past: previous, basis: NO_EVIDENCE };
  }
  return {
    kind: "none",
    reason: `no release to go back to in ${environment}: ${excuses(facts)}.
  Release a fix, or take the service out of ${environment} by deleting its release folder in a commit.`
  };
}
var NO_EVIDENCE = "the release before it in git; no cluster has reported another one, so its health is unknown";
function named(facts, version) {
  const { past, healthy, environment } = facts;
  const found = past.find(({ release }) => release.version === version);
  const refused = (reason) => ({ kind: "refused", reason });
  if (found === void 0) {
    const known = past.map(({ release }) => release.version).slice(0, 10);
    return refused(
      `${version} was not in ${environment} before ${facts.current.version}.
  ${known.length === 0 ? "Nothing was." : `Name one of ${known.join(", ")}; what is newer comes by promotion.`}`
    );
  }
  const hold = facts.heldBy(found.release);
  if (hold !== void 0) {
    return refused(
      `${version} is held in ${environment} (${hold.cause}, by ${hold.by}): ${hold.reason}.
  Name another version, or lift the hold first.`
    );
  }
  const grown = outgrown(facts, found.release);
  if (grown !== void 0) {
    return refused(
      `${version} ${grown} in ${environment}: they go forward only.
  Name a version that needs no older one, or release a fix.`
    );
  }
  const span = healthy.find(({ releaseId }) => releaseId === found.release.id);
  if (span !== void 0) return { kind: "target", past: found, basis: formatSpan(span) };
  if (found.release.id === facts.stable)
    return { kind: "target", past: found, basis: "what the stable pods run, by recent evidence" };
  if (!facts.knowsOthers) return { kind: "target", past: found, basis: NO_EVIDENCE };
  return refused(
    `${version} was never reported healthy in ${environment}.
  Name a version that was, or none to have the last one chosen.`
  );
}
function outgrown({ served, stable }, release) {
  return release.id === stable ? void 0 : misfit(release.dataSchema, served);
}
function formatSpan({ from, to }) {
  const end = to === void 0 ? "now" : seconds(to);
  return `healthy there from ${seconds(from)} to ${end}`;
}
function excuses(facts) {
  const { past, heldBy, current, knowsOthers } = facts;
  if (past.length === 0) return `${current.version} is the first one of its service`;
  const words = past.slice(0, 5).map(({ release }) => {
    if (heldBy(release) !== void 0) return `${release.version} is held`;
    const unproven = knowsOthers ? "was never reported healthy" : "has no evidence";
    return `${release.version} ${outgrown(facts, release) ?? unproven}`;
  });
  return words.join(", ");
}
function seconds(time) {
  return `${time.toISOString().slice(0, 19)}Z`;
}

// actions/lib/app/rollbacks/start.ts
init_oldest_node();
function startOf({ cause }, release, wasHealthy, filesOfCanary) {
  if (cause !== "rollback") return { files: filesOfCanary, start: "" };
  const whole = (why) => ({
    files: filesOfCanary,
    start: `starts with its whole canary, because ${why}`
  });
  if (!wasHealthy) return whole("no evidence says that it was healthy here");
  const files = startedBy(release, filesOfCanary, "rollback");
  if (isSame(files, filesOfCanary)) return whole("its manifests have no steps for a rollback");
  return { files, start: "starts with the short canary of a rollback" };
}

// actions/lib/app/rollbacks/plan.ts
async function planRollbacks(snapshot, orders, gate) {
  const drafts = await Promise.all(orders.map((order) => planOne(snapshot, order, gate)));
  const environments = new Set(drafts.flatMap(({ rollback }) => rollback?.order.environment ?? []));
  let plans = drafts;
  for (const environment of environments) plans = await built(snapshot.tip, environment.name, plans);
  return plans;
}
function changesOf(rollbacks) {
  return {
    changes: rollbacks.flatMap(({ order, files, hold, isNewHold }) => [
      ...releaseChanges(order.environment.name, order.service, files),
      ...isNewHold ? [holdChange(hold)] : []
    ]),
    replaceFolders: rollbacks.map(({ order }) => releasePath(order.environment.name, order.service))
  };
}
function holdChange(hold) {
  return { path: holdFile(hold.environment, hold.service, hold.releaseId), content: formatHold(hold) };
}
function transition({ current, target }) {
  return `${current.service} ${current.version} → ${target.release.version}`;
}
async function planOne(snapshot, order, gate) {
  const answer = (status, reason) => ({
    result: { environment: order.environment.name, service: order.service, status, reason }
  });
  try {
    const frozen = freezeFault(snapshot, order);
    if (frozen !== void 0) return answer("refused", frozen);
    const current = await readRelease(snapshot.tip, order.environment.name, order.service);
    if (current === void 0)
      return answer(
        "failed",
        `it has no release in ${order.environment.name}, so there is nothing to roll back.
  Check the names.`
      );
    const done = await alreadyDone(snapshot, order, current);
    if (done !== void 0) return answer("nothing", done);
    const facts = await targetFacts(snapshot, order, current);
    const choice = chooseTarget(facts);
    if (choice.kind === "none") return answer("failed", choice.reason);
    if (choice.kind === "refused") return answer("refused", choice.reason);
    const { past: target, basis } = choice;
    const closed = await gate(order, target.release);
    if (closed !== void 0) return answer(closed.status, closed.reason);
    const filesOfCanary = await folderOf(snapshot, order, target);
    const wasHealthy = facts.healthy.some(({ releaseId }) => releaseId === target.release.id);
    const rollback = {
      order,
      current,
      target,
      basis,
      filesOfCanary,
      ...startOf(order, target.release, wasHealthy, filesOfCanary),
      ...await holdFor(snapshot, order, current)
    };
    const reason = [`${transition(rollback)}: ${basis}`, rollback.start].filter(Boolean).join("; ");
    return { ...answer("done", reason), rollback };
  } catch (error) {
    if (error instanceof UserError) return answer("failed", error.message);
    throw error;
  }
}
function freezeFault({ now }, { environment }) {
  if (environment.rollback.inFreeze === "allow") return void 0;
  const gate = freezeGate({ freezes: environment.freezes, longestRolloutSeconds: 0, now });
  if (gate.open) return void 0;
  return `${gate.reason}, and ${environment.name} allows no rollback meanwhile.
  environments/${environment.name}/environment.yaml says so: rollback.inFreeze.`;
}
async function alreadyDone(snapshot, order, current) {
  const { name } = order.environment;
  if (order.to === current.version) return `${current.version} is there already`;
  if (order.cause !== "rollback" || order.to !== void 0) return void 0;
  const deployments = (await snapshot.deployments()).of(name, order.service);
  const [last] = deployments;
  const left = last?.previous;
  if (left === void 0 || wasBefore(deployments, current, left)) return void 0;
  const hold = (await snapshot.holds(name)).find(
    (each) => each.releaseId === left.id && !isExpired(each, snapshot.now)
  );
  if (hold === void 0 || last === void 0) return void 0;
  return `rolled back from ${left.version} already, with ${last.commit.slice(0, 12)}.
  Give --to to go back further than ${current.version}.`;
}
function wasBefore(deployments, current, other) {
  return pinnedBefore(deployments, current.id).some(({ release }) => release?.id === other.id);
}
async function targetFacts(snapshot, order, current) {
  const { service, to } = order;
  const { name } = order.environment;
  const [deployments, history, holds, reading] = await Promise.all([
    snapshot.deployments(),
    snapshot.history(),
    snapshot.holds(name),
    snapshot.evidence.read(order.environment, service, snapshot.now)
  ]);
  const stable = new Set(reading.reports.map(({ evidence }) => evidence.stable.releaseId));
  const [serving] = stable;
  return {
    ...{ environment: name, current, to },
    past: pinnedBefore(deployments.of(name, service), current.id).flatMap(
      ({ release, commit }) => release === void 0 || release.id === current.id ? [] : [{ release, commit }]
    ),
    healthy: history.healthySpans(name, service),
    knowsOthers: history.episodes(name, service).some(({ releaseId }) => releaseId !== null && releaseId !== current.id),
    // Clusters that disagree name none.
    stable: stable.size === 1 ? serving ?? void 0 : void 0,
    mayGuess: order.cause === "rollback",
    // All that ever stood there, the present one too: a migration that ran is not undone by going back.
    served: servedBy(deployments.of(name, service).map(({ release }) => release?.dataSchema)),
    heldBy: (release) => holdOf(holds, release, snapshot.now)
  };
}
async function folderOf({ git }, { environment, service }, { commit }) {
  const tree = await git.tree(commit);
  const release = await readRelease(tree, environment.name, service);
  const files = await releaseFiles(tree, environment.name, service);
  return release === void 0 ? files : startedBy(release, files, "canary");
}
async function holdFor(snapshot, { environment, cause, reason, by, until }, current) {
  const at = snapshot.now;
  const wanted = toHold(environment.name, current, {
    ...{ cause, reason, by, at },
    until: until === void 0 ? null : `${until.toISOString().slice(0, 19)}Z`
  });
  const standing = (await snapshot.holds(environment.name)).find(
    (hold) => hold.service === current.service && hold.releaseId === current.id && !isExpired(hold, at)
  );
  const stays = standing !== void 0 && (standing.until === null || wanted.until !== null);
  return stays ? { hold: standing, isNewHold: false } : { hold: wanted, isNewHold: true };
}
async function built(tip, environment, plans) {
  const own = plans.flatMap(
    ({ rollback }) => rollback?.order.environment.name === environment ? [rollback] : []
  );
  const services = own.map(({ order }) => order.service);
  const targets = await buildTargets(tip, environment, services, changesOf(own));
  return plans.map((plan) => {
    const { rollback, result } = plan;
    if (rollback === void 0 || !own.includes(rollback)) return plan;
    try {
      const target = targets.get(result.service);
      if (target === void 0) throw new Error(`${result.service}: not built`);
      if ("fault" in target) throw target.fault;
      verifyTarget(target.manifests, rollback.order.environment, rollback.target.release);
      return plan;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { result: { ...result, status: "failed", reason: error.message } };
    }
  });
}

export {
  signedTargets,
  takeSnapshot,
  planRollbacks,
  changesOf,
  holdChange,
  transition
};
