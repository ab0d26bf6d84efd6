// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  j
} from "./shared-11-verbs-4b8cf839.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/gates/gate.ts
init_oldest_node();
var GATES = [
  "release",
  "order",
  "stop",
  "hold",
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
function isUnasked(result) {
  return result.open === null;
}
function wordsOf(result) {
  if (isUnasked(result)) return `not asked: ${result.what}`;
  return result.open ? result.detail : result.reason;
}

// actions/lib/gates/freeze.ts
init_oldest_node();

// actions/lib/gates/words.ts
init_oldest_node();
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
  const lines = freezes.map((freeze) => lineOf(freeze, now.getTime()));
  const windows = windowsAt(lines, now.getTime(), rollout);
  const [first] = windows.toSorted((one, other) => one.start - other.start);
  if (first === void 0) {
    return open("freeze", freezes.length === 0 ? "no freeze is planned" : "outside every freeze");
  }
  const { name, timezone } = first.freeze;
  const until = endOfAll(lines, windows, rollout);
  const end = until === void 0 ? "with no end in sight" : `until ${local(until, timezone)}`;
  const more = until === void 0 ? {} : { until };
  if (first.start <= now.getTime()) return closed("freeze", `frozen by "${name}" ${end}`, more);
  const begin = local(new Date(first.start), timezone);
  return closed(
    "freeze",
    `"${name}" freezes from ${begin} ${end}, and a rollout may take ${inWords(longestRolloutSeconds)}`,
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
  const part = (wanted) => parts.find(({ type }) => type === wanted)?.value ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}, ${part("hour")}:${part("minute")} (${timeZone})`;
}

export {
  GATES,
  open,
  closed,
  isClosed,
  isUnasked,
  wordsOf,
  inWords,
  freezeGate
};
