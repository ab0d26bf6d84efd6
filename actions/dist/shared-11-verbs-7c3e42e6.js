// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  firstLine
} from "./shared-15-verbs-e34f738c.js";
import {
  Findings,
  UserError,
  _enum,
  digest,
  int,
  iso_exports,
  literal,
  number,
  object,
  parseJson,
  parseYaml,
  sha,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/evidence/evidence.ts
init_oldest_node();

// actions/lib/domain/evidence/document.ts
init_oldest_node();
var percent = number().min(0, "expected 0 to 100").max(100, "expected 0 to 100");
var evidenceSchema = object({
  schema: literal(1, "only schema 1 is known").describe("version of this format"),
  service: string().min(1).describe("name of the service"),
  environment: string().min(1).describe("name of the environment"),
  cluster: string().min(1).describe("name of the cluster"),
  releaseId: digest.nullable().describe("release that the workload in the cluster specifies; `null`: its pods carry no release id"),
  digest: digest.nullable().describe("image digest"),
  version: string().min(1).nullable().describe("version of the release"),
  revision: sha.nullable().describe("commit of the last successful sync of Argo CD"),
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
    releaseId: digest.nullable().describe("release of the pods that serve outside a canary")
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
  const checked = evidenceSchema.safeParse(parseJson(text));
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
  const closed = (reason, isAbsent = false) => ({ cluster, reason, isAbsent });
  const branch = evidenceBranch(environment.name, cluster);
  const heartbeat = heartbeatBranch(environment.name, cluster);
  const commit = source.refs.get(branch);
  if (commit === void 0) return closed(`branch ${branch} does not exist: no reporter has written yet`);
  const beat = source.refs.get(heartbeat);
  if (beat === void 0) return closed(`branch ${heartbeat} does not exist: no sign of a living reporter`);
  const [tree, beatAt] = await Promise.all([source.trees(commit), source.beats(beat)]);
  const unalive = heartbeatFault(beatAt, environment.evidence.maxAgeSeconds, now);
  if (unalive !== void 0 || beatAt === void 0) return closed(`${heartbeat}: ${unalive}`);
  const untimely = await source.lines.timeFault(commit, now);
  if (untimely !== void 0) return closed(`${branch}: ${untimely}`);
  const file = evidenceFile(service);
  const bytes = await tree.read(file);
  if (bytes === void 0)
    return closed(`${branch} has no ${file}: the cluster does not know ${service}`, true);
  const where = `${branch}:${file}`;
  const evidence = parseOrReason(bytes.toString("utf8"), where);
  if (typeof evidence === "string") return closed(evidence);
  const misplaced = misplacement(evidence, environment.name, cluster, service);
  if (misplaced !== void 0) return closed(`${where}: ${misplaced}`);
  const ahead = secondsAhead(new Date(evidence.since), now);
  if (ahead > CLOCK_SKEW_SECONDS) {
    return closed(`${where}: since ${evidence.since} lies ${ahead} s in the future: a clock is wrong`);
  }
  const regressed = await generationFault(source.lines, commit, evidence);
  if (regressed !== void 0) return closed(`${where}: ${regressed}`);
  return { cluster, commit, evidence, beatAt };
}
async function generationFault(lines, commit, { service, state, releaseId, observedGeneration }) {
  if (state !== "healthy" || releaseId === null) return void 0;
  const highest = await lines.highestGeneration(commit, service, releaseId);
  if (observedGeneration >= highest) return void 0;
  return `generation ${observedGeneration} is healthy, but ${highest} of this release was reported before: somebody else wrote it, or the workload was recreated and the branch has to be deleted`;
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

export {
  parseEvidence,
  misplacement,
  evidenceBranch,
  heartbeatBranch,
  CLOCK_SKEW_SECONDS,
  EVIDENCE_REFS,
  evidenceAt
};
