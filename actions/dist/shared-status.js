// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
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
} from "./shared-4-verbs-2538f04e.js";
import {
  oneLine
} from "./shared-13-verbs-25bca711.js";
import {
  UserError,
  defineRequest,
  services
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

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
  outputs: { board: "The board as JSON; `actions/board/board.schema.json` describes it." }
});

// actions/status/status.ts
init_oldest_node();

// actions/status/table.ts
init_oldest_node();
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
    [`${board.repository.name} at ${board.repository.commit.slice(0, 12)}, ${moment(board.at)}`],
    board.environments.flatMap((environment) => warnings(board, environment, paint)),
    board.services.length === 0 ? ["No environment has a release yet."] : table([head, ...rows], paint),
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
function table(rows, paint) {
  const width = (pieces) => pieces.reduce((sum, [text]) => sum + text.length, 0);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? [])))) ?? [];
  return rows.map(
    (row) => row.map((pieces, column) => {
      const text = pieces.map(([words, tone]) => tone === void 0 ? words : paint(tone, words)).join("");
      const isLast = column === row.length - 1;
      return isLast ? text : text + " ".repeat((widths[column] ?? 0) - width(pieces));
    }).join("   ")
  );
}

// actions/status/status.ts
async function status(request2, context) {
  const all = boardOf(await readBoard(boardSources(request2.branch, context)));
  const board = request2.services.length === 0 ? all : only(all, request2.services);
  return {
    outputs: { board: JSON.stringify(board) },
    results: [],
    answer: { document: board, text: (paint) => statusText(board, paint) }
  };
}
function only(board, wanted) {
  const unknown = wanted.filter((name) => !board.services.some((service) => service.name === name));
  if (unknown.length > 0) {
    const known = board.services.map(({ name }) => name).join(", ") || "none";
    throw new UserError(
      `services: no environment has a release of ${unknown.join(", ")}.
  Known: ${known}.`
    );
  }
  return { ...board, services: board.services.filter(({ name }) => wanted.includes(name)) };
}

export {
  request,
  status
};
