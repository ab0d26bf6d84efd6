/** The record of a service as a terminal shows it. Pure. */
import { moment, plural, span } from "@slipway/lib/app/board/format.ts";
import type { Entry, Held, ServiceRecord } from "@slipway/lib/app/board/record.ts";
import type { Paint, Tone } from "@slipway/lib/app/report/answer.ts";
import { oneLine } from "@slipway/lib/domain/text/lines.ts";

/** One line, and the notes below it. */
interface Row {
  readonly at: string;
  readonly cells: readonly [when: string, where: string, what: string, who: string];
  readonly outcome: string;
  readonly notes: readonly string[];
}

export function historyText(record: ServiceRecord, left: number, paint: Paint): string {
  // Of one commit the hold comes first: newest first, it is the release's last word.
  const rows = [...record.held.map(holdRow), ...record.entries.map((entry) => releaseRow(entry, paint))].sort(
    (one, other) => Date.parse(other.at) - Date.parse(one.at),
  );
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...rows.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  return [
    paint("strong", record.service),
    ...rows.flatMap(({ cells, outcome: verdict, notes: below }) => [
      `${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ")}  ${verdict}`.trimEnd(),
      ...below.map((note) => `    ${paint("muted", note)}`),
    ]),
    ...(left > 0
      ? [paint("muted", `and ${plural(left, "entry", "entries")} more: give a higher --limit`)]
      : []),
    ...(rows.length === 0 ? [] : [paint("muted", CLAIMS)]),
    ...record.holds.map(({ environment, version, at }) =>
      paint("warn", `${version} is held in ${environment} since ${moment(at)}`),
    ),
  ].join("\n");
}

function releaseRow(entry: Entry, paint: Paint): Row {
  const { environment, version, change } = entry;
  const from = change.from === null ? "" : `${change.from} → `;
  const who = `${change.verb} by ${oneLine(change.by)}`;
  return {
    at: change.at,
    cells: [moment(change.at), environment, `${from}${version ?? "gone"}`, who],
    outcome: outcome(entry, paint),
    notes: notes(entry),
  };
}

function holdRow({ kind, environment, version, at, by, reason }: Held): Row {
  const notes = kind === "lifted" ? [] : [`reason: ${oneLine(reason)}`];
  const who = `hold ${kind} by ${oneLine(by)}`;
  return { at, cells: [moment(at), environment, version, who], outcome: "", notes };
}

/** Any person who can push writes commits; `why` checks the newest with the forge. */
const CLAIMS =
  "Who, why and bypasses are as the commits say; slipway why asks the forge to confirm the newest.";

const TONE: Readonly<Record<string, Tone>> = { aborted: "bad", degraded: "warn", healthy: "good" };

/** The worst verdict about it, or when it was first healthy. */
function outcome({ states, change }: Entry, paint: Paint): string {
  const bad =
    states.find(({ state }) => state === "aborted") ?? states.find(({ state }) => state === "degraded");
  const healthy = states.find(({ state }) => state === "healthy");
  const verdict = bad ?? healthy;
  if (verdict === undefined) return paint("muted", states.length === 0 ? "no report" : "running");
  const seconds = Math.max(0, (Date.parse(verdict.from) - Date.parse(change.at)) / 1000);
  return paint(TONE[verdict.state] ?? "muted", `${verdict.state} after ${span(seconds)}`);
}

function notes({ change, states }: Entry): readonly string[] {
  const bad = states.findLast(
    ({ state, message }) => state !== "healthy" && state !== "running" && message !== "",
  );
  return [
    ...(change.reason === null ? [] : [`reason: ${oneLine(change.reason)}`]),
    ...change.bypasses.map((bypass) => `bypass claimed: ${oneLine(bypass)}`),
    ...(bad === undefined ? [] : [`${bad.state}: ${oneLine(bad.message)}`]),
  ];
}
