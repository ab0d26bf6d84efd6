// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  holdFile,
  toHold
} from "./shared-11-verbs-57297b5c.js";
import {
  j
} from "./shared-12-verbs-172a5c86.js";
import {
  trailersOf
} from "./shared-13-verbs-1f159689.js";
import {
  firstLine
} from "./shared-14-verbs-f8fa623c.js";
import {
  require_semver
} from "./shared-12-verbs-771d7298.js";
import {
  Findings,
  UserError,
  _enum,
  int,
  iso_exports,
  literal,
  number,
  object,
  parseYaml,
  string
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/domain/evidence/evidence.ts
init_oldest_node();

// actions/lib/domain/evidence/document.ts
init_oldest_node();
var sha256 = string().regex(/^sha256:[0-9a-f]{64}$/, "expected sha256:<64 hexadecimal digits>");
var percent = number().min(0, "expected 0 to 100").max(100, "expected 0 to 100");
var evidenceSchema = object({
  schema: literal(1, "only schema 1 is known").describe("version of this format"),
  service: string().min(1).describe("name of the service"),
  environment: string().min(1).describe("name of the environment"),
  cluster: string().min(1).describe("name of the cluster"),
  releaseId: sha256.nullable().describe("release that the cluster was told to run; `null`: its pods carry no release id"),
  digest: sha256.nullable().describe("image digest"),
  version: string().min(1).nullable().describe("version of the release"),
  revision: string().regex(/^[0-9a-f]{40}$/, "expected a full commit sha").nullable().describe("commit of the last successful sync of Argo CD"),
  state: _enum(["running", "healthy", "degraded", "aborted"]).describe(
    "`running`: rollout in progress; `healthy`: serves alone, all pods available; `degraded`: was healthy and lost that; `aborted`: its canary was aborted"
  ),
  cause: _enum(["failed", "error"]).nullable().describe("of `aborted` only: `failed` (an analysis failed) or `error` (it could not be judged)"),
  since: iso_exports.datetime("expected a time like 2026-01-01T00:00:00Z").describe("when the release reached this state, UTC"),
  step: object({
    index: int().min(0).describe("completed steps"),
    count: int().min(0).describe("steps of the strategy"),
    weight: percent.describe("percent of the traffic that the canary gets")
  }).nullable(),
  stable: object({
    releaseId: sha256.nullable().describe("release of the pods that serve outside a canary")
  }),
  observedGeneration: int().min(0).describe("generation of the workload that the controller has seen"),
  paused: string().min(1).optional().describe("why Argo CD does not sync the application; absent while it does"),
  message: string().describe("explanation for people")
}).refine(({ state, cause }) => state === "aborted" === (cause !== null), {
  path: ["cause"],
  message: "set when, and only when, the state is aborted"
}).refine(({ state, releaseId }) => state !== "healthy" || releaseId !== null, {
  path: ["releaseId"],
  message: "required when the state is healthy"
});
var kind = {
  schema: evidenceSchema,
  remedy: "Only the cluster's reporter writes this file: check its log and its version; do not edit the branch."
};
function parseEvidence(text, where) {
  const written = asWritten(text);
  if (written !== void 0) return written;
  const parsed = parseYaml(text, where, kind);
  Findings.throwIfAny(parsed.findings);
  return parsed.value;
}
function asWritten(text) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    return void 0;
  }
  const checked = evidenceSchema.safeParse(content);
  return checked.success && formatEvidence(checked.data) === text ? checked.data : void 0;
}
function misplacement(evidence, environment, cluster, service) {
  const described = `${evidence.environment}/${evidence.cluster}/${evidence.service}`;
  const expected = `${environment}/${cluster}/${service}`;
  return described === expected ? void 0 : `describes ${described}, expected ${expected}`;
}
function formatEvidence(evidence) {
  const { step, stable } = evidence;
  const ordered = {
    schema: 1,
    service: evidence.service,
    environment: evidence.environment,
    cluster: evidence.cluster,
    releaseId: evidence.releaseId,
    digest: evidence.digest,
    version: evidence.version,
    revision: evidence.revision,
    state: evidence.state,
    cause: evidence.cause,
    since: evidence.since,
    step: step === null ? null : { index: step.index, count: step.count, weight: step.weight },
    stable: { releaseId: stable.releaseId },
    observedGeneration: evidence.observedGeneration,
    ...evidence.paused === void 0 ? {} : { paused: evidence.paused },
    message: evidence.message
  };
  return `${JSON.stringify(ordered, null, 2)}
`;
}
function evidenceFile(service) {
  return `${service}.json`;
}
function evidenceBranch(environment, cluster) {
  return `evidence/${environment}/${cluster}`;
}
function heartbeatBranch(environment, cluster) {
  return `heartbeat/${environment}/${cluster}`;
}

// actions/lib/domain/evidence/plausibility.ts
init_oldest_node();
var CLOCK_SKEW_SECONDS = 60;
var LIMIT = 5e3;
function evidenceLines(git, refs) {
  const tips = [...refs].flatMap(([name, commit]) => name.startsWith("evidence/") ? [commit] : []);
  let known;
  let contents;
  const read = () => {
    known ??= git.revisions(tips, { limit: LIMIT });
    return known;
  };
  return {
    async timeFault(tip, now) {
      return faultOf(lineOf(tip, await read()), now);
    },
    async highestGeneration(tip, service, releaseId) {
      const line = lineOf(tip, await read());
      contents ??= read().then((all) => git.contents(objectsIn(all.values())));
      const texts = await contents;
      const said = versionsOf(line, service).map((object2) => texts.get(object2)?.toString("utf8") ?? "");
      return Math.max(0, ...said.map((text) => generationIn(text, releaseId)));
    }
  };
}
function lineOf(tip, known) {
  const line = [];
  for (let at = known.get(tip); at !== void 0; at = known.get(at.parent ?? "")) line.push(at);
  return line;
}
function faultOf([newest, ...older], now) {
  if (newest === void 0) return void 0;
  const time = newest.committedAt.getTime();
  const ahead = Math.round((time - now.getTime()) / 1e3);
  if (!(ahead <= CLOCK_SKEW_SECONDS)) {
    return `its newest commit lies ${ahead} s in the future: a clock is wrong, or somebody else wrote it`;
  }
  const latest = older.reduce((last, { committedAt }) => Math.max(last, committedAt.getTime()), time);
  const behind = Math.round((latest - time) / 1e3);
  if (behind <= CLOCK_SKEW_SECONDS) return void 0;
  return `its newest commit is ${behind} s older than one before it: a clock was set back, or somebody else wrote it`;
}
function versionsOf(line, service) {
  const file = evidenceFile(service);
  const versions = [];
  for (const { files } of line) {
    for (const { path, object: object2 } of files) {
      if (path !== file) continue;
      if (object2 === void 0) return versions;
      versions.push(object2);
    }
  }
  return versions;
}
function objectsIn(revisions) {
  return [...revisions].flatMap(({ files }) => files.flatMap(({ object: object2 }) => object2 ?? []));
}
function generationIn(text, releaseId) {
  if (!text.includes(`"releaseId": "${releaseId}",
  "digest"`)) return 0;
  return Number(/^ {2}"observedGeneration": (\d{1,15}),$/m.exec(text)?.[1] ?? 0);
}

// actions/lib/domain/evidence/evidence.ts
var MOST_BEATS = 1e3;
var EVIDENCE_REFS = ["evidence/*", "heartbeat/*"];
function evidenceAt(git, refs, beatAt) {
  const trees = remember((commit) => git.tree(commit));
  const tips = [...refs].flatMap(([name, commit]) => name.startsWith("heartbeat/") ? [commit] : []);
  let revisions;
  const beats = async (commit) => {
    if (beatAt !== void 0) return beatAt;
    revisions ??= git.revisions(tips, { limit: MOST_BEATS });
    return (await revisions).get(commit)?.committedAt;
  };
  const source = { refs, trees, beats, lines: evidenceLines(git, refs) };
  return {
    async read(environment, service, now) {
      const answers = await Promise.all(
        environment.clusters.map((cluster) => readCluster(source, environment, cluster, service, now))
      );
      return combine(environment, service, answers);
    }
  };
}
async function readCluster(source, environment, cluster, service, now) {
  const closed2 = (reason, isAbsent = false) => ({ cluster, reason, isAbsent });
  const branch = evidenceBranch(environment.name, cluster);
  const heartbeat = heartbeatBranch(environment.name, cluster);
  const commit = source.refs.get(branch);
  if (commit === void 0) return closed2(`branch ${branch} does not exist: no reporter has written yet`);
  const beat = source.refs.get(heartbeat);
  if (beat === void 0) return closed2(`branch ${heartbeat} does not exist: no sign of a living reporter`);
  const [tree, beatAt] = await Promise.all([source.trees(commit), source.beats(beat)]);
  const unalive = heartbeatFault(beatAt, environment.evidence.maxAgeSeconds, now);
  if (unalive !== void 0 || beatAt === void 0) return closed2(`${heartbeat}: ${unalive}`);
  const untimely = await source.lines.timeFault(commit, now);
  if (untimely !== void 0) return closed2(`${branch}: ${untimely}`);
  const file = evidenceFile(service);
  const bytes = await tree.read(file);
  if (bytes === void 0)
    return closed2(`${branch} has no ${file}: the cluster does not know ${service}`, true);
  const where = `${branch}:${file}`;
  const evidence = parseOrReason(bytes.toString("utf8"), where);
  if (typeof evidence === "string") return closed2(evidence);
  const misplaced = misplacement(evidence, environment.name, cluster, service);
  if (misplaced !== void 0) return closed2(`${where}: ${misplaced}`);
  const ahead = secondsAhead(new Date(evidence.since), now);
  if (ahead > CLOCK_SKEW_SECONDS) {
    return closed2(`${where}: since ${evidence.since} lies ${ahead} s in the future: a clock is wrong`);
  }
  const regressed = await generationFault(source.lines, commit, evidence);
  if (regressed !== void 0) return closed2(`${where}: ${regressed}`);
  return { cluster, commit, evidence, beatAt };
}
async function generationFault(lines, commit, { service, state, releaseId, observedGeneration }) {
  if (state !== "healthy" || releaseId === null) return void 0;
  const highest = await lines.highestGeneration(commit, service, releaseId);
  if (observedGeneration >= highest) return void 0;
  return `generation ${observedGeneration} is healthy, but ${highest} of this release was reported before: somebody else wrote it, or the workload was made anew and the branch has to be deleted`;
}
function heartbeatFault(beatAt, maxAgeSeconds, now) {
  if (beatAt === void 0 || Number.isNaN(beatAt.getTime())) return "its commit has no date";
  const age = -secondsAhead(beatAt, now);
  if (age > maxAgeSeconds) {
    return `the last beat was ${age} s ago, ${maxAgeSeconds} s are allowed: the reporter is down or cut off`;
  }
  if (age < -CLOCK_SKEW_SECONDS) return `the last beat lies ${-age} s in the future: a clock is wrong`;
  return void 0;
}
function secondsAhead(time, now) {
  return Math.round((time.getTime() - now.getTime()) / 1e3);
}
function parseOrReason(text, where) {
  try {
    return parseEvidence(text, where);
  } catch (error) {
    if (error instanceof Findings) return `unreadable: ${error.findings.map(firstLine).join(" ")}`;
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
function combine(environment, service, answers) {
  const reports = answers.filter((answer) => "evidence" in answer);
  const reasons = answers.flatMap((answer) => "reason" in answer ? [answer.reason] : []);
  if (reasons.length > 0) {
    const unreadable = answers.flatMap((each) => "reason" in each && !each.isAbsent ? [each.reason] : []);
    return { fresh: false, reason: reasons.join("; "), reports, unreadable };
  }
  const latest = reports.reduce(
    (last, report) => last !== void 0 && Date.parse(last.evidence.since) >= Date.parse(report.evidence.since) ? last : report,
    void 0
  );
  if (latest === void 0) {
    return { fresh: false, reason: `environment ${environment.name} names no cluster`, reports };
  }
  const said = reports.map(({ cluster, evidence }) => `${cluster} ${summary(evidence)}`);
  if (reports.some(({ evidence }) => !agree(evidence, latest.evidence))) {
    return { fresh: false, reason: `clusters disagree about ${service}: ${said.join(", ")}`, reports };
  }
  return { fresh: true, evidence: latest.evidence, commit: latest.commit, reports };
}
function agree(one, other) {
  return one.state === other.state && one.releaseId === other.releaseId;
}
function summary({ state, releaseId }) {
  return `${state} ${releaseId?.slice(0, "sha256:".length + 12) ?? "without a release id"}`;
}
function remember(read) {
  const known = /* @__PURE__ */ new Map();
  return (key) => {
    const found = known.get(key) ?? read(key);
    known.set(key, found);
    return found;
  };
}

// actions/lib/domain/gates/gate.ts
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

// actions/lib/domain/gates/freeze.ts
var LONGEST_SHIFT_MS = 3 * 36e5;
var MOST_IN_A_ROW = 200;
function freezeGate({ freezes, longestRolloutSeconds, now }) {
  const rollout = longestRolloutSeconds * 1e3;
  const lines = freezes.map((freeze) => lineOf2(freeze, now.getTime()));
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
function lineOf2(freeze, now) {
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

// actions/lib/domain/holds/manual-rollbacks.ts
init_oldest_node();
var import_semver = __toESM(require_semver(), 1);
async function takenBackByHand(past) {
  const deployments = await past.deployments();
  const last = past.environments.flatMap(({ name }) => {
    const services = Map.groupBy(deployments.in(name), ({ service }) => service);
    return [...services.values()].flatMap(([newest]) => newest ?? []);
  });
  const found = await Promise.all(last.filter(mayBeBack).map((deployment) => takenBack(past, deployment)));
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
async function takenBack(past, deployment) {
  const { environment, service, release, previous, by, commit, subject, at } = deployment;
  if (release === void 0 || previous === void 0) return void 0;
  if (!await isOlder(past, release, previous)) return void 0;
  const reason = `${by} put ${release.version} back with ${commit.slice(0, 12)}: ${subject}`;
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
  isUnasked,
  wordsOf,
  parseEvidence,
  misplacement,
  evidenceBranch,
  heartbeatBranch,
  CLOCK_SKEW_SECONDS,
  EVIDENCE_REFS,
  evidenceAt,
  inWords,
  freezeGate,
  takenBackByHand
};
