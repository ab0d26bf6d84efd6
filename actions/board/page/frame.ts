/** What is around the cells: the mark, what holds everybody up, and the heads of the columns. */
import type { Board, BoardEnvironment, HealthState } from "@slipway/lib/app/board/document.ts";
import { age, plural, silence } from "@slipway/lib/app/board/format.ts";
import { oneLine } from "@slipway/lib/domain/text/lines.ts";
import { Html, html } from "./html.ts";
import { type Sign, sign, spoken, TONE } from "./signs.ts";

const SLIP = "M4 18.5h16M6 14h12M9 9.5h9M12.5 5H18";

/** Steps that lead down to the water. */
export const MARK = new Html(
  `<svg class="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${SLIP}" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
);

export const FAVICON = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="${SLIP}" fill="none" stroke="#3257d6" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
)}`;

/** An emergency stop first, then freezes, then what could not be read. */
export function alertsView({ environments, notes, at }: Board): Html | false {
  const alerts = [
    ...environments.flatMap(({ name, stop }) => (stop === null ? [] : [stopped(name, stop, at)])),
    ...environments.flatMap(({ name, freeze }) =>
      freeze === null || freeze.state === "coming" ? [] : [frozen(name, freeze)],
    ),
    ...environments.flatMap(({ name, clusters }) =>
      clusters
        .filter(({ isAlive }) => !isAlive)
        .map(({ name: cluster, beatAt }) =>
          alert("warn", "unknown", html`<b>${name}</b>: ${silence(cluster, beatAt, at)}`),
        ),
    ),
    ...(notes.length === 0 ? [] : [notesView(notes)]),
  ];
  if (alerts.length === 0) return false;
  return html`<section aria-label="What holds up"><ul class="alerts">${alerts}</ul></section>`;
}

function alert(tone: string, name: Sign, words: Html): Html {
  return html`<li class="alert ${tone}">${sign(name)}<p>${words}</p></li>`;
}

function stopped(name: string, stop: NonNullable<BoardEnvironment["stop"]>, at: string): Html {
  const { by, reason, since } = stop;
  const words = html`<b>${name} is stopped</b> for ${age(since, at)} by ${by}: ${oneLine(reason)}`;
  return alert("bad", "stop", words);
}

function frozen(name: string, { state, words }: NonNullable<BoardEnvironment["freeze"]>): Html {
  const what = state === "active" ? "is frozen" : "lets nothing in";
  return alert("cold", "freeze", html`<b>${name} ${what}</b>: ${words.replace(/^frozen /, "")}`);
}

function notesView(notes: readonly string[]): Html {
  return html`<li class="alert warn">${sign("degraded")}<details><summary>${plural(notes.length, "thing")} could not be read</summary><ul>${notes.map((note) => html`<li>${oneLine(note)}</li>`)}</ul></details></li>`;
}

const ORDER: readonly HealthState[] = ["aborted", "degraded", "running", "unknown", "healthy"];

export function environmentHead(board: Board, { name, freeze, stop, clusters }: BoardEnvironment): Html {
  const cells = board.services.flatMap((service) =>
    service.cells.filter(({ environment, release }) => environment === name && release !== null),
  );
  const counts = ORDER.flatMap((state) => {
    const count = cells.filter(({ health }) => health.state === state).length;
    return count === 0
      ? []
      : [html`<span class="count ${TONE[state]}">${sign(state)}${count}${spoken(` ${state}`)}</span>`];
  });
  const silent = clusters.filter(({ isAlive }) => !isAlive);
  const marks = [
    ...(stop === null ? [] : [html`<span class="mark bad">${sign("stop")}stopped</span>`]),
    ...(freeze === null
      ? []
      : [
          html`<span class="mark cold" title="${freeze.words}">${sign("freeze")}${freeze.state === "coming" ? "freeze ahead" : "frozen"}</span>`,
        ]),
    ...(silent.length === 0 ? [] : [html`<span class="mark off">${sign("unknown")}silent</span>`]),
  ];
  return html`<th role="columnheader" scope="col"><span class="column"><span class="env">${name}</span>${marks}<span class="counts">${counts}</span></span></th>`;
}
