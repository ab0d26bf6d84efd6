/** The pins in files of the team's own, line by line: what stands where, since which commit, and what comes next. Pure. */
import type { Board, Cell } from "@slipway/lib/app/board/document.ts";
import { age } from "@slipway/lib/app/board/format.ts";
import type { Paint } from "@slipway/lib/app/report/answer.ts";
import { table } from "@slipway/lib/app/report/terminal.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";

const HEADER = ["pin", "image", "tag", "digest", "since", "commit", "next"];

/** Nothing where there is no pin. */
export function pinLines(board: Board, paint: Paint): readonly string[] {
  const rows = board.services.flatMap(({ name, cells }) =>
    cells.flatMap((cell) => (cell.pin === null ? [] : [row(board, name, cell, cell.pin)])),
  );
  if (rows.length === 0) return [];
  const [header = "", ...lines] = table(HEADER, rows).split("\n");
  const notCounted = "Pins: no canary is watched, and DORA's figures do not count them.";
  return [paint("strong", header), ...lines, paint("muted", notCounted)];
}

function row(
  { at }: Board,
  service: string,
  cell: Cell,
  { image, tag, digest }: NonNullable<Cell["pin"]>,
): readonly string[] {
  const { environment, change } = cell;
  return [
    `${environment}/${service}`,
    image,
    tag,
    digest === null ? "none" : shortDigest(digest),
    change === null ? "unknown" : age(change.at, at),
    change === null ? "unknown" : shortSha(change.commit),
    nextWords(cell),
  ];
}

function shortDigest(digest: string): string {
  return digest.slice("sha256:".length, "sha256:".length + 12);
}

/** What waits in the environment before, and for what. */
function nextWords({ next, behind }: Cell): string {
  if (next === null) return "-";
  const version = next.version ?? behind?.version;
  const what = version === null || version === undefined ? "" : `${version} `;
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

function gatesOf(unasked: NonNullable<Cell["next"]>["unasked"]): string {
  return [...new Set(unasked.map(({ gate }) => gate))].join(", ");
}
