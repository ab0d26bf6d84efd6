/** What blocks a release and what would unblock it, in sentences. Pure: `why` prints them, the page shows them. */
import { shortSha } from "../../domain/repository/short-sha.ts";
import { oneLine } from "../../domain/text/lines.ts";
import type { Board, BoardEnvironment, Cell, Next } from "./document.ts";
import { age, plural } from "./format.ts";
import { type Closed, pullName, remediesOf } from "./remedies.ts";

export interface Explanation {
  /** What is there, how it came and how it is. */
  readonly now: readonly string[];
  /** Each thing that keeps the next release out. */
  readonly blocks: readonly string[];
  /** Remedies, and changes that will happen automatically. */
  readonly remedies: readonly string[];
}

export function explain(board: Board, environment: string, service: string): Explanation {
  const cell = board.services
    .find(({ name }) => name === service)
    ?.cells.find((each) => each.environment === environment);
  const place = board.environments.find(({ name }) => name === environment);
  if (cell === undefined || place === undefined) {
    return { now: [`${service} has no record in ${environment}.`], blocks: [], remedies: [] };
  }
  const closed = closedGates(cell.next);
  const words = [...closed.map(({ words: said }) => said), ...unmentioned(place, cell, closed)];
  return {
    now: [
      currentRelease(board, cell),
      health(board, cell),
      pause(cell),
      distance(board, cell),
      outlook(board, cell, words),
    ].flat(),
    blocks: [...new Set(words)],
    remedies: [...new Set(remediesOf({ board, place, cell, closed, service }))],
  };
}

function closedGates(next: Next | null): readonly Closed[] {
  if (next === null || next.kind === "nothing") return [];
  const closed = next.gates
    .filter(({ isOpen }) => !isOpen)
    .map(({ gate, words, until }) => closedGate(gate, words, until));
  if (next.kind === "promote") return closed;
  const main = closedGate(next.gate ?? "release", next.reason, next.until);
  return closed.some(({ gate }) => gate === main.gate) ? closed : [main, ...closed];
}

/** The remedy follows on its own lines, as in every message. */
function closedGate(gate: string, words: string, until: string | null): Closed {
  const [what = "", ...remedy] = words.split("\n");
  const said = oneLine(remedy.join(" "));
  return {
    gate,
    words: `${gate}: ${sentence(what)}`,
    remedy: said === "" ? "" : `${gate}: ${sentence(said)}`,
    until,
  };
}

/** A stop and a hold are shown even while they block nothing yet. */
function unmentioned({ stop, freeze }: BoardEnvironment, { holds }: Cell, closed: readonly Closed[]) {
  const has = (gate: string) => closed.some((each) => each.gate === gate);
  return [
    ...(stop === null || has("stop")
      ? []
      : [`stop: the emergency stop ${stop.branch} is active, by ${stop.by}: ${sentence(stop.reason)}`]),
    ...(freeze === null || freeze.state === "coming" || has("freeze")
      ? []
      : [`freeze: ${sentence(freeze.words)}`]),
    ...(has("hold")
      ? []
      : holds.map(({ version, by, cause, reason }) =>
          sentence(`hold: ${version} is held (${cause}, by ${by}): ${reason}`),
        )),
  ];
}

function currentRelease({ at }: Board, { release, fault, change, environment }: Cell): readonly string[] {
  if (fault !== null) return [`The release in ${environment} cannot be read: ${sentence(fault)}`];
  if (release === null) return [`${environment} has no release of it.`];
  if (change === null) return [`${environment} has ${release.version}.`];
  const why = change.reason === null ? "" : ` Reason given: ${sentence(change.reason)}`;
  const { by, commit, confirmed, bypasses } = change;
  const how = `${HOW[change.verb]} by ${oneLine(by)} in ${shortSha(commit)} (${sourceOf(confirmed)})`;
  const passed = bypasses.map((bypass) => ` ${passedBy(confirmed)}: ${sentence(bypass)}`).join("");
  return [`${environment} has ${release.version} for ${age(change.at, at)}: ${how}.${why}${passed}`];
}

type Confirmed = NonNullable<Cell["change"]>["confirmed"];

function sourceOf(confirmed: Confirmed): string {
  if (confirmed === null) return "as the commit says; the forge was not asked";
  return confirmed.by ? "confirmed by the forge" : "as the commit says; the forge does not confirm it";
}

function passedBy(confirmed: Confirmed): string {
  if (confirmed === null) return "The commit says that a closed gate was bypassed";
  return confirmed.bypasses
    ? "A closed gate was bypassed, as the forge recorded"
    : "The commit claims that a closed gate was bypassed, and the forge has no record of it";
}

const HOW = {
  bump: "bumped",
  promote: "promoted",
  hotfix: "brought as a hotfix",
  rollback: "rolled back",
  revert: "reverted",
  hand: "committed manually",
} as const;

function health({ at }: Board, { release, health: { state, since, message }, canary }: Cell) {
  if (release === null) return [];
  const long = since === null ? "" : ` for ${age(since, at)}`;
  const step =
    canary === null ? "" : ` (canary at ${canary.weight} %, step ${canary.index} of ${canary.count})`;
  const words = message === "" ? "." : `: ${sentence(message)}`;
  return [`It is ${state}${long}${step}${words}`];
}

function pause({ paused }: Cell): readonly string[] {
  return paused === null ? [] : [`It is paused: ${sentence(paused)}`];
}

function distance({ at }: Board, { behind }: Cell): readonly string[] {
  if (behind === null) return [];
  const { environment, version, commits, releases, since } = behind;
  const far = [
    ...(commits === null ? [] : [plural(commits, "commit")]),
    ...(releases === 0 ? [] : [plural(releases, "release")]),
  ].join(" and ");
  const long = since === null ? "" : `, for ${age(since, at)}`;
  return [`${environment} has ${version}${far === "" ? "" : `: ${far} further`}${long}.`];
}

function outlook(
  { at }: Board,
  { next, promotion, environment, pin }: Cell,
  blocks: readonly string[],
): readonly string[] {
  const pull = promotion === null ? [] : [`A promotion is open: ${pullName(promotion)}.`];
  if (next?.kind === "nothing") return [`No release is due in ${environment}: ${sentence(next.reason)}`];
  const unasked = next?.unasked ?? [];
  const open = next?.kind === "promote" && blocks.length === 0 ? [next] : [];
  const free = open.map(({ version, reason }) =>
    unasked.length === 0
      ? `Nothing blocks ${version}: ${sentence(reason)}`
      : `No gate that was asked is closed for ${version}: ${sentence(reason)}`,
  );
  const rest = unasked.map(({ gate, words }) => `The gate ${gate} was not asked: ${sentence(words)}`);
  return [
    ...free,
    ...rest,
    ...(unasked.length === 0 ? [] : [lastAnswer(at, promotion, pin !== null)]),
    ...pull,
  ];
}

/** What the run that promotes said last: the one place where all gates were asked. */
function lastAnswer(at: string, promotion: Cell["promotion"], isPin: boolean): string {
  // No check is set for pins: their answers are in the run, and in the text of the pull request.
  if (isPin) return "`slipway promote --dry-run` asks these gates.";
  const check = promotion?.check ?? null;
  if (check === null) return "promote has not answered yet.";
  const when = check.at === null ? "at an unknown time" : `${age(check.at, at)} ago`;
  const by = check.by === null ? "" : `, by ${oneLine(check.by)}`;
  return `The last answer of slipway/gates${by}, ${when}: ${check.state}: ${sentence(check.description)}`;
}

/** One line that ends where a sentence does. */
function sentence(text: string): string {
  const line = oneLine(text);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
