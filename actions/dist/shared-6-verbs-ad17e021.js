// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  evidenceBranch,
  misplacement,
  parseEvidence
} from "./shared-7-verbs-b4075ca3.js";
import {
  holdFile,
  toHold
} from "./shared-9-verbs-f7490387.js";
import {
  j
} from "./shared-10-verbs-105a6f89.js";
import {
  trailersOf
} from "./shared-10-verbs-173a3c11.js";
import {
  require_semver
} from "./shared-9-verbs-10f6a1e6.js";
import {
  UserError,
  __toESM
} from "./shared.js";

// actions/lib/evidence/episodes.ts
function toEpisodes(reports) {
  const episodes = [];
  let open2;
  let latest = Number.NEGATIVE_INFINITY;
  const close = (to) => {
    if (open2 !== void 0) episodes.push({ ...open2.episode, to: new Date(to) });
    open2 = void 0;
  };
  for (const [index, { commit, committedAt, said }] of reports.entries()) {
    if (said === "unreadable" && index + 1 < reports.length) continue;
    if (typeof said === "string") {
      close(Math.max(committedAt.getTime(), latest));
    } else if (open2 !== void 0 && isSame(open2.episode, said) && open2.since === said.since) {
      open2 = { ...open2, episode: { ...open2.episode, ...wordsOf(said) } };
    } else {
      latest = Math.max(Date.parse(said.since), latest);
      close(latest);
      open2 = { episode: begin(said, commit, new Date(latest)), since: said.since };
    }
  }
  return withoutOverlap(open2 === void 0 ? episodes : [...episodes, open2.episode]);
}
function isSame(episode, { releaseId, state }) {
  return episode.releaseId === releaseId && episode.state === state;
}
function begin(evidence, commit, from) {
  const { environment, cluster, service, releaseId, state } = evidence;
  return {
    ...{ environment, cluster, service, releaseId, state },
    ...wordsOf(evidence),
    ...{ from, to: void 0, commit }
  };
}
function wordsOf({ version, digest, cause, step, message }) {
  return { version, digest, cause, step, message };
}
function withoutOverlap(episodes) {
  return episodes.map((episode, index) => {
    const next = episodes[index + 1]?.from;
    return next !== void 0 && episode.to !== void 0 && episode.to > next ? { ...episode, to: next } : episode;
  });
}

// actions/lib/evidence/healthy-spans.ts
function healthySpans(clusters) {
  const times = boundaries(clusters);
  const at = clusters.map(() => 0);
  const spans = [];
  times.forEach((from, index) => {
    const present = clusters.map((cluster, which) => episodeAt(cluster, at, which, from));
    const healthy = together(clusters, present, from);
    if (healthy === void 0) return;
    const to = index + 1 < times.length ? new Date(times[index + 1]) : void 0;
    const last = spans.at(-1);
    const goesOn = last?.span.to?.getTime() === from && last.made.every((one, which) => one === present[which]);
    if (goesOn) spans[spans.length - 1] = { ...last, span: { ...last.span, to } };
    else spans.push({ span: { ...healthy, from: new Date(from), to }, made: present });
  });
  return spans.map(({ span }) => span).reverse();
}
function boundaries(clusters) {
  const times = clusters.flatMap(({ joinedAt: joinedAt2, episodes }) => [
    ...joinedAt2 === void 0 ? [] : [joinedAt2],
    ...episodes.flatMap(({ from, to }) => to === void 0 ? [from] : [from, to])
  ]);
  return [...new Set(times.map((time) => time.getTime()))].sort((one, other) => one - other);
}
function episodeAt({ episodes }, at, which, time) {
  let index = at[which] ?? 0;
  while (index < episodes.length && (episodes[index]?.to?.getTime() ?? Infinity) <= time) index++;
  at[which] = index;
  const episode = episodes[index];
  return episode !== void 0 && episode.from.getTime() <= time ? episode : void 0;
}
function together(clusters, present, time) {
  const asked = present.filter((_, which) => (clusters[which]?.joinedAt?.getTime() ?? -Infinity) <= time);
  const [first] = asked;
  if (first?.releaseId == null) return void 0;
  const { releaseId, version, digest } = first;
  const agree = asked.every((one) => one?.state === "healthy" && one.releaseId === releaseId);
  return agree ? { releaseId, version, digest } : void 0;
}

// actions/lib/evidence/history.ts
var LIMIT = 2e4;
var FILE = /^([^/]+)\.json$/;
async function readHistory(git, refs, environments, options = {}) {
  const places = environments.flatMap(
    ({ name, clusters }) => clusters.map((cluster) => {
      const branch = evidenceBranch(name, cluster);
      return { environment: name, cluster, branch, tip: refs.get(branch) };
    })
  );
  const tips = places.flatMap(({ tip }) => tip === void 0 ? [] : [tip]);
  const known = await git.revisions(tips, { limit: LIMIT, ...options });
  const lines = await Promise.all(places.map((place) => readLine(git, place, known)));
  const objects = lines.flatMap(({ files }) => files.flatMap(({ object }) => object ?? []));
  const read = reader(await git.contents(objects));
  const branches = lines.map((line) => toBranch(line, read));
  return history(environments, branches);
}
async function readLine(git, place, known) {
  const files = [];
  let beganAt;
  let at = place.tip;
  for (let next = at && known.get(at); next !== void 0 && next !== ""; next = at && known.get(at)) {
    const { sha: commit, committedAt } = next;
    files.push(
      next.files.flatMap(({ path, object }) => {
        const service = FILE.exec(path)?.[1];
        return service === void 0 ? [] : [{ service, object, commit, committedAt }];
      })
    );
    beganAt = committedAt;
    at = next.parent;
  }
  if (at === void 0) return { place, files: files.reverse().flat(), beganAt };
  return { place, files: [...await filesAt(git, at), ...files.reverse().flat()], beganAt: void 0 };
}
async function filesAt(git, commit) {
  const tree = await git.tree(commit);
  const paths = (await tree.list("")).filter((path) => FILE.test(path));
  const entries = await Promise.all(paths.map((path) => tree.entry(path)));
  return paths.map((path, index) => ({
    service: FILE.exec(path)?.[1] ?? "",
    object: entries[index]?.object,
    commit,
    // Nothing begins because of this commit: `since` in the file says when it did.
    committedAt: /* @__PURE__ */ new Date(0)
  }));
}
function reader(contents) {
  const parsed = /* @__PURE__ */ new Map();
  return (object, where) => {
    const found = parsed.get(object) ?? parse(contents.get(object)?.toString("utf8") ?? "", where);
    parsed.set(object, found);
    return found;
  };
}
function parse(text, where) {
  try {
    return parseEvidence(text, where);
  } catch (error) {
    if (error instanceof UserError) return error.message.split("\n", 1)[0] ?? "unreadable";
    throw error;
  }
}
function toBranch({ place, files, beganAt }, read) {
  const reports = /* @__PURE__ */ new Map();
  const notes = /* @__PURE__ */ new Set();
  for (const { service, object, commit, committedAt } of files) {
    const where = `${place.branch}@${commit.slice(0, 12)}:${service}.json`;
    const said = object === void 0 ? void 0 : read(object, where);
    const fault = typeof said === "string" ? said : said && misplacement(said, place.environment, place.cluster, service);
    if (fault !== void 0) notes.add(fault.startsWith(place.branch) ? fault : `${where}: ${fault}`);
    const evidence = fault === void 0 && typeof said !== "string" ? said : void 0;
    const report = {
      commit,
      committedAt,
      said: evidence ?? (object === void 0 ? "gone" : "unreadable")
    };
    const all = reports.get(service) ?? [];
    all.push(report);
    reports.set(service, all);
  }
  const told = [...reports].map(([service, all]) => [service, toEpisodes(all)]);
  const services = new Map(told.filter(([, episodes]) => episodes.length > 0));
  return { place, joinedAt: joinedAt(beganAt, services), services, notes: [...notes] };
}
function joinedAt(beganAt, services) {
  const firsts = [...services.values()].flatMap(([first]) => first === void 0 ? [] : [first.from]);
  return firsts.reduce((earliest, from) => earliest && from < earliest ? from : earliest, beganAt);
}
function history(environments, branches) {
  const ofEnvironment = new Map(
    environments.map(({ name }) => [name, branches.filter(({ place }) => place.environment === name)])
  );
  const spansOf = (environment, service) => healthySpans(
    (ofEnvironment.get(environment) ?? []).map(
      ({ joinedAt: joinedAt2, services }) => ({
        joinedAt: joinedAt2,
        episodes: services.get(service) ?? []
      })
    )
  );
  return {
    episodes: (environment, service, cluster) => (ofEnvironment.get(environment) ?? []).filter(({ place }) => cluster === void 0 || place.cluster === cluster).flatMap(({ services }) => (services.get(service) ?? []).toReversed()).sort((one, other) => other.from.getTime() - one.from.getTime()),
    healthySpans: spansOf,
    healthySince(environment, service, releaseId) {
      const [newest] = spansOf(environment, service);
      return newest?.releaseId === releaseId && newest.to === void 0 ? newest.from : void 0;
    },
    lastHealthy: (environment, service, isWanted = () => true) => spansOf(environment, service).find(isWanted),
    services: (environment) => [
      ...new Set((ofEnvironment.get(environment) ?? []).flatMap(({ services }) => [...services.keys()]))
    ].sort(),
    notes: branches.flatMap(({ notes }) => notes)
  };
}

// actions/lib/gates/gate.ts
var GATES = [
  "release",
  "order",
  "stop",
  "hold",
  "analysis",
  "health",
  "soak",
  "freeze",
  "exceptions",
  "signature",
  "custom",
  "approval"
];
function open(gate, detail) {
  return { gate, open: true, detail };
}
function closed(gate, reason, more = {}) {
  return { gate, open: false, reason, ...more };
}
function isClosed(result) {
  return !result.open;
}

// actions/lib/gates/words.ts
var UNITS = [
  ["d", 86400],
  ["h", 3600],
  ["min", 60],
  ["s", 1]
];
function inWords(seconds) {
  let rest = Math.floor(seconds);
  const parts = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(" ") || "0 s";
}

// actions/lib/gates/freeze.ts
var LONGEST_SHIFT_MS = 3 * 36e5;
var MOST_IN_A_ROW = 200;
function freezeGate({ freezes, longestRolloutSeconds, now }) {
  const rollout = longestRolloutSeconds * 1e3;
  const windows = windowsAt(freezes, now.getTime(), rollout);
  const [first] = windows.toSorted((one, other) => one.start - other.start);
  if (first === void 0) {
    return open("freeze", freezes.length === 0 ? "no freeze is planned" : "outside every freeze");
  }
  const { name, timezone } = first.freeze;
  const until = endOfAll(freezes, windows, rollout);
  const end = until === void 0 ? "with no end in sight" : `until ${local(until, timezone)}`;
  const more = until === void 0 ? {} : { until };
  if (first.start <= now.getTime()) return closed("freeze", `frozen by "${name}" ${end}`, more);
  const begin2 = local(new Date(first.start), timezone);
  return closed(
    "freeze",
    `"${name}" freezes from ${begin2} ${end}, and a rollout may take ${inWords(longestRolloutSeconds)}`,
    more
  );
}
function endOfAll(freezes, windows, rollout) {
  let next = windows;
  for (let count = 0; count < MOST_IN_A_ROW; count++) {
    const end = Math.max(...next.map((window) => window.end));
    next = windowsAt(freezes, end, rollout);
    if (next.length === 0) return new Date(end);
  }
  return void 0;
}
function windowsAt(freezes, at, rollout) {
  return freezes.flatMap((freeze) => windowOf(freeze, at, rollout) ?? []);
}
function windowOf(freeze, at, rollout) {
  const cron = new j(freeze.cron, { timezone: freeze.timezone, mode: "5-part", paused: true });
  let found;
  let start = cron.nextRun(new Date(at - freeze.durationSeconds * 1e3 - LONGEST_SHIFT_MS - 1e3));
  while (start !== null && start.getTime() <= at + rollout) {
    const end = endOf(freeze, start);
    if (end > at) found = { freeze, start: found?.start ?? start.getTime(), end };
    start = cron.nextRun(start);
  }
  return found;
}
function endOf({ durationSeconds, timezone }, start) {
  const elapsed = start.getTime() + durationSeconds * 1e3;
  return elapsed + offset(start.getTime(), timezone) - offset(elapsed, timezone);
}
function offset(at, timezone) {
  const parts = new Map(
    clock(timezone).formatToParts(at).map(({ type, value }) => [type, Number(value)])
  );
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = ["year", "month", "day", "hour", "minute", "second"].map((part) => parts.get(part) ?? 0);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1e3) * 1e3;
}
function clock(timeZone) {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric"
  });
}
function local(at, timeZone) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23"
  }).formatToParts(at);
  const part = (wanted) => parts.find(({ type }) => type === wanted)?.value ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}, ${part("hour")}:${part("minute")} (${timeZone})`;
}

// actions/lib/holds/taken-back.ts
var import_semver = __toESM(require_semver(), 1);
async function takenBackByHand(past) {
  const deployments = await past.deployments();
  const last = past.environments.flatMap(({ name }) => {
    const services = Map.groupBy(deployments.in(name), ({ service }) => service);
    return [...services.values()].flatMap(([newest]) => newest ?? []);
  });
  const byHand = last.filter(({ verb }) => verb === "revert" || verb === "hand");
  const found = await Promise.all(byHand.map((deployment) => takenBack(past, deployment)));
  return neverHeld(
    past,
    found.flatMap((each) => each ?? [])
  );
}
async function takenBack(past, deployment) {
  const { environment, service, release, previous, by, commit, subject, at } = deployment;
  if (release === void 0 || previous === void 0) return void 0;
  if (!await isOlder(past, release, previous) || await isMachines(past, commit)) return void 0;
  const reason = `${by} put ${release.version} back with ${commit.slice(0, 12)}: ${subject}`;
  const hold = toHold(environment, previous, { cause: "person", reason, by, at, until: null });
  return { environment, service, hold, commit };
}
async function isMachines({ git }, sha) {
  const [commit] = await git.log(sha, { limit: 1 });
  if (commit === void 0 || /^Revert\b/.test(commit.subject)) return false;
  return trailersOf(commit.message).has("Slipway-Verb");
}
async function isOlder({ git }, release, than) {
  if (release.source !== than.source) {
    if (await git.isAncestor(release.source, than.source)) return true;
    if (await git.isAncestor(than.source, release.source)) return false;
  }
  return (0, import_semver.gt)(than.version, release.version);
}
async function neverHeld({ git, tip }, found) {
  if (found.length === 0) return [];
  const fileOf = ({ environment, service, hold }) => holdFile(environment, service, hold.releaseId);
  const records = await git.records([tip.commit], { pathspecs: found.map(fileOf) });
  const known = new Set(records.flatMap(({ files }) => files.map(({ path }) => path)));
  return found.filter((each) => !known.has(fileOf(each)));
}

export {
  readHistory,
  GATES,
  open,
  closed,
  isClosed,
  inWords,
  freezeGate,
  takenBackByHand
};
