/** The board as a terminal shows it. Pure. */

import { attention } from "@slipway/lib/app/board/attention.ts";
import type { Board, BoardEnvironment, Cell, HealthState } from "@slipway/lib/app/board/document.ts";
import { age, moment, plural, silence } from "@slipway/lib/app/board/format.ts";
import type { Paint, Tone } from "@slipway/lib/app/report/answer.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { oneLine } from "@slipway/lib/domain/text/lines.ts";
import { pinLines } from "./pins.ts";

/** Told apart by their shape, so that no colour is needed. */
const SIGN: Readonly<Record<HealthState, readonly [string, Tone]>> = {
  healthy: ["●", "good"],
  running: ["◐", "busy"],
  degraded: ["▲", "warn"],
  aborted: ["✕", "bad"],
  unknown: ["○", "muted"],
};

/** Pieces of one cell, each with its tone; the width is counted without colours. */
type Piece = readonly [string, Tone?];

export function statusText(board: Board, paint: Paint): string {
  const head = [["service"], ...board.environments.map(({ name }) => [name])].map(
    ([name = ""]): readonly Piece[] => [[name, "strong"]],
  );
  const rows = board.services.map(({ name, cells }) => [
    [[name]] as readonly Piece[],
    ...cells.map((cell) => cellPieces(board, cell)),
  ]);
  const parts = [
    [`${board.repository.name} at ${shortSha(board.repository.commit)}, ${moment(board.at)}`],
    board.environments.flatMap((environment) => warnings(board, environment, paint)),
    board.services.length === 0 ? ["No environment has a release yet."] : table([head, ...rows], paint),
    pinLines(board, paint),
    needs(board, paint),
    board.notes.map((note) => paint("warn", `note: ${note}`)),
    board.services.length === 0 ? [] : [legend(paint)],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function cellPieces(
  { at }: Board,
  { release, fault, change, health, canary, behind, holds, promotion }: Cell,
) {
  if (fault !== null) return [["✕ unreadable", "bad"]] satisfies readonly Piece[];
  const notes: Piece[] = [
    ...(canary === null ? [] : [[` ${canary.weight}%`, "busy"] as const]),
    ...(behind === null
      ? []
      : [[` ↓${behind.commits ?? plural(behind.releases, "release")}`, "muted"] as const]),
    ...(holds.length === 0 ? [] : [[" held", "warn"] as const]),
    ...(promotion === null ? [] : [[` ${pull(promotion)}`, "busy"] as const]),
  ];
  if (release === null) return [["–", "muted"] as const, ...notes];
  const [sign, tone] = SIGN[health.state];
  const long: Piece[] = change === null ? [] : [[` ${age(change.at, at)}`, "muted"]];
  return [[sign, tone] as const, [` ${release.version}`] as const, ...long, ...notes];
}

function pull({ number, version }: NonNullable<Cell["promotion"]>): string {
  return `${number === null ? "" : `#${number}`}→${version ?? "?"}`;
}

function warnings(
  { at }: Board,
  { name, stop, freeze, clusters }: BoardEnvironment,
  paint: Paint,
): readonly string[] {
  const silent = clusters.filter(({ isAlive }) => !isAlive);
  return [
    ...(stop === null
      ? []
      : [
          paint(
            "bad",
            `■ ${name} is stopped for ${age(stop.since, at)} by ${stop.by}: ${oneLine(stop.reason)}`,
          ),
        ]),
    ...(freeze === null || freeze.state === "coming" ? [] : [paint("busy", `❄ ${name}: ${freeze.words}`)]),
    ...silent.map(({ name: cluster, beatAt }) => paint("warn", `○ ${name}: ${silence(cluster, beatAt, at)}`)),
  ];
}

function needs({ services }: Board, paint: Paint): readonly string[] {
  return services.flatMap(({ name, cells }) =>
    cells.flatMap((cell) =>
      attention(cell).map((words) => `${paint("strong", `${cell.environment}/${name}`)}: ${words}`),
    ),
  );
}

function legend(paint: Paint): string {
  const states = Object.entries(SIGN).map(([state, [sign]]) => `${sign} ${state}`);
  return paint("muted", `${states.join("  ")}  ↓ commits behind  → open promotion`);
}

function table(rows: readonly (readonly (readonly Piece[])[])[], paint: Paint): readonly string[] {
  const width = (pieces: readonly Piece[]) => pieces.reduce((sum, [text]) => sum + text.length, 0);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? [])))) ?? [];
  return rows.map((row) =>
    row
      .map((pieces, column) => {
        const text = pieces
          .map(([words, tone]) => (tone === undefined ? words : paint(tone, words)))
          .join("");
        const isLast = column === row.length - 1;
        return isLast ? text : text + " ".repeat((widths[column] ?? 0) - width(pieces));
      })
      .join("   "),
  );
}
