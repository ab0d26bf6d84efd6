/** One service in one environment, in three lines at most. */
import { attention } from "../../lib/board/attention.ts";
import type { Board, Cell } from "../../lib/board/document.ts";
import { age, moment, oneLine, plural } from "../../lib/board/words.ts";
import { type Html, html, webAddress } from "./html.ts";
import { sign, spoken, TONE } from "./signs.ts";

export function cellView(board: Board, service: string, cell: Cell): Html {
  const place = `${cell.environment}/${service}`;
  const marks = marksOf(board, cell);
  return html`<td role="cell" data-env="${cell.environment}" class="${attention(cell).length > 0 ? "alarm" : ""}">${head(board, service, cell, place)}${facts(board, cell)}${marks.length > 0 && html`<div class="marks">${marks}</div>`}</td>`;
}

function head({ at }: Board, service: string, cell: Cell, place: string): Html {
  const { release, fault, health, change, environment } = cell;
  const state = fault === null ? (release === null ? "none" : health.state) : "refuse";
  const tone = fault === null ? (release === null ? "off" : TONE[health.state]) : "bad";
  const words = fault === null ? (release === null ? "no release" : health.state) : "unreadable";
  const shown = release?.version ?? (fault === null ? "not here yet" : "unreadable");
  const long =
    change === null
      ? ""
      : html`<time datetime="${change.at}" title="${moment(change.at)}">${age(change.at, at)}</time>`;
  return html`<div class="head"><span class="state ${tone}">${sign(state)}${spoken(words)}</span><button type="button" class="version${release === null ? " off" : ""}" data-place="${place}" aria-haspopup="dialog">${spoken(`${service} in ${environment}: `)}${shown}</button>${long}</div>`;
}

function facts({ at }: Board, { change, behind }: Cell): Html | false {
  if (change === null && behind === null) return false;
  const who =
    change === null ? "" : html`<span class="who">${VERB[change.verb]} ${oneLine(change.by)}</span>`;
  return html`<div class="facts">${who}${behind !== null && behindView(at, behind)}</div>`;
}

const VERB = {
  bump: "by",
  promote: "by",
  rollback: "rolled back by",
  revert: "reverted by",
  hand: "by hand:",
} as const;

function behindView(
  at: string,
  { environment, commits, releases, since }: NonNullable<Cell["behind"]>,
): Html {
  const far = commits === null ? plural(releases, "release") : plural(commits, "commit");
  const long = since === null ? "" : ` · ${age(since, at)}`;
  const full = `${far}, ${plural(releases, "release")} behind ${environment}`;
  return html`<span class="behind" title="${full}"><span aria-hidden="true">↓ </span>${far}${spoken(` behind ${environment}`)}${long}</span>`;
}

function marksOf({ at }: Board, { canary, holds, promotion, next, health, change }: Cell): readonly Html[] {
  return [
    ...(canary === null ? [] : [canaryView(canary)]),
    ...holds.map(({ version, reason, until }) =>
      mark("warn", "hold", `${version} held${until === null ? "" : ` ${age(at, until)} more`}`, reason),
    ),
    ...(promotion === null ? [] : [pullView(promotion)]),
    ...(next?.kind === "refuse"
      ? [mark("bad", "refuse", `${next.gate ?? "release"} refuses`, next.reason)]
      : []),
    ...(next?.kind === "wait" ? [waiting(at, next)] : []),
    ...((change?.bypasses.length ?? 0) > 0
      ? [mark("warn", "open", "gate bypassed", change?.bypasses.join("; ") ?? "")]
      : []),
    ...(health.state === "aborted" || health.state === "degraded"
      ? [html`<span class="say ${TONE[health.state]}">${health.message || health.state}</span>`]
      : []),
  ];
}

function mark(tone: string, name: Parameters<typeof sign>[0], words: string, full: string): Html {
  return html`<span class="mark ${tone}" title="${oneLine(full)}">${sign(name)}${words}</span>`;
}

function waiting(at: string, { gate, reason, until }: NonNullable<Cell["next"]>): Html {
  const long = until === null ? "" : `, ${age(at, until)} more`;
  return mark("off", "wait", `waits for ${gate}${long}`, reason);
}

function pullView({ number, url, version, branch }: NonNullable<Cell["promotion"]>): Html {
  const name = `${number === null ? "open" : `#${number}`} → ${version ?? "?"}`;
  const href = webAddress(url);
  if (href === undefined) return mark("busy", "pull", name, branch);
  return html`<a class="mark busy" href="${href}" title="${branch}">${sign("pull")}${name}</a>`;
}

function canaryView({ weight, index, count }: NonNullable<Cell["canary"]>): Html {
  return html`<span class="mark busy"><svg class="progress" viewBox="0 0 40 6" aria-hidden="true" focusable="false"><rect class="track" width="40" height="6" rx="3"/><rect class="done" width="${Math.round(weight * 0.4)}" height="6" rx="3"/></svg>canary ${weight} %${spoken(`, step ${index} of ${count}`)}</span>`;
}
