// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  holdFile,
  toHold
} from "./shared-11-verbs-57297b5c.js";
import {
  j
} from "./shared-13-verbs-8f9a8474.js";
import {
  trailersOf
} from "./shared-13-verbs-1f159689.js";
import {
  require_semver
} from "./shared-15-verbs-41ae7a75.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/gates/gate.ts
init_oldest_node();
var GATES = [
  "release",
  "order",
  "stop",
  "hold",
  "dependencies",
  "analysis",
  "health",
  "soak",
  "idle",
  "freeze",
  "exceptions",
  "signature",
  "registry",
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
  return result.open === false;
}
function worstOf(answers) {
  const [first] = answers;
  if (first === void 0) throw new Error("no answer of a gate");
  return answers.find(isClosed) ?? first;
}
function isUnasked(result) {
  return result.open === null;
}
function wordsOf(result) {
  if (isUnasked(result)) return `not asked: ${result.what}`;
  return result.open ? result.detail : result.reason;
}

// actions/lib/domain/gates/freeze.ts
init_oldest_node();

// actions/lib/domain/durations/format.ts
init_oldest_node();
var UNITS = [
  ["d", 86400],
  ["h", 3600],
  ["min", 60],
  ["s", 1]
];
function formatDuration(seconds) {
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

// actions/lib/domain/gates/freeze.ts
var LONGEST_SHIFT_MS = 3 * 36e5;
var MOST_IN_A_ROW = 200;
function freezeGate({ freezes, longestRolloutSeconds, now }) {
  const rollout = longestRolloutSeconds * 1e3;
  const lines = freezes.map((freeze) => lineOf(freeze, now.getTime()));
  const windows = windowsAt(lines, now.getTime(), rollout);
  const [first] = windows.toSorted((one, other) => one.start - other.start);
  if (first === void 0) {
    return open("freeze", freezes.length === 0 ? "no freeze is planned" : "outside every freeze");
  }
  const { name, timezone } = first.freeze;
  const until = endOfAll(lines, windows, rollout);
  const end = until === void 0 ? "without an end" : `until ${local(until, timezone)}`;
  const more = until === void 0 ? {} : { until };
  if (first.start <= now.getTime()) return closed("freeze", `frozen by "${name}" ${end}`, more);
  const begin = local(new Date(first.start), timezone);
  return closed(
    "freeze",
    `"${name}" freezes from ${begin} ${end}, and a rollout may take ${formatDuration(longestRolloutSeconds)}`,
    more
  );
}
function endOfAll(lines, windows, rollout) {
  let next = windows;
  for (let count = 0; count < MOST_IN_A_ROW; count++) {
    const end = Math.max(...next.map((window) => window.end));
    next = windowsAt(lines, end, rollout);
    if (next.length === 0) return new Date(end);
  }
  return void 0;
}
function windowsAt(lines, at, rollout) {
  return lines.flatMap((line) => windowOf(line, at, rollout) ?? []);
}
function windowOf({ freeze, until }, at, rollout) {
  const running = until(at + rollout).filter(({ end }) => end > at);
  const [first, last] = [running[0], running.at(-1)];
  return first === void 0 || last === void 0 ? void 0 : { freeze, start: first.start, end: last.end };
}
function lineOf(freeze, now) {
  const cron = new j(freeze.cron, { timezone: freeze.timezone, mode: "5-part", paused: true });
  const spans = [];
  let start = cron.nextRun(new Date(now - freeze.durationSeconds * 1e3 - LONGEST_SHIFT_MS - 1e3));
  return {
    freeze,
    until(latest) {
      while (start !== null && start.getTime() <= latest) {
        spans.push({ start: start.getTime(), end: endOf(freeze, start) });
        start = cron.nextRun(start);
      }
      return spans;
    }
  };
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
var clocks = /* @__PURE__ */ new Map();
function clock(timeZone) {
  const known = clocks.get(timeZone);
  if (known !== void 0) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric"
  });
  clocks.set(timeZone, made);
  return made;
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
  const part = (name) => parts.find(({ type }) => type === name)?.value ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}, ${part("hour")}:${part("minute")} (${timeZone})`;
}

// actions/lib/domain/holds/manual-rollbacks.ts
init_oldest_node();
var import_semver = __toESM(require_semver(), 1);
async function findManualRollbacks(past) {
  const deployments = await past.deployments();
  const last = past.environments.flatMap(({ name }) => {
    const services = Map.groupBy(deployments.in(name), ({ service }) => service);
    return [...services.values()].flatMap(([newest]) => newest ?? []);
  });
  const found = await Promise.all(
    last.filter(mayBeBack).map((deployment) => manualRollback(past, deployment))
  );
  const unheld = await neverHeld(
    past,
    found.flatMap((each) => each ?? [])
  );
  const isMachine = await Promise.all(unheld.map(({ commit }) => isMachines(past, commit)));
  return unheld.filter((_, index) => !isMachine[index]);
}
function mayBeBack({ verb, release, previous }) {
  if (release === void 0 || previous === void 0) return false;
  return verb === "revert" || verb === "hand" || (0, import_semver.gt)(previous.version, release.version);
}
async function manualRollback(past, deployment) {
  const { environment, service, release, previous, by, commit, subject, at } = deployment;
  if (release === void 0 || previous === void 0) return void 0;
  if (!await isOlder(past, release, previous)) return void 0;
  const reason = `${by} put ${release.version} back with ${shortSha(commit)}: ${subject}`;
  const hold = toHold(environment, previous, { cause: "person", reason, by, at, until: null });
  return { environment, service, hold, commit };
}
async function isMachines({ git, isOwn }, sha) {
  const [commit] = await git.log(sha, { limit: 1 });
  if (commit === void 0 || /^Revert\b/.test(commit.subject)) return false;
  if (!trailersOf(commit.message).has("Slipway-Verb")) return false;
  return await isOwn?.(sha) === true;
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
  GATES,
  open,
  closed,
  isClosed,
  worstOf,
  isUnasked,
  wordsOf,
  formatDuration,
  freezeGate,
  findManualRollbacks
};
