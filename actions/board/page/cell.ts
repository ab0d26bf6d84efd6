/** One service in one environment, in three lines at most. */
import { attention } from "@slipway/lib/app/board/attention.ts";
import type { Board, Cell, HealthState } from "@slipway/lib/app/board/document.ts";
import { age, moment, plural } from "@slipway/lib/app/board/format.ts";
import { oneLine } from "@slipway/lib/domain/text/lines.ts";
import { type Html, html, webAddress } from "./html.ts";
import { type Sign, sign, spoken, TONE } from "./signs.ts";

export function cellView(board: Board, service: string, cell: Cell): Html {
  const marks = marksOf(board, cell);
  const second = marks.length > 0 && html`<div class="marks">${marks}</div>`;
  return html`<td role="cell" data-env="${cell.environment}"${alarm(cell)}>${head(board, service, cell)}${second}</td>`;
}

/** A hold is intentional; everything else here needs attention. */
function alarm(cell: Cell): Html | false {
  if (attention(cell).length === 0) return false;
  const isHold = attention({ ...cell, holds: [] }).length === 0;
  return isHold ? html` class="alarm mild"` : html` class="alarm"`;
}

function head({ at }: Board, service: string, cell: Cell): Html {
  const { release, fault, health, change, environment } = cell;
  const [tone, state, words] = stateOf(release !== null, fault !== null, health.state);
  const shown = release?.version ?? (fault === null ? "not here yet" : "unreadable");
  const kind = release === null ? "version off" : "version";
  const place = `${environment}/${service}`;
  const button = html`<button type="button" class="${kind}" data-place="${place}" aria-haspopup="dialog">${spoken(`${service} in ${environment}: `)}${shown}</button>`;
  return html`<div class="head"><span class="state ${tone}">${sign(state)}${spoken(words)}</span>${button}${change !== null && came(at, change)}</div>`;
}

function stateOf(isThere: boolean, isFaulty: boolean, state: HealthState): readonly [string, Sign, string] {
  if (isFaulty) return ["bad", "refuse", "unreadable"];
  return isThere ? [TONE[state], state, state] : ["off", "none", "no release"];
}

function came(at: string, { at: since, by, verb, confirmed }: NonNullable<Cell["change"]>): Html {
  const source = confirmed?.by === true ? "confirmed by the forge" : "as the commit says";
  const who = html`<span class="who" title="${source}">${VERB[verb]}${oneLine(by)}</span>`;
  return html`${who}<time datetime="${since}" title="${moment(since)}">${age(since, at)}</time>`;
}

const VERB = {
  bump: "",
  promote: "",
  hotfix: "hotfix by ",
  rollback: "rolled back by ",
  revert: "reverted by ",
  hand: "manually: ",
} as const;

function behindView(
  at: string,
  { environment, commits, releases, since }: NonNullable<Cell["behind"]>,
): Html {
  const far = commits === null ? plural(releases, "release") : plural(commits, "commit");
  const long = since === null ? "" : ` · ${age(since, at)}`;
  const full = `${far}, ${plural(releases, "release")} behind ${environment}`;
  return html`<span class="behind" title="${full}"><span aria-hidden="true">↓ </span><b>${far}</b>${spoken(` behind ${environment}`)}${long}</span>`;
}

function marksOf({ at }: Board, cell: Cell): readonly Html[] {
  const { behind, canary, holds, promotion, next, health, change } = cell;
  return [
    ...(behind === null ? [] : [behindView(at, behind)]),
    ...(canary === null ? [] : [canaryView(canary)]),
    ...holds.map(({ version, reason, until }) =>
      mark("warn", "hold", `${version} held${until === null ? "" : ` ${age(at, until)} more`}`, reason),
    ),
    ...(promotion === null ? [] : [pullView(promotion)]),
    ...(next?.kind === "refuse" && !(next.gate === "hold" && holds.length > 0)
      ? [mark("bad", "refuse", `${next.gate ?? "release"} refuses`, next.reason)]
      : []),
    ...(next?.kind === "wait" && !(next.gate === "hold" && holds.length > 0) ? [waiting(at, next)] : []),
    ...bypassMark(change),
    ...(health.state === "aborted" || health.state === "degraded"
      ? [html`<span class="say ${TONE[health.state]}">${health.message || health.state}</span>`]
      : []),
  ];
}

/** The board does not check commits with the forge, so it shows the commits' claims. */
function bypassMark(change: Cell["change"]): readonly Html[] {
  if (change === null || change.bypasses.length === 0) return [];
  const said = change.bypasses.join("; ");
  if (change.confirmed?.bypasses === true) return [mark("warn", "open", "gate bypassed", said)];
  const claimed = `claimed by the commit, not confirmed by the forge: ${said}`;
  return [mark("warn", "open", "bypass claimed", claimed)];
}

function mark(tone: string, name: Sign, words: string, full: string): Html {
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
