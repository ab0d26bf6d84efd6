// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  decide,
  decidePins
} from "./shared-6-verbs-a8eaef6c.js";
import {
  bypassStatus,
  readFacts
} from "./shared-7-verbs-53ea9a79.js";
import {
  GATES_CONTEXT
} from "./shared-9-verbs-8dc5e9b4.js";
import {
  readHistory
} from "./shared-8-verbs-dfa6f92f.js";
import {
  ownCommitsOf
} from "./shared-9-verbs-c4664bd4.js";
import {
  GATES,
  freezeGate,
  isUnasked
} from "./shared-10-verbs-724d16fa.js";
import {
  EVIDENCE_REFS,
  evidenceAt,
  evidenceBranch,
  heartbeatBranch
} from "./shared-11-verbs-7c3e42e6.js";
import {
  readStandingPins
} from "./shared-6-verbs-cd22725f.js";
import {
  pinHistories,
  pinIn
} from "./shared-8-verbs-a4397331.js";
import {
  orMessage
} from "./shared-10-verbs-521d606e.js";
import {
  requireSetUp
} from "./shared-10-verbs-423d2df6.js";
import {
  isExpired,
  readDeployments,
  readHolds
} from "./shared-11-verbs-57297b5c.js";
import {
  ForgeError,
  connectForge,
  readEnvironments,
  requireEnvironment
} from "./shared-13-verbs-8f9a8474.js";
import {
  EVERYWHERE,
  STOP_REFS,
  readStops,
  stopBranch,
  stopOf
} from "./shared-11-verbs-0f2be35d.js";
import {
  serviceInputs
} from "./shared-11-verbs-cb2f6bdd.js";
import {
  HOTFIX_RELEASE_REFS,
  parseHotfixRelease,
  readRelease,
  releasePath,
  releaseSchema,
  releasedServices
} from "./shared-14-verbs-98873d3f.js";
import {
  isIn,
  readServices
} from "./shared-12-verbs-1039ce8e.js";
import {
  obstaclesTo,
  openGit,
  removalOf,
  withObstacles
} from "./shared-19-verbs-798eb292.js";
import {
  CONFIG_FILE,
  DEFAULTS,
  UserError,
  parseYaml,
  readConfig,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/board/model.ts
init_oldest_node();

// actions/lib/app/board/distance.ts
init_oldest_node();

// actions/lib/app/board/facts.ts
init_oldest_node();
function cellKey(environment, service) {
  return `${environment}/${service}`;
}
function serviceIn(key) {
  return key.slice(key.indexOf("/") + 1);
}

// actions/lib/app/board/distance.ts
function distanceOf(facts, environment, before, service) {
  if (before === void 0) return null;
  const [ahead, here] = [before, environment].map((each) => facts.pinned.get(cellKey(each, service)));
  if (typeof ahead !== "object" || typeof here === "string" || ahead.id === here?.id) return null;
  const isPin = facts.pins.services.includes(service);
  const missing = arrivals(facts, before, service, here);
  return {
    environment: before,
    version: ahead.version,
    // What a pin's image was built from is not known: its source is the commit that pinned it.
    commits: here === void 0 || isPin ? null : commits(facts, service, here.source, ahead.source),
    releases: new Set(missing.map(({ release }) => release?.id)).size,
    since: missing.at(-1)?.at.toISOString() ?? null
  };
}
function arrivals({ deployments }, before, service, here) {
  const all = deployments.of(before, service).filter(({ release }) => release !== void 0);
  const common = all.findIndex(({ release }) => isSame(release, here));
  return common < 0 ? all : all.slice(0, common);
}
function isSame(one, other) {
  if (one?.image.digest !== "" && other?.image.digest !== "") return one?.id === other?.id;
  return one?.version === other?.version;
}
function commits(facts, service, from, to) {
  return commitsBetween(facts, service, from, to)?.length ?? null;
}
function commitsBetween({ graph, touching }, service, from, to) {
  const own = touching.get(service);
  const between = graph.between(from, to);
  return own === void 0 ? between : between?.filter(({ sha }) => own.has(sha));
}

// actions/lib/app/board/figures.ts
init_oldest_node();

// actions/lib/domain/dora/dora.ts
init_oldest_node();

// actions/lib/domain/dora/rollouts.ts
init_oldest_node();
function judge(rollouts, health, now) {
  const known = new Map(health.map((each) => [place(each), until(each, now)]));
  const places = Map.groupBy(
    rollouts.filter(({ at }) => at <= now),
    place
  );
  return [...places].flatMap(([key, all]) => judgeService(inOrder(all), known.get(key)));
}
function judgeService(all, health) {
  const judged = [];
  let isMending = false;
  all.forEach((rollout, index) => {
    if (rollout.kind === "rollback") return;
    const next = all[index + 1];
    const failedAt = failure(rollout, next, health);
    const recoveredAt = failedAt && recovery(failedAt, next, health);
    const liveAt = liveSince(rollout, next, health);
    judged.push({
      at: rollout.at,
      commits: rollout.commits,
      liveAt,
      failedAt,
      recoveredAt,
      isRework: isMending
    });
    isMending = failedAt !== void 0;
  });
  return judged;
}
function failure({ releaseId, at }, next, health) {
  const troubles = (health?.troubles ?? []).filter(
    (trouble) => trouble.releaseId === releaseId && isWhile(trouble.from, at, next)
  );
  return earliest([...troubles.map(({ from }) => from), ...next?.kind === "rollback" ? [next.at] : []]);
}
function recovery(failedAt, next, health) {
  if (health === void 0) return next?.at;
  return earliest(health.healthy.filter(({ from }) => from >= failedAt).map(({ from }) => from));
}
function liveSince({ releaseId, at }, next, health) {
  if (health === void 0) return at;
  return earliest(
    health.healthy.filter((span2) => span2.releaseId === releaseId && isWhile(span2.from, at, next)).map(({ from }) => from)
  );
}
function isWhile(moment2, from, next) {
  return moment2 >= from && (next === void 0 || moment2 < next.at);
}
function until(health, now) {
  return {
    ...health,
    healthy: health.healthy.filter(({ from }) => from <= now),
    troubles: health.troubles.filter(({ from }) => from <= now)
  };
}
function inOrder(all) {
  return all.toSorted(
    (one, other) => one.at.getTime() - other.at.getTime() || one.kind.localeCompare(other.kind) || one.releaseId.localeCompare(other.releaseId)
  );
}
function earliest(moments) {
  return moments.reduce(
    (first, moment2) => first === void 0 || moment2 < first ? moment2 : first,
    void 0
  );
}
function place({ environment, service }) {
  return `${environment}/${service}`;
}

// actions/lib/domain/dora/dora.ts
var WEEK_MS = 7 * 864e5;
function dora(rollouts, health, { now, weeks }) {
  const judged = judge(rollouts, health, now);
  const from = new Date(now.getTime() - weeks * WEEK_MS);
  const spans = Array.from({ length: weeks }, (_, index) => ({
    from: new Date(from.getTime() + index * WEEK_MS),
    to: new Date(from.getTime() + (index + 1) * WEEK_MS)
  }));
  const all = during(judged, from, now);
  return {
    from,
    to: now,
    ...figures(all),
    deploymentsPerWeek: all.length / weeksKnown(judged, now, weeks),
    weeks: spans.map((span2) => ({ ...span2, ...figures(during(judged, span2.from, span2.to)) }))
  };
}
function weeksKnown(judged, now, weeks) {
  const first = judged.reduce((least, { at }) => Math.min(least, at.getTime()), now.getTime());
  return Math.max(1, Math.min(weeks, (now.getTime() - first) / WEEK_MS));
}
function during(judged, from, to) {
  return judged.filter(({ at }) => at > from && at <= to);
}
function figures(judged) {
  const failed = judged.filter(({ failedAt }) => failedAt !== void 0);
  const recovered = failed.flatMap(
    ({ failedAt, recoveredAt }) => failedAt === void 0 || recoveredAt === void 0 ? [] : [seconds(failedAt, recoveredAt)]
  );
  const leads = judged.flatMap(
    ({ liveAt, commits: commits2 }) => liveAt === void 0 ? [] : commits2.map((committedAt) => seconds(committedAt, liveAt))
  );
  const reworks = judged.filter(({ isRework }) => isRework).length;
  return {
    deployments: judged.length,
    leadTimeSeconds: median(leads),
    failures: failed.length,
    changeFailureRate: rate(failed.length, judged.length),
    recoverySeconds: median(recovered),
    unrecovered: failed.length - recovered.length,
    reworks,
    reworkRate: rate(reworks, judged.length)
  };
}
function rate(part, whole) {
  return whole === 0 ? null : part / whole;
}
function seconds(from, to) {
  return Math.max(0, Math.round((to.getTime() - from.getTime()) / 1e3));
}
function median(values) {
  if (values.length === 0) return null;
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

// actions/lib/app/board/figures.ts
var WEEKS = 12;
function doraOf(facts) {
  const environment = facts.environments.at(-1)?.name;
  if (environment === void 0) return null;
  const { pins } = facts;
  const released = facts.services.filter((service) => !pins.services.includes(service));
  if (released.length === 0 && pins.services.length > 0) return null;
  const rollouts = facts.deployments.in(environment).flatMap((deployment) => rolloutOf(facts, deployment) ?? []);
  const health = released.flatMap((service) => reported(facts, environment, service) ?? []);
  const { from, to, weeks, deploymentsPerWeek, ...rest } = dora(rollouts, health, {
    now: facts.at,
    weeks: WEEKS
  });
  return {
    environment,
    from: from.toISOString(),
    to: to.toISOString(),
    deploymentsPerWeek,
    ...plain(rest),
    weeks: weeks.map((week) => ({
      from: week.from.toISOString(),
      to: week.to.toISOString(),
      ...plain(week)
    }))
  };
}
function plain(figures2) {
  const { deployments, leadTimeSeconds, failures, changeFailureRate } = figures2;
  const { recoverySeconds, unrecovered, reworks, reworkRate } = figures2;
  return {
    deployments,
    leadTimeSeconds,
    failures,
    changeFailureRate,
    recoverySeconds,
    unrecovered,
    reworks,
    reworkRate
  };
}
function rolloutOf(facts, deployment) {
  const { environment, service, release, previous, at } = deployment;
  if (release === void 0 || release.id === previous?.id) return void 0;
  return {
    environment,
    service,
    releaseId: release.id,
    at,
    kind: isRollback(facts, deployment) ? "rollback" : "release",
    commits: previous === void 0 ? [] : newCommits(facts, service, previous.source, release.source)
  };
}
function isRollback({ graph }, { verb, release, previous }) {
  if (verb === "rollback") return true;
  if (release === void 0 || previous === void 0 || release.source === previous.source) {
    return verb === "revert";
  }
  const added = graph.between(previous.source, release.source);
  return added === void 0 ? verb === "revert" : added.length === 0;
}
function newCommits(facts, service, from, to) {
  return (commitsBetween(facts, service, from, to) ?? []).filter(({ parents }) => parents.length < 2).map(({ committedAt }) => committedAt);
}
function reported({ history }, environment, service) {
  const episodes = history.episodes(environment, service);
  if (episodes.length === 0) return void 0;
  return {
    environment,
    service,
    healthy: history.healthySpans(environment, service),
    troubles: episodes.filter(({ state }) => state === "aborted" || state === "degraded")
  };
}

// actions/lib/app/board/health.ts
init_oldest_node();
var WORST = ["aborted", "degraded", "unknown", "running", "healthy"];
var UNREPORTED = { state: "unknown", since: null, message: "", isSilent: false, clusters: [] };
function healthOf(environment, release, reading, isSilent) {
  if (release === void 0 || reading === void 0) return UNREPORTED;
  const clusters = environment.clusters.map((name) => {
    const report = reading.reports.find(({ cluster }) => cluster === name);
    return report === void 0 ? silent(name) : clusterOf(report, release);
  });
  const state = WORST.find((each) => clusters.some((cluster) => cluster.state === each)) ?? "unknown";
  const worst = clusters.filter((cluster) => cluster.state === state);
  const silence2 = state === "unknown" && !reading.fresh ? reading.reason : void 0;
  return {
    state,
    since: worst.map(({ since }) => since).reduce(later, null),
    isSilent,
    message: silence2 ?? worst.find(({ message }) => message !== "")?.message ?? "",
    clusters
  };
}
function canaryOf(release, reading) {
  const steps = (reading?.reports ?? []).flatMap(
    ({ evidence: { releaseId, state, step } }) => releaseId === release?.id && state === "running" && step !== null ? [step] : []
  );
  return steps.toSorted((one, other) => one.weight - other.weight)[0] ?? null;
}
function silent(name) {
  return { name, state: "unknown", version: null, since: null, message: "no fresh report" };
}
function clusterOf({ cluster, evidence }, release) {
  const { version, since } = evidence;
  if (evidence.releaseId !== release.id) {
    const message = `not there yet: the cluster still reports ${version ?? "no release of Slipway"}`;
    return { name: cluster, state: "running", version, since: null, message };
  }
  const cause = evidence.cause === "error" ? "it could not be judged: " : "";
  return { name: cluster, state: evidence.state, version, since, message: cause + evidence.message };
}
function later(one, other) {
  if (one === null || other === null) return one ?? other;
  return Date.parse(one) > Date.parse(other) ? one : other;
}

// actions/lib/app/board/model.ts
function boardOf(facts) {
  return {
    schema: 1,
    at: facts.at.toISOString(),
    repository: facts.repository,
    environments: facts.environments.map((environment) => environmentOf(facts, environment)),
    services: facts.services.toSorted().map((name) => ({
      name,
      cells: facts.environments.map((environment) => cellOf(facts, environment, name))
    })),
    dora: doraOf(facts),
    notes: [...facts.notes]
  };
}
function environmentOf(facts, environment) {
  const { name, after, merge, clusters } = environment;
  return {
    name,
    after: after ?? null,
    merge,
    clusters: clusters.map((cluster) => ({
      name: cluster,
      beatAt: facts.beats.get(`${name}/${cluster}`)?.toISOString() ?? null,
      isAlive: isAlive(facts, environment, cluster)
    })),
    freeze: facts.freezes.get(name) ?? null,
    stop: facts.stops.get(name) ?? null
  };
}
function isAlive({ beats, at }, { name, evidence }, cluster) {
  const beat = beats.get(`${name}/${cluster}`);
  return beat !== void 0 && at.getTime() - beat.getTime() <= evidence.maxAgeSeconds * 1e3;
}
function cellOf(facts, environment, service) {
  const place2 = cellKey(environment.name, service);
  const pinned = facts.pinned.get(place2);
  const release = typeof pinned === "object" ? pinned : void 0;
  const reading = facts.readings.get(place2);
  const isSilent = !environment.clusters.some((cluster) => isAlive(facts, environment, cluster));
  const [deployment] = facts.deployments.of(environment.name, service);
  return {
    environment: environment.name,
    release: release === void 0 ? null : { ...identity(release) },
    pin: pinOf(facts, place2),
    fault: typeof pinned === "string" ? pinned : null,
    change: deployment === void 0 || pinned === void 0 ? null : changeOf(deployment, facts.confirmed.get(place2)),
    health: healthOf(environment, release, reading, isSilent),
    paused: pausedOf(reading),
    canary: canaryOf(release, reading),
    behind: distanceOf(facts, environment.name, environment.after, service),
    holds: [...facts.holds.get(place2) ?? []],
    next: nextOf(facts.decisions.get(place2)),
    promotion: facts.promotions.get(place2) ?? null
  };
}
function pinOf({ pins }, place2) {
  const standing = pins.standing.get(place2);
  if (standing?.pin === void 0) return null;
  const { repository, tag, digest } = standing.pin;
  return { file: standing.place.file, image: repository, tag, digest: digest ?? null };
}
function pausedOf(reading) {
  const paused = (reading?.reports ?? []).filter(({ evidence }) => evidence.paused !== void 0);
  return paused.map(({ cluster, evidence }) => `in ${cluster}, ${evidence.paused}`).join("; ") || null;
}
function identity({ id, version, image, source, repository }) {
  const apart = repository === void 0 ? {} : { repository };
  return { id, version, digest: image.digest, source, ...apart };
}
function changeOf({ at, by, verb, commit, subject, reason, previous, bypasses }, confirmed) {
  return {
    at: at.toISOString(),
    by,
    verb,
    commit,
    subject,
    reason: reason ?? null,
    from: previous?.version ?? null,
    bypasses: [...bypasses],
    confirmed: confirmed === void 0 ? null : { ...confirmed }
  };
}
function nextOf(decision) {
  if (decision === void 0) return null;
  const gates = decision.gates.flatMap((each) => isUnasked(each) ? [] : [gateOf(each)]);
  const unasked = decision.gates.filter(isUnasked).map(({ gate, what }) => ({ gate, words: what }));
  const common = { kind: decision.kind, gates, unasked };
  switch (decision.kind) {
    case "promote": {
      const reason = "every gate that git can answer is open";
      return { ...common, version: decision.new.version, gate: null, reason, until: null };
    }
    case "wait": {
      const until2 = decision.until?.toISOString() ?? null;
      return { ...common, version: null, gate: decision.gate, reason: decision.reason, until: until2 };
    }
    case "refuse":
      return { ...common, version: null, gate: decision.gate, reason: decision.reason, until: null };
    case "nothing":
      return { ...common, version: null, gate: null, reason: decision.reason, until: null };
  }
}
function gateOf(result) {
  if (result.open) return { gate: result.gate, isOpen: true, words: result.detail, until: null };
  const until2 = result.until?.toISOString() ?? null;
  return { gate: result.gate, isOpen: false, words: result.reason, until: until2 };
}

// actions/lib/app/board/read.ts
init_oldest_node();

// actions/lib/domain/deployments/commit-graph.ts
init_oldest_node();
function commitGraph(records) {
  const places = new Map(records.map(({ sha }, place2) => [sha, place2]));
  const known = /* @__PURE__ */ new Map();
  return {
    get: (sha) => records[places.get(sha) ?? -1],
    between(from, to) {
      const key = `${from} ${to}`;
      if (!known.has(key)) known.set(key, difference(records, places, from, to));
      return known.get(key);
    }
  };
}
function difference(records, places, from, to) {
  const [left, right] = [places.get(from), places.get(to)];
  if (left === void 0 || right === void 0) return void 0;
  const included = /* @__PURE__ */ new Set([right]);
  const excluded = /* @__PURE__ */ new Set([left]);
  const found = [];
  for (let place2 = Math.min(left, right); included.size > 0; place2++) {
    const record = records[place2];
    if (record === void 0) return void 0;
    const isExcluded = excluded.delete(place2);
    const isIncluded = included.delete(place2) && !isExcluded;
    if (isIncluded) found.push(record);
    for (const parent of isIncluded || isExcluded ? record.parents : []) {
      const at = places.get(parent);
      if (at !== void 0) (isExcluded ? excluded : included).add(at);
      else if (isIncluded) return void 0;
    }
    for (const each of excluded) included.delete(each);
  }
  return found;
}

// actions/lib/domain/deployments/touching.ts
init_oldest_node();
function commitsTouching(records, inputs) {
  const touching = new Map([...inputs.keys()].map((service) => [service, /* @__PURE__ */ new Set()]));
  const users = /* @__PURE__ */ new Map();
  const sets = [];
  for (const [service, paths] of inputs) {
    for (const path of paths) {
      if (typeof path === "string") users.set(path, [...users.get(path) ?? [], service]);
      else sets.push([service, path]);
    }
  }
  for (const { sha, files } of records) {
    for (const { path } of files) {
      for (const part of ancestors(path)) {
        for (const service of users.get(part) ?? []) touching.get(service)?.add(sha);
      }
      for (const [service, set] of sets) if (isIn(path, [set])) touching.get(service)?.add(sha);
    }
  }
  return touching;
}
function* ancestors(path) {
  yield path;
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
    yield path.slice(0, end);
}

// actions/lib/app/board/confirmed.ts
init_oldest_node();
async function confirmedBy({ isOwn, forge }, deployment) {
  if (isOwn === void 0 || deployment === void 0) return void 0;
  const { verb, maker, commit, bypasses } = deployment;
  const [isMade, isLanded] = await Promise.all([isOwn(maker), isOwn(commit)]);
  const by = verb === "bump" || verb === "rollback" ? isMade : isLanded;
  if (by === void 0 || isMade === void 0) return void 0;
  if (isMade || bypasses.length === 0) return { by, bypasses: isMade };
  const recorded = await recordedOn(forge, deployment);
  return recorded === void 0 ? void 0 : { by, bypasses: recorded };
}
var BYPASS = /^([a-z]+) by (.+?): (.+)$/;
async function recordedOn(forge, { service, maker, bypasses }) {
  if (forge?.statuses === void 0 || forge.account === void 0) return void 0;
  try {
    const [statuses, account] = await Promise.all([forge.statuses(maker), forge.account()]);
    return bypasses.every((text) => {
      const [, name, actor = "", reason = ""] = BYPASS.exec(text) ?? [];
      const gate = GATES.find((each) => each === name);
      if (gate === void 0) return false;
      const record = bypassStatus(service, { gate, actor, reason });
      return statuses.some(
        ({ context, state, description, by }) => by === account && state === "success" && context === record.context && description === record.description
      );
    });
  } catch (error) {
    if (error instanceof ForgeError) return void 0;
    throw error;
  }
}

// actions/lib/app/board/freezes.ts
init_oldest_node();
var WEEK_SECONDS = 7 * 86400;
function freezeOf({ freezes, longestRolloutSeconds }, now) {
  if (freezes.length === 0) return null;
  const looks = [
    ["active", 0],
    ["closing", longestRolloutSeconds],
    ["coming", Math.max(WEEK_SECONDS, longestRolloutSeconds)]
  ];
  for (const [state, ahead] of looks) {
    const answer = freezeGate({ freezes, longestRolloutSeconds: ahead, now });
    if (answer.open) continue;
    const words = answer.reason.replace(/, and a rollout may take .*$/s, "");
    return { state, words, until: answer.until?.toISOString() ?? null };
  }
  return null;
}

// actions/lib/app/board/impossible-branches.ts
init_oldest_node();

// actions/lib/app/board/promotions.ts
init_oldest_node();
var PREFIX = "promote/";
var PROMOTION_REFS = [`${PREFIX}*`, HOTFIX_RELEASE_REFS];
async function readPromotions({ git, forge, branch }, refs, { tip, services, environments, graph, pins }, notes) {
  const pulls = await forge?.openPulls(branch).catch((error) => {
    if (!(error instanceof UserError)) throw error;
    notes.push(error.message);
    return void 0;
  });
  const { get } = await graph;
  const unmerged = [...refs].filter(([, commit]) => get(commit) === void 0);
  const started = environments.flatMap(
    ({ name }) => unmerged.flatMap(([ref, commit]) => startedOn(ref, commit, name, { services, pins }, pulls))
  );
  const [brought, pinned] = await Promise.all([
    git.objectIds(started.map(({ file }) => file)),
    Promise.all(started.map(({ path }) => tip.entry(path)))
  ]);
  const open = started.flatMap((each, index) => {
    const object = brought[index];
    return object === void 0 || object === pinned[index]?.object ? [] : [{ ...each, object }];
  });
  const contents = await git.contents(open.map(({ object }) => object));
  const moving = open.flatMap((each) => {
    const { pin } = each;
    const content = contents.get(each.object);
    if (pin === void 0) return [{ ...each, version: versionIn(content) }];
    const brings = pinIn(content, pin.place);
    const isSame2 = brings !== void 0 && brings.tag === pin.pin?.tag && brings.digest === pin.pin.digest;
    return isSame2 ? [] : [{ ...each, version: brings?.tag ?? null }];
  });
  const checks = await readChecks(forge, moving, notes);
  return new Map(
    moving.map(({ environment, service, branch: from, pull, version }) => [
      cellKey(environment, service),
      {
        branch: from,
        version,
        number: pull?.number ?? null,
        url: pull?.url ?? null,
        check: checks(pull)
      }
    ])
  );
}
async function readChecks(forge, started, notes) {
  const numbers = [...new Set(started.flatMap(({ pull }) => pull?.number ?? []))];
  const standings = numbers.length === 0 ? void 0 : await forge?.standings?.(numbers).catch((error) => {
    if (!(error instanceof UserError)) throw error;
    notes.push(error.message);
    return void 0;
  });
  return (pull) => {
    const statuses = pull === void 0 ? [] : standings?.get(pull.number)?.statuses ?? [];
    const check = statuses.find(({ context }) => context === GATES_CONTEXT);
    if (check === void 0) return null;
    const { state, description, at, by } = check;
    return { state, description, at: at === void 0 ? null : new Date(at).toISOString(), by: by ?? null };
  };
}
function startedOn(ref, commit, environment, { services, pins }, pulls) {
  const whole = `${PREFIX}${environment}`;
  const isHotfix = parseHotfixRelease(ref)?.environment === environment;
  if (!isHotfix && ref !== whole && !ref.startsWith(`${whole}/`)) return [];
  const pull = pulls?.find(({ head }) => head === ref);
  if (pulls !== void 0 && pull === void 0) return [];
  const moved = isHotfix || ref === whole ? services : [ref.slice(whole.length + 1)];
  return moved.map((service) => {
    const pin = pins.standing.get(cellKey(environment, service));
    const path = pin?.place.file ?? `${releasePath(environment, service)}/release.yaml`;
    return { environment, service, branch: ref, pull, path, file: `${commit}:${path}`, pin };
  });
}
var kind = { schema: releaseSchema, remedy: "" };
function versionIn(content) {
  return content === void 0 ? null : parseYaml(content, "release.yaml", kind).value?.version ?? null;
}

// actions/lib/app/board/impossible-branches.ts
var ROLLBACK_REFS = ["rollback/*"];
var RESERVED_REFS = withObstacles([
  ...PROMOTION_REFS,
  ...EVIDENCE_REFS,
  ...STOP_REFS,
  ...ROLLBACK_REFS
]);
function idleStops(environments, names) {
  const known = environments.map(({ name }) => name);
  const real = [...known, EVERYWHERE].map(stopBranch);
  return [...names].filter(
    (name) => /^stops?\//i.test(name) && !real.some((stop) => name === stop || name.startsWith(`${stop}/`))
  ).map(
    (name) => `branch ${name}: it stops nothing, for there is no such environment. Known: ${[...known, EVERYWHERE].join(", ")}. Push the right one, or remove it: ${removalOf([name])}`
  );
}
function impossibleBranches(environments, names) {
  const all = [...names];
  const stops = [EVERYWHERE, ...environments.map(({ name }) => name)].map(stopBranch);
  const expected = [...stops, "promote/*", "rollback/*"];
  for (const { name, clusters } of environments) {
    for (const cluster of clusters)
      expected.push(evidenceBranch(name, cluster), heartbeatBranch(name, cluster));
  }
  const blocked = /* @__PURE__ */ new Map();
  for (const branch of expected) {
    for (const obstacle of obstaclesTo(branch, all)) {
      blocked.set(obstacle, [...blocked.get(obstacle) ?? [], branch]);
    }
  }
  return [...blocked].map(
    ([obstacle, branches]) => `branch ${obstacle}: ${branches.join(", ")} cannot be pushed while it exists. Remove it: ${removalOf([obstacle])}`
  );
}

// actions/lib/app/board/pins.ts
init_oldest_node();
var NONE = { declared: [], services: [], standing: /* @__PURE__ */ new Map(), decisions: /* @__PURE__ */ new Map() };
async function readPins(sources, environments, notes) {
  const { git, tip, only, ...rest } = sources;
  const all = await declaredPins(sources);
  if (all === void 0) return NONE;
  const declared = only === void 0 ? all : onlyOf(all, only.service);
  const historyOf = pinHistories(git, tip.commit);
  const [standing, decided] = await Promise.all([
    readStandingPins(git, tip, declared, environments, historyOf),
    orMessage(() => decidePins({ git, tip, ...rest }, { pins: declared, bypasses: () => [], historyOf }))
  ]);
  if (typeof decided === "string") notes.push(decided);
  notes.push(...gapsIn(declared, environments));
  return {
    declared: Object.keys(all.services),
    services: Object.keys(declared.services),
    standing: new Map(standing.map((each) => [cellKey(each.environment, each.service), each])),
    decisions: new Map(
      (typeof decided === "string" ? [] : decided).map(({ environment, service, decision }) => [
        cellKey(environment.name, service),
        decision
      ])
    )
  };
}
async function declaredPins({ tip }) {
  const config = await orMessage(() => readConfig(tip));
  return typeof config === "string" ? void 0 : config.pins;
}
function onlyOf(pins, service) {
  const own = pins.services[service];
  return { ...pins, services: own === void 0 ? {} : { [service]: own } };
}
function gapsIn({ services }, environments) {
  return Object.entries(services).flatMap(
    ([service, places]) => environments.flatMap(
      ({ name, after }) => places[name] === void 0 || after === void 0 || places[after] !== void 0 ? [] : [
        `${CONFIG_FILE}: pins.services.${service}: ${name} comes after ${after}, which is not declared, so nothing is promoted into ${name}. Declare ${after}, or correct \`after\` in environments/${name}/environment.yaml.`
      ]
    )
  );
}
function withPins(releases, { services, standing }) {
  if (services.length === 0) return releases;
  return {
    of: (environment, service) => services.includes(service) ? standing.get(cellKey(environment, service))?.deployments ?? [] : releases.of(environment, service),
    in: (environment) => releases.in(environment).filter(({ service }) => !services.includes(service))
  };
}
function pinnedOf(releases, { services, standing }, notes) {
  const isPinned = (place2) => services.includes(serviceIn(place2));
  const hidden = [...releases.keys()].filter(isPinned);
  const shown = [...releases].filter(([place2]) => !isPinned(place2));
  const names = [...new Set(shown.map(([place2]) => serviceIn(place2)))].sort();
  if (services.length > 0 && names.length > 0) notes.push(notMoved(names));
  for (const place2 of hidden) {
    notes.push(
      `environments/${place2}/release: not shown and not promoted, because ${CONFIG_FILE} declares pins.services.${serviceIn(place2)}. Remove one of the two.`
    );
  }
  return new Map([...shown, ...[...standing].map(([place2, { release }]) => [place2, release])]);
}
function notMoved(names) {
  return `${CONFIG_FILE}: declares pins, so promote and rollback move pins alone. The releases of ${names.join(", ")} stay where they are.`;
}

// actions/lib/app/board/releases.ts
init_oldest_node();
async function readPinned(tip, environments, only) {
  const found = await Promise.all(
    environments.map(async ({ name }) => {
      const released = await releasedServices(tip, name);
      const services = released.filter((service) => only === void 0 || service === only);
      const releases = await Promise.all(
        services.map((service) => orMessage(() => readRelease(tip, name, service)))
      );
      return services.map((service, index) => [cellKey(name, service), releases[index]]);
    })
  );
  return new Map(found.flat().flatMap(([place2, release]) => release ? [[place2, release]] : []));
}
async function sourceTips(git, pinned, notes) {
  const apart = [...pinned.values()].flatMap(
    (release) => typeof release === "object" && release.repository !== void 0 ? [release.source] : []
  );
  const found = await Promise.all(
    [...new Set(apart)].map(async (source) => {
      const tree = await orMessage(() => git.tree(source));
      if (typeof tree !== "string") return [tree.commit];
      notes.push(tree);
      return [];
    })
  );
  return found.flat();
}

// actions/lib/app/board/read.ts
var COMMITS = 2e4;
async function readBoard(sources) {
  const { git, branch, now, only } = sources;
  const refs = await git.fetch(branch, ...RESERVED_REFS);
  const head = refs.get(branch);
  if (head === void 0) {
    throw new UserError(`branch ${branch}: not on the remote.
  Give the right --branch.`);
  }
  const tip = await git.tree(head);
  const notes = [];
  const all = requireSetUp(await readEnvironments(tip), head);
  const pins = await readPins({ git, tip, refs, now, only }, all, notes);
  if (only !== void 0) await requireCell(tip, all, only, pins);
  const environments = only === void 0 ? all : all.filter(({ name }) => name === only.environment);
  const released = await readPinned(tip, all, only?.service);
  const pinned = pinnedOf(released, pins, notes);
  const services = [.../* @__PURE__ */ new Set([...[...pinned.keys()].map(serviceIn), ...pins.services])].sort();
  const recording = sourceTips(git, released, notes).then(
    (tips) => git.records([head, ...tips], { limit: COMMITS })
  );
  const graph = recording.then(commitGraph);
  const [releaseHistory, records, history, holds, stops, inputs, readings, beats, promotions, decisions] = await Promise.all([
    readDeployments(git, head, only?.service),
    recording,
    // Figures are made of it, and a service's record.
    readHistory(git, refs, only === void 0 ? environments : []),
    readAllHolds(tip, environments, now, notes),
    readStops(git, refs),
    readInputs(tip, only?.service, notes),
    readReadings(sources, refs, environments, services),
    readBeats(git, refs, environments),
    readPromotions(sources, refs, { tip, services, environments, graph, pins }, notes),
    readDecisions({ git, tip, refs, now, isOwn: sources.isOwn, only })
  ]);
  const deployments = withPins(releaseHistory, pins);
  const confirmed = /* @__PURE__ */ new Map();
  if (only !== void 0) {
    const [deployment] = deployments.of(only.environment, only.service);
    const found = await confirmedBy(sources, deployment);
    if (found !== void 0) confirmed.set(cellKey(only.environment, only.service), found);
  }
  return {
    at: now,
    repository: { ...sources.repository, branch, commit: head },
    graph: await graph,
    touching: commitsTouching(records, inputs),
    environments,
    services,
    pinned,
    pins,
    deployments,
    confirmed,
    history,
    readings,
    holds,
    beats,
    promotions,
    decisions: new Map([...decisions, ...pins.decisions]),
    stops: stopsOf(environments, stops),
    freezes: new Map(environments.map((each) => [each.name, freezeOf(each, now)])),
    notes: [
      ...impossibleBranches(environments, refs.keys()),
      ...idleStops(environments, refs.keys()),
      ...notes,
      ...history.notes
    ]
  };
}
function stopsOf(environments, stops) {
  return new Map(
    environments.map(({ name }) => {
      const stop = stopOf(stops, name);
      if (stop === void 0) return [name, null];
      const { branch, reason, by, since } = stop;
      return [name, { branch, reason, by, since: since.toISOString() }];
    })
  );
}
async function requireCell(tip, environments, { environment, service }, { declared }) {
  requireEnvironment(environments, environment);
  const released = await Promise.all(environments.map(({ name }) => releasedServices(tip, name)));
  const known = [.../* @__PURE__ */ new Set([...released.flat(), ...declared])].sort();
  if (known.includes(service)) return;
  throw new UserError(
    `service ${JSON.stringify(service)}: no environment has a release of it.
  Known: ${known.join(", ") || "none"}.`
  );
}
async function readDecisions(sources) {
  const facts = await readFacts(sources);
  return new Map(facts.map((each) => [cellKey(each.environment, each.service), decide(each)]));
}
async function readAllHolds(tip, environments, now, notes) {
  const all = await Promise.all(
    environments.map(
      ({ name }) => readHolds(tip, name).catch((error) => {
        notes.push(describeError(error));
        return [];
      })
    )
  );
  const standing = all.flat().filter((hold) => !isExpired(hold, now));
  const byCell = Map.groupBy(standing, ({ environment, service }) => cellKey(environment, service));
  return new Map(
    [...byCell].map(([place2, holds]) => [
      place2,
      holds.map(({ version, releaseId, cause, reason, by, at, until: until2 }) => ({
        version,
        releaseId,
        cause,
        reason,
        by,
        at,
        until: until2
      }))
    ])
  );
}
async function readInputs(tip, only, notes) {
  try {
    const all = await readServices(tip);
    const services = all.filter(({ name }) => only === void 0 || name === only);
    const inputs = await Promise.all(services.map((service) => serviceInputs(tip, service)));
    return new Map(services.map(({ name }, index) => [name, inputs[index]?.paths ?? []]));
  } catch (error) {
    notes.push(describeError(error));
    return /* @__PURE__ */ new Map();
  }
}
async function readReadings({ git, now }, refs, environments, services) {
  const evidence = evidenceAt(git, refs);
  const places = environments.flatMap((environment) => services.map((service) => ({ environment, service })));
  const readings = await Promise.all(
    places.map(({ environment, service }) => evidence.read(environment, service, now))
  );
  return new Map(
    places.flatMap(({ environment, service }, index) => {
      const reading = readings[index];
      return reading === void 0 ? [] : [[cellKey(environment.name, service), reading]];
    })
  );
}
async function readBeats(git, refs, environments) {
  const tips = environments.flatMap(
    ({ name, clusters }) => clusters.flatMap((cluster) => {
      const tip = refs.get(heartbeatBranch(name, cluster));
      return tip === void 0 ? [] : [[`${name}/${cluster}`, tip]];
    })
  );
  const records = await git.records(tips.map(([, tip]) => tip));
  const dates = new Map(records.map(({ sha, committedAt }) => [sha, committedAt]));
  return new Map(
    tips.flatMap(([place2, tip]) => {
      const date = dates.get(tip);
      return date === void 0 ? [] : [[place2, date]];
    })
  );
}
function describeError(error) {
  if (error instanceof UserError) return error.message;
  throw error;
}

// actions/lib/app/board/sources.ts
init_oldest_node();
import { basename } from "node:path";
var lookInputs = {
  branch: {
    description: "Branch the environments live on.",
    schema: string().regex(/^[\w][\w./-]*$/, "not a branch name"),
    default: DEFAULTS.branch,
    setting: "branch"
  }
};
function boardSources(branch, context, git = reader(branch, context)) {
  const { env, workspace, clock } = context;
  const { GITHUB_REPOSITORY: name, GITHUB_SERVER_URL: server, SLIPWAY_TOKEN: token } = env;
  return {
    git,
    forge: name && token ? connectForge(env) : void 0,
    isOwn: ownCommitsOf(env),
    branch,
    repository: {
      name: name || basename(workspace),
      url: name && server ? `${server.replace(/\/+$/, "")}/${name}` : null
    },
    now: clock.now()
  };
}
function reader(branch, { workspace, env }) {
  return openGit(workspace, {
    identity: { name: "slipway", email: "slipway@localhost" },
    token: env.SLIPWAY_TOKEN,
    sources: { branch, token: env.SLIPWAY_SOURCE_TOKEN }
  });
}

// actions/lib/app/board/format.ts
init_oldest_node();
var UNITS = [
  ["d", 86400],
  ["h", 3600],
  ["min", 60]
];
function age(from, to) {
  const seconds2 = Math.max(0, (new Date(to).getTime() - new Date(from).getTime()) / 1e3);
  return span(seconds2);
}
function span(seconds2) {
  for (const [unit, size] of UNITS) if (seconds2 >= size) return `${Math.floor(seconds2 / size)} ${unit}`;
  return `${Math.floor(seconds2)} s`;
}
function moment(time) {
  const iso = new Date(time).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}
function silence(cluster, beatAt, at) {
  const long = beatAt === null ? "has never reported" : `has sent no heartbeat for ${age(beatAt, at)}`;
  return `the reporter of ${cluster} ${long}, so health there is unknown`;
}

export {
  cellKey,
  boardOf,
  changeOf,
  readBoard,
  lookInputs,
  boardSources,
  age,
  span,
  moment,
  plural,
  silence
};
