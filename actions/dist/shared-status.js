// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  attention
} from "./shared-board-status.js";
import {
  age,
  boardOf,
  boardSources,
  lookInputs,
  moment,
  plural,
  readBoard,
  silence
} from "./shared-5-verbs-d09e202b.js";
import {
  table
} from "./shared-promote-status.js";
import {
  GATES_CONTEXT
} from "./shared-9-verbs-8dc5e9b4.js";
import {
  EVIDENCE_REFS,
  evidenceBranch
} from "./shared-11-verbs-7c3e42e6.js";
import {
  ForgeError,
  connectForge
} from "./shared-13-verbs-8f9a8474.js";
import {
  firstLine,
  oneLine
} from "./shared-15-verbs-e34f738c.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  UserError,
  defineRequest,
  services
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/status/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "status",
  summary: "Shows what runs where: version, age, health, distance, holds, freezes and stops.",
  inputs: {
    services: {
      description: "Only these services: a JSON array, or names with commas between; empty: all.",
      schema: services,
      default: ""
    },
    ...lookInputs
  },
  outputs: {
    board: "The board as JSON; `actions/board/board.schema.json` describes it.",
    rules: "Branch rules that are missing or unknown: a JSON array of sentences.",
    pushes: "Findings about who pushed evidence and pins and when, and what was not checked: a JSON array of sentences."
  }
});

// actions/status/status.ts
init_oldest_node();

// actions/status/pushes.ts
init_oldest_node();
var TOLERATED_MS = 5 * 6e4;
async function pushFindings(asked) {
  const { forge } = asked;
  if (forge === void 0)
    return [
      "pushes: who pushed evidence and pins was not checked: SLIPWAY_TOKEN and GITHUB_REPOSITORY are not both set"
    ];
  try {
    return [...await aboutEvidence(asked, forge), ...await aboutPins(asked, forge)];
  } catch (error) {
    if (error instanceof ForgeError) return [`pushes: not checked: ${firstLine(error.message)}`];
    throw error;
  }
}
async function aboutEvidence({ git, board }, forge) {
  const tips = await git.fetch(...EVIDENCE_REFS);
  const branches = board.environments.flatMap(
    ({ name, clusters }) => clusters.map((cluster) => evidenceBranch(name, cluster.name))
  );
  const findings = [];
  for (const branch of branches) {
    const tip = tips.get(branch);
    if (tip === void 0) continue;
    const pushes = await forge.pushesTo(branch);
    if (typeof pushes === "string") findings.push(`${branch}: who pushed it was not checked: ${pushes}`);
    else findings.push(...await aboutBranch(git, branch, tip, pushes));
  }
  return findings;
}
async function aboutBranch(git, branch, tip, pushes) {
  const accounts = [...new Set(pushes.map(({ by }) => by))];
  const several = accounts.length > 1 ? [`${branch}: pushed by ${accounts.join(", ")}; only the reporter of that cluster may`] : [];
  const push = pushes.find(({ sha }) => sha === tip);
  if (push === void 0)
    return [
      ...several,
      `${branch}: who pushed ${shortSha(tip)} was not checked: the forge does not remember it`
    ];
  const [commit] = await git.records([tip], { limit: 1 });
  return [...several, ...misdated(`${branch}: ${shortSha(tip)}`, commit?.committedAt, push)];
}
async function aboutPins({ board }, forge) {
  const { branch } = board.repository;
  const pins = board.services.flatMap(
    ({ name, cells }) => cells.flatMap(
      ({ environment, change }) => change === null ? [] : [{ place: `${environment}/${name}`, commit: change.commit, at: new Date(change.at) }]
    )
  );
  if (pins.length === 0) return [];
  const pushes = await forge.pushesTo(branch);
  if (typeof pushes === "string") return [`${branch}: when pins were pushed was not checked: ${pushes}`];
  const known = new Map(pushes.map((push) => [push.sha, push]));
  const unknown = pins.filter(({ commit }) => !known.has(commit));
  return [
    ...pins.flatMap(({ place, commit, at }) => {
      const push = known.get(commit);
      return push === void 0 ? [] : misdated(`${place}: ${shortSha(commit)}`, at, push);
    }),
    ...unknown.length === 0 ? [] : [
      `${branch}: when ${unknown.length} of ${pins.length} pins were pushed was not checked: the forge remembers the newest pushes only, each by its last commit`
    ]
  ];
}
function misdated(what, says, { by, at }) {
  if (says === void 0 || Math.abs(says.getTime() - at.getTime()) <= TOLERATED_MS) return [];
  return [
    `${what} says it was made at ${inSeconds(says)}, but ${by} pushed it at ${inSeconds(at)}: a clock is wrong, or its date was chosen`
  ];
}
function inSeconds(time) {
  return `${time.toISOString().slice(0, 19)}Z`;
}

// actions/status/rules.ts
init_oldest_node();
var RESTRICTED = [
  ["promote/**", "promote/any/any", "put other files under a promotion's check"],
  ["hotfix-release/**", "hotfix-release/any/any", "put other files under a hotfix's check"],
  ["rollback/**", "rollback/any", "put other files into a rollback's review"],
  ["evidence/**", "evidence/any/any", "report what no cluster said"],
  ["heartbeat/**", "heartbeat/any/any", "say that a silent cluster is alive"],
  ["stop/*", "stop/any", "begin and end an emergency stop"]
];
async function missingRules(env, branch) {
  if (!env.SLIPWAY_TOKEN || !env.GITHUB_REPOSITORY) {
    return [
      "rules of branches: not known: SLIPWAY_TOKEN and GITHUB_REPOSITORY are not both set.\n  Set them to have the forge asked."
    ];
  }
  try {
    const forge = connectForge(env);
    const found = await Promise.all([
      mainRules(forge, branch),
      ...RESTRICTED.map(
        async ([pattern, sample, what]) => about(
          pattern,
          await forge.branchRules(sample),
          ({ isRestricted }) => isRestricted ? [] : [`${pattern}: no rule says who may push it, so anybody with write access can ${what}`]
        )
      )
    ]);
    return [...new Set(found.flat())];
  } catch (error) {
    if (error instanceof ForgeError) return [`rules of branches: not known: ${firstLine(error.message)}`];
    throw error;
  }
}
async function mainRules(forge, branch) {
  return about(branch, await forge.branchRules(branch), ({ checks }) => {
    const gates = checks.filter(({ context }) => context === GATES_CONTEXT);
    if (gates.length === 0)
      return [
        `${branch}: no rule requires the check ${GATES_CONTEXT}, so a closed gate does not block a merge`
      ];
    if (gates.some(({ hasSource }) => hasSource)) return [];
    return [
      `${branch}: no rule names who must set ${GATES_CONTEXT}, so anybody with write access can turn it green`
    ];
  });
}
function about(pattern, rules, judge) {
  return typeof rules === "string" ? [`${pattern}: not known: ${rules}`] : judge(rules);
}

// actions/status/table.ts
init_oldest_node();

// actions/status/pins.ts
init_oldest_node();
var HEADER = ["pin", "image", "tag", "digest", "since", "commit", "next"];
function pinLines(board, paint) {
  const rows = board.services.flatMap(
    ({ name, cells }) => cells.flatMap((cell) => cell.pin === null ? [] : [row(board, name, cell, cell.pin)])
  );
  if (rows.length === 0) return [];
  const [header = "", ...lines] = table(HEADER, rows).split("\n");
  const notCounted = "Pins: no canary is watched, and DORA's figures do not count them.";
  return [paint("strong", header), ...lines, paint("muted", notCounted)];
}
function row({ at }, service, cell, { image, tag, digest }) {
  const { environment, change } = cell;
  return [
    `${environment}/${service}`,
    image,
    tag,
    digest === null ? "none" : shortDigest(digest),
    change === null ? "unknown" : age(change.at, at),
    change === null ? "unknown" : shortSha(change.commit),
    nextWords(cell)
  ];
}
function shortDigest(digest) {
  return digest.slice("sha256:".length, "sha256:".length + 12);
}
function nextWords({ next, behind }) {
  if (next === null) return "-";
  const version = next.version ?? behind?.version;
  const what = version === null || version === void 0 ? "" : `${version} `;
  const reason = firstLine(next.reason);
  switch (next.kind) {
    case "promote":
      return `${what}${next.unasked.length === 0 ? "may move" : `may move; not asked: ${gatesOf(next.unasked)}`}`;
    case "wait":
      return `${what}waits for ${next.gate}: ${reason}`;
    case "refuse":
      return `${what}refused by ${next.gate}: ${reason}`;
    case "nothing":
      return `nothing: ${reason}`;
  }
}
function gatesOf(unasked) {
  return [...new Set(unasked.map(({ gate }) => gate))].join(", ");
}

// actions/status/table.ts
var SIGN = {
  healthy: ["●", "good"],
  running: ["◐", "busy"],
  degraded: ["▲", "warn"],
  aborted: ["✕", "bad"],
  unknown: ["○", "muted"]
};
function statusText(board, paint) {
  const head = [["service"], ...board.environments.map(({ name }) => [name])].map(
    ([name = ""]) => [[name, "strong"]]
  );
  const rows = board.services.map(({ name, cells }) => [
    [[name]],
    ...cells.map((cell) => cellPieces(board, cell))
  ]);
  const parts = [
    [`${board.repository.name} at ${shortSha(board.repository.commit)}, ${moment(board.at)}`],
    board.environments.flatMap((environment) => warnings(board, environment, paint)),
    board.services.length === 0 ? ["No environment has a release yet."] : table2([head, ...rows], paint),
    pinLines(board, paint),
    needs(board, paint),
    board.notes.map((note) => paint("warn", `note: ${note}`)),
    board.services.length === 0 ? [] : [legend(paint)]
  ];
  return parts.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n");
}
function cellPieces({ at }, { release, fault, change, health, canary, behind, holds, promotion }) {
  if (fault !== null) return [["✕ unreadable", "bad"]];
  const notes = [
    ...canary === null ? [] : [[` ${canary.weight}%`, "busy"]],
    ...behind === null ? [] : [[` ↓${behind.commits ?? plural(behind.releases, "release")}`, "muted"]],
    ...holds.length === 0 ? [] : [[" held", "warn"]],
    ...promotion === null ? [] : [[` ${pull(promotion)}`, "busy"]]
  ];
  if (release === null) return [["–", "muted"], ...notes];
  const [sign, tone] = SIGN[health.state];
  const long = change === null ? [] : [[` ${age(change.at, at)}`, "muted"]];
  return [[sign, tone], [` ${release.version}`], ...long, ...notes];
}
function pull({ number, version }) {
  return `${number === null ? "" : `#${number}`}→${version ?? "?"}`;
}
function warnings({ at }, { name, stop, freeze, clusters }, paint) {
  const silent = clusters.filter(({ isAlive }) => !isAlive);
  return [
    ...stop === null ? [] : [
      paint(
        "bad",
        `■ ${name} is stopped for ${age(stop.since, at)} by ${stop.by}: ${oneLine(stop.reason)}`
      )
    ],
    ...freeze === null || freeze.state === "coming" ? [] : [paint("busy", `❄ ${name}: ${freeze.words}`)],
    ...silent.map(({ name: cluster, beatAt }) => paint("warn", `○ ${name}: ${silence(cluster, beatAt, at)}`))
  ];
}
function needs({ services: services2 }, paint) {
  return services2.flatMap(
    ({ name, cells }) => cells.flatMap(
      (cell) => attention(cell).map((words) => `${paint("strong", `${cell.environment}/${name}`)}: ${words}`)
    )
  );
}
function legend(paint) {
  const states = Object.entries(SIGN).map(([state, [sign]]) => `${sign} ${state}`);
  return paint("muted", `${states.join("  ")}  ↓ commits behind  → open promotion`);
}
function table2(rows, paint) {
  const width = (pieces) => pieces.reduce((sum, [text]) => sum + text.length, 0);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row2) => width(row2[column] ?? [])))) ?? [];
  return rows.map(
    (row2) => row2.map((pieces, column) => {
      const text = pieces.map(([words, tone]) => tone === void 0 ? words : paint(tone, words)).join("");
      const isLast = column === row2.length - 1;
      return isLast ? text : text + " ".repeat((widths[column] ?? 0) - width(pieces));
    }).join("   ")
  );
}

// actions/status/status.ts
async function status(request2, context) {
  const sources = boardSources(request2.branch, context);
  const all = boardOf(await readBoard(sources));
  const board = request2.services.length === 0 ? all : only(all, request2.services);
  const rules = await missingRules(context.env, request2.branch);
  const pushes = await pushFindings({ ...sources, board: all });
  const text = (paint) => [statusText(board, paint), ...warnings2(rules, paint), ...warnings2(pushes, paint)].join("\n\n");
  return {
    outputs: { board: JSON.stringify(board), rules: JSON.stringify(rules), pushes: JSON.stringify(pushes) },
    results: [],
    answer: { document: board, text }
  };
}
function warnings2(sentences, paint) {
  return sentences.length === 0 ? [] : [sentences.map((each) => paint("warn", each)).join("\n")];
}
function only(board, names) {
  const unknown = names.filter((name) => !board.services.some((service) => service.name === name));
  if (unknown.length > 0) {
    const known = board.services.map(({ name }) => name).join(", ") || "none";
    throw new UserError(
      `services: no environment has a release of ${unknown.join(", ")}.
  Known: ${known}.`
    );
  }
  return { ...board, services: board.services.filter(({ name }) => names.includes(name)) };
}

export {
  request,
  status
};
