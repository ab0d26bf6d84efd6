/** The board as one file: no server, no network, nothing but itself. Pure. */
import { createHash } from "node:crypto";
import { attention } from "@slipway/lib/app/board/attention.ts";
import type { Board, BoardService } from "@slipway/lib/app/board/document.ts";
import { moment, plural } from "@slipway/lib/app/board/format.ts";
import { script, style } from "./assets.ts";
import { cellView } from "./cell.ts";
import { detailsOf } from "./details.ts";
import { figuresView } from "./figures.ts";
import { alertsView, environmentHead, FAVICON, MARK } from "./frame.ts";
import { embedded, Html, html, webAddress } from "./html.ts";
import { SPRITE } from "./signs.ts";

export function page(board: Board): string {
  const { repository } = board;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${repository.name} · Slipway</title>
<link rel="icon" href="${FAVICON}">
<style>${new Html(style)}</style>
</head>
<body>
${SPRITE}
<a class="skip" href="#board">Skip to the board</a>
<header class="top">
<p class="brand">${MARK}<b>Slipway</b></p>
<h1>${repositoryView(board)}</h1>
<p class="asof"><span id="age"></span> <time id="at" datetime="${board.at}">${moment(board.at)}</time></p>
</header>
<main>
${alertsView(board)}
${figuresView(board)}
${boardView(board)}
${pinsView(board)}
</main>
<footer class="foot"><p>Made from git by <code>slipway board</code>. The same as data: <a href="board.json">board.json</a>. Keys: <kbd>/</kbd> search, arrows move, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> closes.</p></footer>
<dialog id="panel" aria-labelledby="panel-title"><div id="panel-body"></div></dialog>
<script type="application/json" id="details">${embedded(detailsOf(board))}</script>
<script>${new Html(script)}</script>
</body>
</html>
`.text;
}

function policy(): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function repositoryView({ repository: { name, url, branch, commit } }: Board): Html {
  const href = webAddress(url);
  const at = html`<small>${branch} at ${commit.slice(0, 7)}</small>`;
  return href === undefined ? html`${name} ${at}` : html`<a href="${href}">${name}</a> ${at}`;
}

const FILTERS = [
  ["all", "All"],
  ["attention", "Needs attention"],
  ["behind", "Behind"],
  ["moving", "Moving"],
  ["held", "Held"],
] as const;

function boardView(board: Board): Html {
  const { services, environments } = board;
  if (services.length === 0) {
    return html`<section id="board" class="empty"><h2>No release yet</h2><p>The first push to a service brings one into ${environments[0]?.name ?? "the first environment"}.</p></section>`;
  }
  const tags = services.map(tagsOf);
  const count = (tag: string) => tags.filter((each) => each.has(tag)).length;
  return html`<section id="board" aria-labelledby="board-title">
<h2 id="board-title" class="spoken">Services and environments</h2>
<div class="tools" role="search">
<label class="search"><span class="spoken">Search services, versions and people</span><input id="search" type="search" placeholder="Search service, version, person" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd></label>
<fieldset class="filters"><legend class="spoken">Show</legend>${FILTERS.map(
    ([tag, words], index) =>
      html`<label><input type="radio" name="filter" value="${tag}"${index === 0 && html` checked`}><span>${words} <b>${tag === "all" ? services.length : count(tag)}</b></span></label>`,
  )}</fieldset>
<label class="sort">Sort <select id="sort"><option value="name">by name</option><option value="attention">needs attention first</option><option value="behind">longest behind first</option><option value="changed">last changed first</option></select></label>
<p id="shown" role="status">${plural(services.length, "service")}</p>
</div>
<table role="table" aria-labelledby="board-title">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="corner">Service</th>${environments.map((environment) => environmentHead(board, environment))}</tr></thead>
<tbody role="rowgroup" id="rows">${services.map((service, index) => rowView(board, service, tags[index] ?? new Set()))}</tbody>
</table>
<p id="none" class="empty" hidden>No service is like that.</p>
</section>`;
}

/** What the page does not know of pins: said, so that an empty figure is not taken for a good one. */
function pinsView({ services }: Board): Html | false {
  const pinned = services.filter(({ cells }) => cells.some(({ pin }) => pin !== null));
  if (pinned.length === 0) return false;
  const names = pinned.map(({ name }) => name).join(", ");
  return html`<p class="foot" id="pins">Pinned in files of the team's own: ${names}. Of these no canary is watched, DORA's figures do not count them, and a change of their manifests alone is not seen. Their health is unknown where no reporter writes.</p>`;
}

function rowView(board: Board, { name, cells }: BoardService, tags: ReadonlySet<string>): Html {
  const since = cells.flatMap(({ behind }) => (behind?.since == null ? [] : [Date.parse(behind.since)]));
  const changed = cells.flatMap(({ change }) => (change === null ? [] : [Date.parse(change.at)]));
  const oldest = since.length === 0 ? 0 : Date.parse(board.at) - Math.min(...since);
  return html`<tr role="row" data-tags="${[...tags].join(" ")}" data-behind="${oldest}" data-changed="${Math.max(0, ...changed)}"><th role="rowheader" scope="row">${name}</th>${cells.map((cell) => cellView(board, name, cell))}</tr>
`;
}

function tagsOf({ cells }: BoardService): ReadonlySet<string> {
  const tags = new Set<string>();
  for (const cell of cells) {
    if (attention(cell).length > 0) tags.add("attention");
    if (cell.behind !== null) tags.add("behind");
    if (cell.canary !== null || cell.promotion !== null || cell.health.state === "running")
      tags.add("moving");
    if (cell.holds.length > 0) tags.add("held");
  }
  return tags;
}
