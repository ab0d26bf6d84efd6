/** What blocks a release and what would unblock it, in sentences. Pure: `why` prints them, the page shows them. */
import type { Board, BoardEnvironment, Cell, Next } from "./document.ts";
import { age, moment, oneLine, plural } from "./words.ts";

export interface Explanation {
  /** What stands there, how it came and how it is. */
  readonly now: readonly string[];
  /** Each thing that keeps the next release out. */
  readonly blocks: readonly string[];
  /** What somebody could do, or what will happen by itself. */
  readonly remedies: readonly string[];
}

export function explain(board: Board, environment: string, service: string): Explanation {
  const cell = board.services
    .find(({ name }) => name === service)
    ?.cells.find((each) => each.environment === environment);
  const place = board.environments.find(({ name }) => name === environment);
  if (cell === undefined || place === undefined) {
    return { now: [`Nothing is known of ${service} in ${environment}.`], blocks: [], remedies: [] };
  }
  const closed = closedGates(cell.next);
  const words = [...closed.map(({ words: said }) => said), ...unsaid(place, cell, closed)];
  return {
    now: [stands(board, cell), health(board, cell), distance(board, cell), outlook(cell, words)].flat(),
    blocks: [...new Set(words)],
    remedies: [...new Set(remediesOf(board, place, cell, closed, service))],
  };
}

interface Closed {
  readonly gate: string;
  readonly words: string;
  readonly until: string | null;
}

function closedGates(next: Next | null): readonly Closed[] {
  if (next === null || next.kind === "nothing") return [];
  const closed = next.gates
    .filter(({ isOpen }) => !isOpen)
    .map(({ gate, words, until }) => ({ gate, words: `${gate}: ${sentence(words)}`, until }));
  if (next.kind === "promote") return closed;
  const main = {
    gate: next.gate ?? "gate",
    words: `${next.gate}: ${sentence(next.reason)}`,
    until: next.until,
  };
  return closed.some(({ gate }) => gate === main.gate) ? closed : [main, ...closed];
}

/** A stop and a hold are told also while there is nothing that they keep out yet. */
function unsaid({ stop, freeze }: BoardEnvironment, { holds }: Cell, closed: readonly Closed[]) {
  const has = (gate: string) => closed.some((each) => each.gate === gate);
  return [
    ...(stop === null || has("stop")
      ? []
      : [`stop: the emergency stop ${stop.branch} stands, by ${stop.by}: ${sentence(stop.reason)}`]),
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

function stands({ at }: Board, { release, fault, change, environment }: Cell): readonly string[] {
  if (fault !== null) return [`The release in ${environment} cannot be read: ${sentence(fault)}`];
  if (release === null) return [`${environment} has no release of it.`];
  if (change === null) return [`${environment} has ${release.version}.`];
  const why = change.reason === null ? "" : ` Reason given: ${sentence(change.reason)}`;
  const how = `${HOW[change.verb]} by ${oneLine(change.by)} in ${change.commit.slice(0, 12)}`;
  const passed = change.bypasses.map((bypass) => ` A closed gate was passed: ${sentence(bypass)}`).join("");
  return [`${environment} has ${release.version} for ${age(change.at, at)}: ${how}.${why}${passed}`];
}

const HOW = {
  bump: "bumped",
  promote: "promoted",
  rollback: "rolled back",
  revert: "reverted",
  hand: "committed by hand",
} as const;

function health({ at }: Board, { release, health: { state, since, message }, canary }: Cell) {
  if (release === null) return [];
  const long = since === null ? "" : ` for ${age(since, at)}`;
  const step =
    canary === null ? "" : ` (canary at ${canary.weight} %, step ${canary.index} of ${canary.count})`;
  const words = message === "" ? "." : `: ${sentence(message)}`;
  return [`It is ${state}${long}${step}${words}`];
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

function outlook({ next, promotion, environment }: Cell, blocks: readonly string[]): readonly string[] {
  const pull = promotion === null ? [] : [`A promotion is open: ${pullName(promotion)}.`];
  if (next?.kind === "nothing") return [`Nothing is to come to ${environment}: ${sentence(next.reason)}`];
  const free = next?.kind === "promote" && blocks.length === 0;
  return [...(free ? [`Nothing blocks ${next.version}: ${sentence(next.reason)}`] : []), ...pull];
}

function pullName({ branch, number, version, url }: NonNullable<Cell["promotion"]>): string {
  const name = number === null ? branch : `#${number}`;
  return `${name}${version === null ? "" : ` with ${version}`}${url === null ? "" : ` (${url})`}`;
}

function remediesOf(
  { at }: Board,
  { name, stop, after }: BoardEnvironment,
  { promotion, next, holds, environment }: Cell,
  closed: readonly Closed[],
  service: string,
): readonly string[] {
  const itself = closed
    .flatMap(({ gate, until }) => (until === null ? [] : [{ gate, until }]))
    .map(({ gate, until }) => `The gate ${gate} opens by itself at ${moment(until)}, in ${age(at, until)}.`);
  const acts: Readonly<Record<string, string>> = {
    stop: `\`slipway resume --environment ${stop?.branch.replace(/^stop\//, "") ?? name}\` ends the emergency stop.`,
    hold: `A newer release ends the hold, or an owner does: \`slipway hold --lift --environment ${environment} --service ${service}\`.`,
    health: `It opens once ${after ?? "the environment before"} reports exactly this release healthy; its reporter and its pods say why not.`,
    analysis: "Mend the release: the next one starts a canary of its own.",
    order:
      "Merge what this environment's release was built from into the main branch; the next release contains it.",
    approval: "Somebody who may approve has to approve the pull request as it is now.",
    exceptions: "Renew the exception in security/exceptions.yaml, or deliver a release that needs none.",
    signature: "Sign the image by its digest, or let it be built and signed again.",
    release: "Put the release folder back as the machine wrote it: `git log` on it shows the last one.",
    custom: "The service behind the custom gate has to answer with open: true.",
  };
  const wanted = new Set([
    ...closed.filter(({ until }) => until === null).map(({ gate }) => gate),
    ...(stop === null ? [] : ["stop"]),
    ...(holds.length === 0 ? [] : ["hold"]),
  ]);
  const merge = next?.kind === "promote" && promotion !== null ? [`Merge ${pullName(promotion)}.`] : [];
  return [...merge, ...itself, ...[...wanted].flatMap((gate) => acts[gate] ?? [])];
}

/** One line that ends where a sentence does. */
function sentence(text: string): string {
  const line = oneLine(text);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
