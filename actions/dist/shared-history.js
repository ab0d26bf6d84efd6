// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  boardSources,
  cellKey,
  changeOf,
  lookInputs,
  moment,
  plural,
  readBoard,
  span
} from "./shared-5-verbs-d09e202b.js";
import {
  parseHold
} from "./shared-11-verbs-57297b5c.js";
import {
  requireEnvironment
} from "./shared-13-verbs-8f9a8474.js";
import {
  trailersOf
} from "./shared-13-verbs-1f159689.js";
import {
  oneLine
} from "./shared-15-verbs-e34f738c.js";
import {
  UserError,
  defineRequest,
  literal,
  serviceName,
  string,
  union
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/history/history.ts
init_oldest_node();

// actions/lib/app/board/record.ts
init_oldest_node();
function recordOf(facts, service, holds = []) {
  const entries = facts.environments.flatMap(({ name }) => {
    const all = facts.deployments.of(name, service);
    return all.map((deployment, index) => entryOf(facts, deployment, all[index - 1]));
  });
  return {
    schema: 1,
    at: facts.at.toISOString(),
    service,
    entries: entries.toSorted((one, other) => Date.parse(other.change.at) - Date.parse(one.change.at)),
    held: holds.filter(({ hold }) => hold.service === service).map(heldOf),
    holds: facts.environments.flatMap(
      ({ name }) => (facts.holds.get(cellKey(name, service)) ?? []).map((hold) => ({ environment: name, ...hold }))
    )
  };
}
function heldOf({ kind, hold, at, by, commit }) {
  const { environment, version, reason } = hold;
  return { kind, environment, version, at: at.toISOString(), by, reason, commit };
}
function entryOf(facts, deployment, next) {
  const { environment, release } = deployment;
  return {
    environment,
    version: release?.version ?? null,
    releaseId: release?.id ?? null,
    source: release?.source ?? null,
    change: changeOf(deployment),
    states: statesOf(facts, deployment, next),
    replacedAt: next?.at.toISOString() ?? null
  };
}
function statesOf({ history: history2 }, { environment, service, release, at }, next) {
  return history2.episodes(environment, service).filter(
    ({ releaseId, from }) => releaseId === release?.id && from >= at && (next === void 0 || from < next.at)
  ).map(({ cluster, state, from, message }) => ({ cluster, state, from: from.toISOString(), message })).toReversed();
}

// actions/lib/domain/deployments/hold-history.ts
init_oldest_node();
var PATHS = ":(glob)environments/*/holds/*.yaml";
async function readHoldHistory(git, tip) {
  const line = await git.records([tip], { pathspecs: [PATHS], isFirstParent: true });
  const objects = line.flatMap(({ files }) => files.flatMap(({ object }) => object ?? []));
  const contents = await git.contents(objects);
  const standing = /* @__PURE__ */ new Map();
  const events = [];
  for (const { sha: commit, committedAt: at, author, message, files } of line.toReversed()) {
    const by = trailersOf(message).get("Actor")?.[0] ?? author;
    for (const { path, object } of files) {
      const before = standing.get(path);
      const hold = object === void 0 ? void 0 : readHold(contents.get(object), path);
      if (hold !== void 0) {
        events.push({ kind: before === void 0 ? "set" : "changed", hold, at, by, commit });
        standing.set(path, hold);
      } else if (before !== void 0) {
        events.push({ kind: "lifted", hold: before, at, by, commit });
        standing.delete(path);
      }
    }
  }
  return events.reverse();
}
function readHold(content, path) {
  try {
    return content === void 0 ? void 0 : parseHold(content, path);
  } catch (error) {
    if (error instanceof UserError) return void 0;
    throw error;
  }
}

// actions/history/text.ts
init_oldest_node();
function historyText(record, left, paint) {
  const rows = [...record.held.map(holdRow), ...record.entries.map((entry) => releaseRow(entry, paint))].sort(
    (one, other) => Date.parse(other.at) - Date.parse(one.at)
  );
  const widths = [0, 1, 2, 3].map(
    (column) => Math.max(0, ...rows.map(({ cells }) => cells[column]?.length ?? 0))
  );
  return [
    paint("strong", record.service),
    ...rows.flatMap(({ cells, outcome: verdict, notes: below }) => [
      `${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ")}  ${verdict}`.trimEnd(),
      ...below.map((note) => `    ${paint("muted", note)}`)
    ]),
    ...left > 0 ? [paint("muted", `and ${plural(left, "entry", "entries")} more: give a higher --limit`)] : [],
    ...rows.length === 0 ? [] : [paint("muted", CLAIMS)],
    ...record.holds.map(
      ({ environment, version, at }) => paint("warn", `${version} is held in ${environment} since ${moment(at)}`)
    )
  ].join("\n");
}
function releaseRow(entry, paint) {
  const { environment, version, change } = entry;
  const from = change.from === null ? "" : `${change.from} → `;
  const who = `${change.verb} by ${oneLine(change.by)}`;
  return {
    at: change.at,
    cells: [moment(change.at), environment, `${from}${version ?? "gone"}`, who],
    outcome: outcome(entry, paint),
    notes: notes(entry)
  };
}
function holdRow({ kind, environment, version, at, by, reason }) {
  const notes2 = kind === "lifted" ? [] : [`reason: ${oneLine(reason)}`];
  const who = `hold ${kind} by ${oneLine(by)}`;
  return { at, cells: [moment(at), environment, version, who], outcome: "", notes: notes2 };
}
var CLAIMS = "Who, why and bypasses are as the commits say; slipway why asks the forge to confirm the newest.";
var TONE = { aborted: "bad", degraded: "warn", healthy: "good" };
function outcome({ states, change }, paint) {
  const bad = states.find(({ state }) => state === "aborted") ?? states.find(({ state }) => state === "degraded");
  const healthy = states.find(({ state }) => state === "healthy");
  const verdict = bad ?? healthy;
  if (verdict === void 0) return paint("muted", states.length === 0 ? "no report" : "running");
  const seconds = Math.max(0, (Date.parse(verdict.from) - Date.parse(change.at)) / 1e3);
  return paint(TONE[verdict.state] ?? "muted", `${verdict.state} after ${span(seconds)}`);
}
function notes({ change, states }) {
  const bad = states.findLast(
    ({ state, message }) => state !== "healthy" && state !== "running" && message !== ""
  );
  return [
    ...change.reason === null ? [] : [`reason: ${oneLine(change.reason)}`],
    ...change.bypasses.map((bypass) => `bypass claimed: ${oneLine(bypass)}`),
    ...bad === void 0 ? [] : [`${bad.state}: ${oneLine(bad.message)}`]
  ];
}

// actions/history/history.ts
async function history(request2, context) {
  const { service, environment, limit, branch } = request2;
  const sources = boardSources(branch, context);
  const facts = await readBoard(sources);
  if (environment !== "") requireEnvironment(facts.environments, environment);
  const all = recordOf(facts, service, await readHoldHistory(sources.git, facts.repository.commit));
  if (all.entries.length === 0) {
    const known = facts.services.join(", ") || "none";
    throw new UserError(`service ${JSON.stringify(service)}: it was never released.
  Known: ${known}.`);
  }
  const isWanted = (each) => environment === "" || each.environment === environment;
  const entries = all.entries.filter(isWanted);
  const shown = entries.slice(0, limit);
  const since = shown.length < entries.length ? Date.parse(shown.at(-1)?.change.at ?? "") : 0;
  const record = {
    ...all,
    entries: shown,
    held: all.held.filter((each) => isWanted(each) && Date.parse(each.at) >= since),
    holds: all.holds.filter(isWanted)
  };
  return {
    outputs: { record: JSON.stringify(record) },
    results: [],
    answer: {
      document: record,
      text: (paint) => historyText(record, entries.length - record.entries.length, paint)
    }
  };
}

// actions/history/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "history",
  summary: "Lists a service's releases over all environments: when, what, who, why, and what became of them.",
  inputs: {
    service: { description: "Name of the service.", schema: serviceName, isPositional: true },
    environment: {
      description: "Only this environment; empty: all.",
      schema: union([literal(""), serviceName]),
      default: ""
    },
    limit: {
      description: "Entries at most, the newest of them.",
      schema: string().regex(/^[1-9]\d{0,5}$/, "not a number from 1").transform(Number),
      default: "50"
    },
    ...lookInputs
  },
  outputs: { record: 'JSON: {"schema": 1, "service": …, "entries": […], "held": […], "holds": […]}.' }
});

export {
  history,
  request
};
