// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  boardOf,
  boardSources,
  lookInputs,
  readBoard,
  span
} from "./shared-5-verbs-d09e202b.js";
import {
  requireEnvironment,
  secondsOf
} from "./shared-13-verbs-8f9a8474.js";
import {
  oneLine
} from "./shared-15-verbs-e34f738c.js";
import {
  UserError,
  defineRequest,
  describeError,
  literal,
  optionalText,
  serviceName,
  string,
  union
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/watch/request.ts
init_oldest_node();
var duration = string().regex(/^[1-9]\d{0,4}[smh]$/, "not a duration such as 10s, 30m or 2h").transform(secondsOf);
var environment = union([literal("").transform(() => void 0), serviceName]);
var request = defineRequest({
  verb: "watch",
  summary: "Follows a service through the environments as it happens, and can wait until a release is healthy.",
  inputs: {
    service: { description: "Name of the service.", schema: serviceName, isPositional: true },
    environment: {
      description: "Environment to wait for: the run ends when the release there is healthy or has failed. Empty: all, until timeout.",
      schema: environment,
      default: "",
      isPositional: true
    },
    release: {
      description: "Version to wait for, or the commit it was built from (7 digits at least). Empty: whatever is pinned.",
      schema: optionalText,
      default: ""
    },
    timeout: { description: "Longest time to watch.", schema: duration, default: "1h" },
    interval: { description: "Time between two looks.", schema: duration, default: "5s" },
    ...lookInputs
  },
  outputs: { state: "State of the release in `environment` at the end; empty without one." }
});

// actions/watch/watch.ts
init_oldest_node();
import { setTimeout as pause } from "node:timers/promises";

// actions/watch/changes.ts
init_oldest_node();
function changesOf(before, after) {
  const aspects = [pinned, health, promotion, holds, blocked, paused];
  return aspects.flatMap((aspect) => {
    const now = aspect(after);
    return now === void 0 || before !== void 0 && aspect(before) === now ? [] : [now];
  });
}
function pinned({ fault, release, change }) {
  if (fault !== null) return `unreadable: ${oneLine(fault)}`;
  if (release === null) return "no release";
  if (change === null) return `${release.version} is pinned`;
  const from = change.from === null ? "" : `, ${change.from} before`;
  return `${release.version} is pinned by ${change.by} (${change.verb}${from}): ${oneLine(change.subject)}`;
}
function health({ release, health: { state, message }, canary }) {
  if (release === null) return void 0;
  const detail = message === "" ? "" : `: ${oneLine(message)}`;
  if (state !== "running") return `${release.version} is ${state}${state === "healthy" ? "" : detail}`;
  if (canary === null) return `${release.version} is rolling out`;
  return `${release.version} serves ${canary.weight} % as canary, step ${canary.index} of ${canary.count}`;
}
function promotion({ promotion: open }) {
  if (open === null) return void 0;
  const check = open.check === null ? "" : `; gates: ${open.check.state}, ${oneLine(open.check.description)}`;
  const where = open.url ?? open.branch;
  return `pull request ${open.number === null ? "" : `#${open.number} `}promotes ${open.version ?? "a release"}: ${where}${check}`;
}
function holds({ holds: all }) {
  if (all.length === 0) return void 0;
  return all.map(({ version, by, reason }) => `${version} is held by ${by}: ${oneLine(reason)}`).join("; ");
}
function blocked({ next }) {
  if (next === null || next.kind !== "wait" && next.kind !== "refuse") return void 0;
  const until = next.until === null ? "" : `, until ${next.until}`;
  return `next release waits for ${next.gate ?? "a gate"}: ${oneLine(next.reason)}${until}`;
}
function paused({ paused: why }) {
  return why === null ? void 0 : `Argo CD is paused ${oneLine(why)}`;
}

// actions/watch/verdict.ts
init_oldest_node();
var shortestCommit = 7;
function verdictOf(cell, requested, before) {
  const { release, health: health2 } = cell;
  if (release === null || !isRequested(release, requested)) return replaced(cell, requested, before);
  if (health2.state === "healthy")
    return { state: "healthy", succeeded: true, reason: `${release.version} is healthy` };
  if (health2.state !== "aborted") return void 0;
  const reason = `${release.version} was aborted: ${health2.message || "no reason was reported"}`;
  return { state: "aborted", succeeded: false, reason };
}
function replaced({ release, change }, requested, before) {
  const gone = before?.release ?? null;
  if (gone === null || !isRequested(gone, requested) || gone.id === release?.id) return void 0;
  const by = change === null ? "" : ` by ${change.by} (${change.verb}): ${change.subject}`;
  const reason = `${gone.version} was replaced before it was healthy${by}`;
  return { state: before?.health.state ?? "unknown", succeeded: false, reason };
}
function isRequested(release, requested) {
  if (requested === void 0) return true;
  const isCommit = requested.length >= shortestCommit && release.source.startsWith(requested);
  return release.version === requested || isCommit;
}

// actions/watch/watch.ts
async function watch(request2, context) {
  const deadline = context.clock.now().getTime() + request2.timeout * 1e3;
  let seen = /* @__PURE__ */ new Map();
  for (; ; ) {
    const cells = await lookAgain(request2, context, seen);
    for (const line of linesOf(seen, cells)) context.report.info(`${time(context)}  ${line}`);
    const verdict = ended(request2, cells, seen);
    if (verdict !== void 0) return outcome(request2, verdict);
    if (context.clock.now().getTime() >= deadline) return late(request2, cells);
    seen = cells;
    await pause(request2.interval * 1e3);
  }
}
async function lookAgain(request2, context, seen) {
  if (seen.size === 0) return look(request2, context);
  return look(request2, context).catch((error) => {
    context.report.info(
      `${time(context)}  not read, next try in ${request2.interval} s: ${describeError(error)}`
    );
    return seen;
  });
}
async function look({ service, environment: environment2, branch }, context) {
  const facts = await readBoard(boardSources(branch, context));
  if (environment2 !== void 0) requireEnvironment(facts.environments, environment2);
  const found = boardOf(facts).services.find(({ name }) => name === service);
  if (found === void 0) {
    const known = facts.services.join(", ") || "none";
    throw new UserError(
      `service ${JSON.stringify(service)}: no environment has a release of it.
  Known: ${known}.`
    );
  }
  const cells = found.cells.filter((cell) => environment2 === void 0 || cell.environment === environment2);
  return new Map(cells.map((cell) => [cell.environment, cell]));
}
function linesOf(before, after) {
  const width = Math.max(...[...after.keys()].map(({ length }) => length));
  return [...after].flatMap(
    ([environment2, cell]) => changesOf(before.get(environment2), cell).map((change) => `${environment2.padEnd(width)}  ${change}`)
  );
}
var time = ({ clock }) => clock.now().toISOString().slice(11, 19);
function ended({ environment: environment2, release }, cells, seen) {
  const cell = environment2 === void 0 ? void 0 : cells.get(environment2);
  return cell === void 0 ? void 0 : verdictOf(cell, release, seen.get(cell.environment));
}
function outcome({ service, environment: environment2 }, { state, succeeded, reason }) {
  const result = { service, status: succeeded ? "done" : "failed", reason };
  return {
    outputs: { state },
    results: [environment2 === void 0 ? result : { ...result, environment: environment2 }]
  };
}
function late({ service, environment: environment2, release, timeout }, cells) {
  const cell = environment2 === void 0 ? void 0 : cells.get(environment2);
  if (environment2 === void 0 || cell === void 0) return { outputs: { state: "" }, results: [] };
  const [last = "nothing is known"] = changesOf(void 0, cell).slice(0, 2).reverse();
  const awaited = release === void 0 ? "the pinned release" : release;
  const reason = `${awaited} was not healthy after ${span(timeout)}; last seen: ${last}`;
  return {
    outputs: { state: cell.health.state },
    results: [{ service, environment: environment2, status: "failed", reason }]
  };
}

export {
  request,
  watch
};
