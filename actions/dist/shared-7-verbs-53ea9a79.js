// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  approvalGate,
  dependenciesGate,
  dependenciesOf,
  evaluate,
  exceptionsGate,
  holdGate,
  idleGate,
  orReason,
  readShared,
  stopGate
} from "./shared-8-verbs-110048c6.js";
import {
  readHistory
} from "./shared-8-verbs-dfa6f92f.js";
import {
  GATES,
  closed,
  formatDuration,
  freezeGate,
  isClosed,
  open
} from "./shared-10-verbs-724d16fa.js";
import {
  CLOCK_SKEW_SECONDS,
  EVIDENCE_REFS,
  evidenceBranch
} from "./shared-11-verbs-7c3e42e6.js";
import {
  overlayPath
} from "./shared-11-verbs-697a9736.js";
import {
  holdOf,
  holdOn
} from "./shared-11-verbs-57297b5c.js";
import {
  shortened
} from "./shared-13-verbs-8f9a8474.js";
import {
  STOP_REFS,
  stopOf
} from "./shared-11-verbs-0f2be35d.js";
import {
  oneLine
} from "./shared-15-verbs-e34f738c.js";
import {
  readRelease,
  releaseFiles,
  releasePath,
  releasedServices,
  startedBy,
  verifyRelease
} from "./shared-14-verbs-98873d3f.js";
import {
  require_semver
} from "./shared-15-verbs-41ae7a75.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  BadRequest,
  UserError,
  array,
  list,
  optionalText,
  string
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/promotions/read.ts
init_oldest_node();

// actions/lib/domain/promotions/candidate.ts
init_oldest_node();
var import_semver = __toESM(require_semver(), 1);
async function toCandidate(shared, way, current, found) {
  const { release } = found;
  const [descends, older, hold, dependencies] = await Promise.all([
    current === void 0 || shared.git.isAncestor(current.source, release.source),
    current !== void 0 && isOlder(shared.git, release, current),
    holdFor(shared, way, release),
    dependenciesOf(shared.tip, way.target.name, release)
  ]);
  const wasBefore = way.source.after === void 0;
  return { ...found, descends, isOlder: older, wasBefore, soakFloor: void 0, hold, dependencies };
}
async function isOlder(git, release, current) {
  if (!(0, import_semver.lt)(release.version, current.version) || release.source === current.source) return false;
  return await git.isAncestor(release.source, current.source);
}
async function holdFor({ git, holds, now }, { source, target }, release) {
  const [theirs, ours] = [holds.get(source.name) ?? [], holds.get(target.name) ?? []];
  if (typeof ours === "string") return ours;
  if (typeof theirs === "string") return theirs;
  const hold = await holdOn(ours, release, now, (one, other) => git.isAncestor(one, other));
  return hold ?? holdOf(theirs, release, now);
}

// actions/lib/domain/promotions/history.ts
init_oldest_node();
import { createHash } from "node:crypto";

// actions/lib/domain/promotions/gates.ts
init_oldest_node();

// actions/lib/domain/gates/analysis.ts
init_oldest_node();
function analysisGate({ from, release, reading, past }) {
  if (past !== void 0) return open("analysis", `its canary in ${from} succeeded`);
  if (!reading.fresh) return closed("analysis", reading.reason);
  const { releaseId, state, cause, message } = reading.evidence;
  if (releaseId !== release.id) {
    return closed("analysis", `${from} has not run ${release.version} yet`);
  }
  if (state !== "aborted") return open("analysis", `its canary in ${from} was not aborted`);
  const reason = `${release.version} was aborted in ${from} (${cause}): ${message}`;
  if (cause === "error") return closed("analysis", reason);
  return closed("analysis", `${reason}.
  Fix it; the next release replaces it.`, { final: true });
}

// actions/lib/domain/gates/health.ts
init_oldest_node();
function healthGate({ from, release, reading, past }) {
  if (!reading.fresh) return closed("health", reading.reason);
  if (past !== void 0) {
    return open("health", `${release.version} was healthy in ${from} until a newer release came`);
  }
  const { evidence } = reading;
  if (evidence.releaseId !== release.id) {
    return closed(
      "health",
      `${from} pins ${release.version}, but its cluster still reports ${known(evidence)}`
    );
  }
  return ofThisRelease(from, release, evidence);
}
function ofThisRelease(from, { id, version }, evidence) {
  const { state, stable, step, message } = evidence;
  if (state === "aborted") return closed("health", `${version} was aborted in ${from}: ${message}`);
  if (state === "degraded") return closed("health", `${version} is degraded in ${from}: ${message}`);
  if (state !== "healthy") {
    const progress = step === null ? "" : `, step ${step.index} of ${step.count}`;
    return closed("health", `${version} is still being rolled out in ${from}${progress}`);
  }
  if (stable.releaseId !== id) {
    return closed("health", `${from} reports ${version} healthy, but another release is stable`);
  }
  return open("health", `healthy in ${from} as exactly this release since ${evidence.since}`);
}
function known({ version, releaseId }) {
  return releaseId === null ? "no release" : `${version ?? "a release"} (${releaseId.slice(0, 19)})`;
}

// actions/lib/domain/gates/order.ts
init_oldest_node();
function orderGate({ environment, from, release, current, descends }) {
  if (current === void 0) return open("order", `the first release in ${environment}`);
  const [source, pinned2] = [shortSha(release.source), shortSha(current.source)];
  if (descends)
    return open("order", `its source ${source} contains ${pinned2}, the source of ${current.version}`);
  const { hotfix } = current;
  const missing = hotfix === void 0 ? pinned2 : `${hotfix} (${pinned2}, with a merge commit)`;
  const fixed = hotfix === void 0 ? "" : `, a hotfix`;
  return closed(
    "order",
    `${from} has ${release.version} from ${source}, which does not contain ${pinned2}, the source of ${current.version} in ${environment}${fixed}.
  Merge ${missing} into the main branch; the next release contains it.`,
    { final: true }
  );
}

// actions/lib/domain/gates/origin.ts
init_oldest_node();
function originGate({ version, hotfix, from, before, wasBefore }) {
  if (hotfix !== void 0) {
    return closed(
      "release",
      `${version} in ${from} is ${hotfix}: a hotfix comes into each environment by its own pull request.
  Merge ${hotfix} into the main branch; the next release contains it.`,
      { final: true }
    );
  }
  if (before === void 0) return open("release", `${version} is what bump wrote into ${from}`);
  if (wasBefore) return open("release", `${version} came to ${from} from ${before}`);
  return closed(
    "release",
    `${from} has ${version}, which ${before} never had, so no promotion made it.
  Find out who did (git log -- environments/${from}); the next promotion from ${before} replaces it.`,
    { final: true }
  );
}

// actions/lib/domain/gates/soak.ts
init_oldest_node();
function soakGate({ from, version, soakSeconds, since, to, now, counted }) {
  if (soakSeconds === 0) return open("soak", "no soak is required");
  const required = formatDuration(soakSeconds);
  if (since === void 0 || Number.isNaN(since.getTime())) {
    return closed("soak", `${version} is not healthy in ${from}, so its soak of ${required} has not started`);
  }
  const by = counted === void 0 ? "" : ` (${counted})`;
  const seconds = Math.max(0, ((to ?? now).getTime() - since.getTime()) / 1e3);
  if (seconds >= soakSeconds) {
    return open("soak", `healthy in ${from} for ${formatDuration(seconds)}, ${required} required${by}`);
  }
  if (to !== void 0) {
    return closed(
      "soak",
      `${version} was healthy in ${from} for ${formatDuration(seconds)} of ${required} when a newer release came${by}`
    );
  }
  const until = new Date(since.getTime() + soakSeconds * 1e3);
  return closed(
    "soak",
    `${version} has been healthy in ${from} for ${formatDuration(seconds)} of ${required}${by}`,
    {
      until
    }
  );
}

// actions/lib/domain/promotions/gates.ts
var PROVING = ["release", "order", "hold", "analysis", "health", "soak"];
function proving(gates2) {
  return gates2.filter(({ gate }) => PROVING.includes(gate));
}
function isProven(facts, candidate) {
  return !ofRelease(facts, candidate).some(isClosed);
}
function gatesOf(facts, candidate, answers = []) {
  const known2 = [...ofRelease(facts, candidate), ...ofEnvironment(facts, candidate)];
  return evaluate({ known: known2, outside: outsideOf(facts, candidate) }, answers);
}
var WHEN_PUSHED = "when the forge got the pin and its reports, whatever the dates of the commits are";
function outsideOf({ before, from, fromRegistry, policy }, { release }) {
  const source = shortSha(release.source);
  const image = `${release.image.name}@${release.image.digest.slice(0, 19)}`;
  return [
    ...before === void 0 ? [{ gate: "release", what: `whether the folder in ${from} is what ${source} renders` }] : [],
    { gate: "signature", what: `whether ${image} is signed and attested in ${fromRegistry}` },
    ...fromRegistry === policy.registry ? [] : [{ gate: "registry", what: `whether ${policy.registry} has ${image}` }],
    ...policy.gates.soakSeconds > 0 ? [{ gate: "soak", what: WHEN_PUSHED }] : [],
    ...policy.gates.custom.map(({ name }) => ({ gate: "custom", what: name }))
  ];
}
function ofRelease(facts, candidate) {
  const { environment, from, before, current, reading } = facts;
  const { release, past, descends, wasBefore, hold, dependencies } = candidate;
  const health = { from, release, reading, past };
  const { version, hotfix } = release;
  const pinned2 = typeof current === "object" ? current : void 0;
  return [
    originGate({ version, hotfix, from, before, wasBefore }),
    orderGate({ environment, from, release, current: pinned2, descends }),
    holdGate({ release, hold }),
    ...dependencies.length === 0 ? [] : [dependenciesGate({ environment, dependencies })],
    analysisGate(health),
    healthGate(health),
    soakGate(soakOf(facts, candidate))
  ];
}
function soakOf(facts, candidate, floor = candidate.soakFloor?.at) {
  const { from, policy, now } = facts;
  const { version } = candidate.release;
  const { soakSeconds } = policy.gates;
  return { from, version, soakSeconds, ...healthyTime(facts, candidate, floor), now };
}
function healthyTime({ reading }, { release, past }, floor) {
  if (past !== void 0) return { since: notBefore(past.from, floor), to: past.to };
  const isHealthy = reading.fresh && reading.evidence.state === "healthy" && reading.evidence.releaseId === release.id;
  return { since: isHealthy ? notBefore(new Date(reading.evidence.since), floor) : void 0 };
}
function notBefore(claimed, floor) {
  if (floor === void 0) return void 0;
  return claimed > floor ? claimed : floor;
}
function ofEnvironment(facts, { release }) {
  const { service, environment, policy, stop, exceptions, approvals, now } = facts;
  const current = typeof facts.current === "object" ? facts.current : void 0;
  const { freezes, longestRolloutSeconds } = policy;
  return [
    stopGate({ environment, stop }),
    idleGate({ environment, release, current, reading: facts.targetReading }),
    freezeGate({ freezes, longestRolloutSeconds, now }),
    exceptionsGate({ service, exceptions, now }),
    approvalGate({ required: policy.gates.approvals, approvals })
  ];
}

// actions/lib/domain/promotions/past.ts
init_oldest_node();
var MOST = 5;
var MOST_PINS = 100;
var FILES = ["kustomization.yaml", "manifests.yaml", "release.yaml"];
async function readPast({ git, history, records }, queries) {
  if (queries.length === 0) return [];
  const spans = queries.map((each) => provenSpans(history, each));
  const pins = pinsIn(records);
  const ids = await pinnedIds(git, pins, queries);
  const commits = queries.map((each, index) => commitsOf(pins(each), spans[index] ?? [], ids));
  const folders = await readFolders(git, queries, commits);
  return await Promise.all(
    queries.map(async (each, index) => {
      const found = (spans[index] ?? []).flatMap((span) => {
        const release = verified(folders[index]?.get(span.releaseId), each, span);
        return release === void 0 ? [] : [release];
      });
      return await betweenPins(git, each, found);
    })
  );
}
function provenSpans(history, { source, service, live, current }) {
  const spans = /* @__PURE__ */ new Map();
  for (const span of history.healthySpans(source.name, service)) {
    if (span.releaseId === current?.id) break;
    if (span.releaseId !== live.id && !spans.has(span.releaseId)) spans.set(span.releaseId, span);
  }
  const stayedHealthy = ({ releaseId }) => source.clusters.every(
    (cluster) => history.episodes(source.name, service, cluster).find((each) => each.releaseId === releaseId)?.state === "healthy"
  );
  return [...spans.values()].filter(stayedHealthy).slice(0, MOST);
}
async function pinnedIds(git, pins, queries) {
  const objects = queries.flatMap((each) => pins(each).map(({ object }) => object));
  const contents = await git.contents(objects);
  return (object) => /^id: (sha256:[0-9a-f]{64})$/m.exec(contents.get(object)?.toString() ?? "")?.[1];
}
function pinsIn(records) {
  const byPath = /* @__PURE__ */ new Map();
  for (const { sha, files } of records) {
    for (const { path, object } of files) {
      if (object === void 0 || !path.endsWith("/release.yaml")) continue;
      const pins = byPath.get(path);
      if (pins === void 0) byPath.set(path, [{ sha, object }]);
      else if (pins.length < MOST_PINS) pins.push({ sha, object });
    }
  }
  return ({ source, service }) => byPath.get(pathOf(source.name, service)) ?? [];
}
function commitsOf(pins, spans, ids) {
  const queries = new Set(spans.map(({ releaseId }) => releaseId));
  const found = /* @__PURE__ */ new Map();
  for (const { sha, object } of pins) {
    const id = ids(object);
    if (id !== void 0 && queries.has(id) && !found.has(id)) found.set(id, sha);
  }
  return found;
}
async function readFolders(git, queries, commits) {
  const names = queries.flatMap(
    ({ source, service }, index) => [...commits[index] ?? []].flatMap(
      ([id, commit]) => FILES.map((file) => ({
        index,
        id,
        file,
        name: `${commit}:${releasePath(source.name, service)}/${file}`
      }))
    )
  );
  const objects = await git.objectIds(names.map(({ name }) => name));
  const contents = await git.contents(objects.flatMap((object) => object ?? []));
  const folders = queries.map(() => /* @__PURE__ */ new Map());
  for (const [at, { index, id, file }] of names.entries()) {
    const content = contents.get(objects[at] ?? "");
    if (content === void 0) continue;
    const folder = folders[index]?.get(id) ?? /* @__PURE__ */ new Map();
    folders[index]?.set(id, folder.set(file, content));
  }
  return folders;
}
function verified(folder, { source, service, live }, span) {
  if (folder === void 0) return void 0;
  try {
    const expected = { service, image: live.image.name };
    const release = verifyRelease(folder, releasePath(source.name, service), expected);
    return release.id === span.releaseId ? { release, files: folder, past: span } : void 0;
  } catch (error) {
    if (error instanceof UserError) return void 0;
    throw error;
  }
}
async function betweenPins(git, { live, current }, found) {
  const fits = await Promise.all(
    found.map(async ({ release: { source } }) => {
      const [isFollowed, follows] = await Promise.all([
        git.isAncestor(source, live.source),
        current === void 0 || git.isAncestor(current.source, source)
      ]);
      return isFollowed && source !== live.source && follows && source !== current?.source;
    })
  );
  return found.filter((_, index) => fits[index]);
}
function pathOf(environment, service) {
  return `${releasePath(environment, service)}/release.yaml`;
}

// actions/lib/domain/promotions/soak-floor.ts
init_oldest_node();
function soakFloors(line, history, now) {
  const landings = landingsOn(line, now);
  return {
    floorOf(asked) {
      const { environment, service, releaseId, path, object, isLive } = asked;
      const landed = landings.get(`${path} ${object}`);
      const seen = history.firstSeen(environment, service, releaseId);
      const healthy = isLive ? history.healthySince(environment, service, releaseId) : /* @__PURE__ */ new Date(0);
      if (landed === void 0 || seen === void 0 || healthy === void 0) return void 0;
      return {
        at: new Date(Math.max(landed.at.getTime(), seen.getTime(), healthy.getTime())),
        marks: [{ branch: void 0, commit: landed.commit }, ...reportsOf(history, asked)]
      };
    }
  };
}
function reportsOf(history, { environment, service, releaseId }) {
  const newest = /* @__PURE__ */ new Map();
  for (const episode of history.episodes(environment, service)) {
    const { cluster, commit } = episode;
    if (episode.releaseId !== releaseId || episode.state !== "healthy" || newest.has(cluster)) continue;
    newest.set(cluster, { branch: evidenceBranch(environment, cluster), commit });
  }
  return [...newest.values()];
}
function landingsOn(line, now) {
  const end = now.getTime() + CLOCK_SKEW_SECONDS * 1e3;
  const landings = /* @__PURE__ */ new Map();
  let latest = 0;
  for (const { sha: commit, committedAt, files } of line.toReversed()) {
    const time = committedAt.getTime();
    if (time <= end) latest = Math.max(latest, time);
    for (const { path, object } of files) landings.set(`${path} ${object}`, { at: new Date(latest), commit });
  }
  return landings;
}

// actions/lib/domain/promotions/history.ts
async function withHistory(shared, reads) {
  const moves = reads.filter(({ facts }) => moving(facts) !== void 0);
  if (moves.length === 0) return reads.map(({ facts }) => facts);
  const folders = moves.flatMap(({ source }) => [source.name, source.after ?? source.name]);
  const records = await shared.git.records([shared.tip.commit], {
    pathspecs: pathspecsOf(shared, folders)
  });
  const paths = records.flatMap(({ files }) => files.map(({ path, object }) => `${path} ${object}`));
  const history = readHistoryOnce(shared, moves);
  const origins = originsIn(new Set(paths), shared.tip.commit.length);
  const floors = await floorsOf(shared, moves, history);
  const completed = (facts, candidate) => floors(facts, origins(facts, candidate));
  const known2 = reads.map((read) => ({ ...read, facts: withLive(read.facts, completed) }));
  const unproven = known2.flatMap((read) => unprovenOf(read));
  const past = unproven.length === 0 ? [] : await readPast({ ...shared, records, history: await history() }, unproven);
  const candidates = await Promise.all(
    unproven.map(async ({ read, current }, index) => {
      const found = await Promise.all(
        (past[index] ?? []).map((each) => toCandidate(shared, read, current, each))
      );
      return [read, found.map((candidate) => completed(read.facts, candidate))];
    })
  );
  const byRead = new Map(candidates);
  return known2.map((read) => ({ ...read.facts, past: byRead.get(read) ?? [] }));
}
function pathspecsOf({ only }, environments) {
  const below = only === void 0 ? "" : `/${only.service}`;
  return [...new Set(environments)].map((name) => `environments/${name}${below}`);
}
var LOOK_BACK_DAYS = 30;
function readHistoryOnce({ git, refs, now }, moves) {
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * 864e5);
  const sources = [...new Map(moves.map(({ source }) => [source.name, source])).values()];
  let reading;
  return () => {
    reading ??= readHistory(git, refs, sources, { since });
    return reading;
  };
}
async function floorsOf(shared, moves, history) {
  const asked = moves.filter(({ facts }) => facts.policy.gates.soakSeconds > 0);
  if (asked.length === 0) return (_, candidate) => candidate;
  const folders = asked.map(({ source }) => source.name);
  const [line, reports] = await Promise.all([
    shared.git.records([shared.tip.commit], {
      pathspecs: pathspecsOf(shared, folders),
      isFirstParent: true
    }),
    history()
  ]);
  const floors = soakFloors(line, reports, shared.now);
  return ({ from: environment, service }, candidate) => {
    const file = candidate.files.get("release.yaml");
    if (file === void 0) return candidate;
    const object = blobId(file, shared.tip.commit.length);
    const place = { environment, service, path: pathOf(environment, service), object };
    const isLive = candidate.past === void 0;
    return {
      ...candidate,
      soakFloor: floors.floorOf({ ...place, releaseId: candidate.release.id, isLive })
    };
  };
}
function originsIn(known2, digits) {
  return ({ before, service }, candidate) => {
    const file = candidate.files.get("release.yaml");
    if (before === void 0 || file === void 0) return candidate;
    return { ...candidate, wasBefore: known2.has(`${pathOf(before, service)} ${blobId(file, digits)}`) };
  };
}
function blobId(content, digits) {
  const hash = createHash(digits === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${content.length}\0`).update(content).digest("hex");
}
function withLive(facts, completed) {
  const live = moving(facts);
  return live === void 0 ? facts : { ...facts, live: completed(facts, live) };
}
function moving({ live, current }) {
  if (typeof live !== "object" || live.release.id === pinned(current)?.id) return void 0;
  return live;
}
function pinned(current) {
  return typeof current === "object" ? current : void 0;
}
function unprovenOf(read) {
  const { facts, source } = read;
  const live = moving(facts);
  if (live === void 0 || isProven(facts, live)) return [];
  return [{ read, source, service: facts.service, live: live.release, current: pinned(facts.current) }];
}

// actions/lib/app/promotions/read.ts
var FACT_REFS = [...EVIDENCE_REFS, ...STOP_REFS];
async function readFacts(sources) {
  const shared = await readShared(sources);
  const facts = await Promise.all(
    shared.ways.map(async (way) => {
      const released = await releasedServices(sources.tip, way.source.name);
      const services = [...released, ...sources.begun?.(way.target) ?? []].filter(
        (name) => sources.only === void 0 || name === sources.only.service
      );
      return await Promise.all([...new Set(services)].sort().map((name) => readOne(shared, way, name)));
    })
  );
  return await withHistory(shared, facts.flat());
}
var NOT_ASKED = { fresh: false, reason: "not asked", reports: [] };
async function readOne(shared, way, service) {
  const { tip, evidence, stops, exceptions, now } = shared;
  const { source, target } = way;
  const [live, current, files, overlay] = await Promise.all([
    orReason(() => readRelease(tip, source.name, service)),
    orReason(() => readRelease(tip, target.name, service)),
    releaseFiles(tip, source.name, service),
    tip.read(overlayPath(target.name, service))
  ]);
  const isMove = isRelease(live) && (!isRelease(current) || current.id !== live.id);
  return {
    ...way,
    facts: {
      ...{ service, environment: target.name, policy: target },
      ...{ from: source.name, fromRegistry: source.registry, before: source.after },
      live: isRelease(live) ? await liveCandidate(shared, way, { live, files: startedBy(live, files, "canary"), current, isMove }) : live,
      past: [],
      ...{ current, reading: isMove ? await evidence.read(source, service, now) : NOT_ASKED },
      targetReading: isMove ? await targetReading(shared, target, service) : void 0,
      hasOverlay: overlay !== void 0,
      ...{ stop: stopOf(stops, target.name), exceptions, bypasses: [], approvals: void 0, now }
    }
  };
}
async function targetReading({ refs, evidence, now }, target, service) {
  const hasReported = target.clusters.some((cluster) => refs.has(evidenceBranch(target.name, cluster)));
  return hasReported ? await evidence.read(target, service, now) : void 0;
}
async function liveCandidate(shared, way, { live, files, current, isMove }) {
  const found = { release: live, files, past: void 0 };
  const there = {
    descends: true,
    isOlder: false,
    wasBefore: true,
    soakFloor: void 0,
    hold: void 0,
    dependencies: []
  };
  if (!isMove) return { ...found, ...there };
  return await toCandidate(shared, way, isRelease(current) ? current : void 0, found);
}
function isRelease(read) {
  return typeof read === "object";
}

// actions/lib/app/promotions/bypass.ts
init_oldest_node();

// actions/lib/domain/promotions/bypassable.ts
init_oldest_node();
var NEVER_BYPASSED = {
  release: "restore the generated release folder",
  order: "merge what is missing into the main branch; the next release contains it",
  stop: "end the stop with slipway resume",
  hold: "lift the hold with slipway hold --lift",
  signature: "have the image built and signed again",
  registry: "have the registry of the environment take the image"
};
var BYPASSABLE = GATES.filter((each) => NEVER_BYPASSED[each] === void 0);
function canBypass({ reading }, { release, past }, { gate, releases }) {
  if (NEVER_BYPASSED[gate] !== void 0 || releases !== void 0 && !releases.includes(release.id))
    return false;
  const isOfRelease = gate === "health" || gate === "analysis" || gate === "soak";
  if (!isOfRelease || past !== void 0 || !reading.fresh) return true;
  return reading.evidence.releaseId === release.id;
}

// actions/lib/app/promotions/bypass.ts
var gates = list.transform(
  (names, context) => [...new Set(names)].flatMap((name) => {
    const gate = GATES.find((each) => each === name);
    if (gate !== void 0 && NEVER_BYPASSED[gate] === void 0) return [gate];
    const remedy = gate === void 0 ? void 0 : NEVER_BYPASSED[gate];
    context.addIssue(
      remedy === void 0 ? `there is no gate "${name}" to bypass, only ${BYPASSABLE.join(", ")}` : `the gate "${name}" is never bypassed: ${remedy}`
    );
    return [];
  })
);
var PLACE = /^[a-z][a-z0-9-]{0,62}\/[a-z][a-z0-9-]{0,52}$/;
var bypassInputs = {
  bypass: {
    description: `Closed gates to bypass in an emergency: ${BYPASSABLE.join(", ")}. Recorded in the commit and on the pull request.`,
    schema: gates,
    default: ""
  },
  "bypass-for": {
    description: "What the bypass is for: <environment>/<service>, several with commas between them.",
    schema: list.pipe(array(string().regex(PLACE, "not <environment>/<service>"))),
    default: ""
  },
  reason: { description: "Why the gates are bypassed.", schema: optionalText, default: "" },
  actor: {
    description: "Who is responsible for the bypass; in a workflow always who started the run.",
    schema: optionalText,
    default: ""
  }
};
function bypassesOf(request, env) {
  const { bypass, bypassFor, reason } = request;
  const actor = env.GITHUB_ACTOR || request.actor;
  if (bypass.length === 0) return () => [];
  const missing = [
    ...bypassFor.length === 0 ? ["bypass-for: what it is for (prod/product)"] : [],
    ...reason === void 0 ? ["reason: why"] : [],
    ...actor === void 0 ? ["actor: who is responsible for it"] : []
  ];
  if (missing.length > 0 || reason === void 0 || actor === void 0) {
    throw new BadRequest(missing.map((each) => `bypass: a gate is bypassed only with ${each}.
  Give it.`));
  }
  const all = bypass.map((gate) => ({ gate, actor: oneLine(actor), reason: oneLine(reason) }));
  return (environment, service) => bypassFor.includes(`${environment}/${service}`) ? all : [];
}
var BYPASS = /^Slipway-Bypass: ([a-z0-9-]+): ([a-z]+) by (.+?): (.+)$/gm;
var RELEASE = /^Release-Id: (?:[a-z0-9-]+=)?(sha256:[0-9a-f]{64})$/gm;
function bypassesIn(message, service) {
  const releases = [...message.matchAll(RELEASE)].map(([, id = ""]) => id);
  return [...message.matchAll(BYPASS)].flatMap(([, name, gate, actor = "", reason = ""]) => {
    const known2 = BYPASSABLE.find((each) => each === gate);
    return name === service && known2 !== void 0 ? [{ gate: known2, actor, reason, releases }] : [];
  });
}
async function bypassesOn(forge, statuses) {
  const recorded = statuses.filter(({ context }) => CONTEXT.test(context));
  if (recorded.length === 0) return () => [];
  const account = await forge.account();
  return (service) => bypassesRecorded(recorded, account, { service, message: "" });
}
var CONTEXT = /^slipway\/bypass\/([a-z0-9-]+)\/([a-z]+)$/;
function bypassStatus(service, { gate, actor, reason }) {
  const description = shortened(`${actor}: ${reason}`);
  return { context: `slipway/bypass/${service}/${gate}`, state: "success", description };
}
function bypassesRecorded(statuses, account, { service, message }) {
  const told = bypassesIn(message, service);
  return statuses.flatMap(({ context, state, description, by }) => {
    const [, name, gate] = CONTEXT.exec(context) ?? [];
    const known2 = BYPASSABLE.find((each) => each === gate);
    if (by !== account || state !== "success" || name !== service || known2 === void 0) return [];
    const full = told.find(
      (each) => each.gate === known2 && bypassStatus(service, each).description === description
    );
    const [actor = "", ...reason] = description.split(": ");
    return [{ gate: known2, actor: full?.actor ?? actor, reason: full?.reason ?? reason.join(": ") }];
  });
}

export {
  canBypass,
  soakGate,
  proving,
  gatesOf,
  soakOf,
  holdFor,
  FACT_REFS,
  readFacts,
  bypassInputs,
  bypassesOf,
  bypassesIn,
  bypassesOn,
  bypassStatus,
  bypassesRecorded
};
