/** The record of a service as a terminal shows it. Pure. */
import type { Entry, ServiceRecord } from "../lib/board/record.ts";
import { moment, oneLine, plural, span } from "../lib/board/words.ts";
import type { Paint, Tone } from "../lib/report/answer.ts";

export function historyText(record: ServiceRecord, left: number, paint: Paint): string {
  const rows = record.entries.map((entry) => ({ entry, cells: cells(entry) }));
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...rows.map((row) => row.cells[column]?.length ?? 0)),
  );
  return [
    paint("strong", record.service),
    ...rows.flatMap(({ entry, cells: texts }) => [
      `${texts.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ")}  ${outcome(entry, paint)}`.trimEnd(),
      ...notes(entry).map((note) => `    ${paint("muted", note)}`),
    ]),
    ...(left > 0
      ? [paint("muted", `and ${plural(left, "entry", "entries")} more: give a higher --limit`)]
      : []),
    ...record.holds.map(({ environment, version, by, reason, at }) =>
      paint(
        "warn",
        `held: ${version} in ${environment} since ${moment(at)} by ${oneLine(by)}: ${oneLine(reason)}`,
      ),
    ),
  ].join("\n");
}

function cells({ environment, version, change }: Entry): readonly string[] {
  const from = change.from === null ? "" : `${change.from} → `;
  return [
    moment(change.at),
    environment,
    `${from}${version ?? "gone"}`,
    `${change.verb} by ${oneLine(change.by)}`,
  ];
}

const TONE: Readonly<Record<string, Tone>> = { aborted: "bad", degraded: "warn", healthy: "good" };

/** The worst that was said about it, or when it was healthy first. */
function outcome({ states, change }: Entry, paint: Paint): string {
  const bad =
    states.find(({ state }) => state === "aborted") ?? states.find(({ state }) => state === "degraded");
  const healthy = states.find(({ state }) => state === "healthy");
  const said = bad ?? healthy;
  if (said === undefined) return paint("muted", states.length === 0 ? "no report" : "running");
  const seconds = Math.max(0, (Date.parse(said.from) - Date.parse(change.at)) / 1000);
  return paint(TONE[said.state] ?? "muted", `${said.state} after ${span(seconds)}`);
}

function notes({ change, states }: Entry): readonly string[] {
  const bad = states.findLast(
    ({ state, message }) => state !== "healthy" && state !== "running" && message !== "",
  );
  return [
    ...(change.reason === null ? [] : [`reason: ${oneLine(change.reason)}`]),
    ...change.bypasses.map((bypass) => `bypass: ${oneLine(bypass)}`),
    ...(bad === undefined ? [] : [`${bad.state}: ${oneLine(bad.message)}`]),
  ];
}
