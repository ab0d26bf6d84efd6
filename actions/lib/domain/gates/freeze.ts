/** Windows in which nothing comes in. What comes in now must have rolled out before the next one begins. */
import { Cron } from "croner";
import { formatDuration } from "../durations/format.ts";
import type { Freeze } from "../environments/environments.ts";
import { closed, type GateResult, open } from "./gate.ts";

export interface FreezeFacts {
  readonly freezes: readonly Freeze[];
  readonly longestRolloutSeconds: number;
  readonly now: Date;
}

/** Summer time moves a clock by less than this anywhere. */
const LONGEST_SHIFT_MS = 3 * 3_600_000;
/** Windows in a row; a freeze without a gap among so many is reported as one without end. */
const MOST_IN_A_ROW = 200;

export function freezeGate({ freezes, longestRolloutSeconds, now }: FreezeFacts): GateResult {
  const rollout = longestRolloutSeconds * 1000;
  const lines = freezes.map((freeze) => lineOf(freeze, now.getTime()));
  const windows = windowsAt(lines, now.getTime(), rollout);
  const [first] = windows.toSorted((one, other) => one.start - other.start);
  if (first === undefined) {
    return open("freeze", freezes.length === 0 ? "no freeze is planned" : "outside every freeze");
  }
  const { name, timezone } = first.freeze;
  const until = endOfAll(lines, windows, rollout);
  const end = until === undefined ? "without an end" : `until ${local(until, timezone)}`;
  const more = until === undefined ? {} : { until };
  if (first.start <= now.getTime()) return closed("freeze", `frozen by "${name}" ${end}`, more);
  const begin = local(new Date(first.start), timezone);
  return closed(
    "freeze",
    `"${name}" freezes from ${begin} ${end}, and a rollout may take ${formatDuration(longestRolloutSeconds)}`,
    more,
  );
}

interface Window {
  readonly freeze: Freeze;
  readonly start: number;
  readonly end: number;
}

/** When nothing is frozen any more: windows may follow one another without a gap. */
function endOfAll(lines: readonly Line[], windows: readonly Window[], rollout: number): Date | undefined {
  let next = windows;
  for (let count = 0; count < MOST_IN_A_ROW; count++) {
    const end = Math.max(...next.map((window) => window.end));
    next = windowsAt(lines, end, rollout);
    if (next.length === 0) return new Date(end);
  }
  return undefined;
}

/** The windows that `[at, at + rollout]` runs into; of each freeze one, from its first start to its last end. */
function windowsAt(lines: readonly Line[], at: number, rollout: number): readonly Window[] {
  return lines.flatMap((line) => windowOf(line, at, rollout) ?? []);
}

function windowOf({ freeze, until }: Line, at: number, rollout: number): Window | undefined {
  const running = until(at + rollout).filter(({ end }) => end > at);
  const [first, last] = [running[0], running.at(-1)];
  return first === undefined || last === undefined
    ? undefined
    : { freeze, start: first.start, end: last.end };
}

type Span = Pick<Window, "start" | "end">;

/** A freeze, and what of it begins until a time that only moves on. */
interface Line {
  readonly freeze: Freeze;
  until(latest: number): readonly Span[];
}

/** Each span is computed once: the schedule is evaluated again for every window in a row, and times in a zone are slow. */
function lineOf(freeze: Freeze, now: number): Line {
  const cron = new Cron(freeze.cron, { timezone: freeze.timezone, mode: "5-part", paused: true });
  const spans: Span[] = [];
  // A second before: the next run is one strictly after.
  let start = cron.nextRun(new Date(now - freeze.durationSeconds * 1000 - LONGEST_SHIFT_MS - 1000));
  return {
    freeze,
    until(latest) {
      while (start !== null && start.getTime() <= latest) {
        spans.push({ start: start.getTime(), end: endOf(freeze, start) });
        start = cron.nextRun(start);
      }
      return spans;
    },
  };
}

/** On the clock on the wall, so that a weekend that loses an hour ends at the same hour of Monday. */
function endOf({ durationSeconds, timezone }: Freeze, start: Date): number {
  const elapsed = start.getTime() + durationSeconds * 1000;
  return elapsed + offset(start.getTime(), timezone) - offset(elapsed, timezone);
}

/** Milliseconds that the clock there is ahead of UTC. */
function offset(at: number, timezone: string): number {
  const parts = new Map(
    clock(timezone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = (
    ["year", "month", "day", "hour", "minute", "second"] as const
  ).map((part) => parts.get(part) ?? 0);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Kept, because making one costs more than a thousand readings of it. */
function clock(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  clocks.set(timeZone, made);
  return made;
}

function local(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (name: string) => parts.find(({ type }) => type === name)?.value ?? "";
  // Not `format`: its punctuation differs from one version of Node to the next.
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}, ${part("hour")}:${part("minute")} (${timeZone})`;
}
