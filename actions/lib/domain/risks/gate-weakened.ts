/** A canary that is judged less strictly: by fewer measurements, wider limits, or for a shorter time. */
import { at, type Fields, fields, items, type Value } from "../manifest-diff/resources.ts";
import { numberOf } from "./pods.ts";
import type { Risk } from "./risk.ts";

export const gateWeakened: Risk = ({ kind, before, after }) => {
  if (before === undefined || after === undefined) return [];
  if (/^(Cluster)?AnalysisTemplate$/.test(kind)) return metricNotes(before, after);
  return kind === "Rollout" ? stepNotes(fields(before.spec), fields(after.spec)) : [];
};

function metricNotes(before: Fields, after: Fields): readonly string[] {
  const metrics = (object: Fields) => items(at(object, "spec", "metrics")).map(fields);
  return metrics(before).flatMap((old) => {
    const name = String(old.name);
    const renewed = metrics(after).find((each) => each.name === old.name);
    if (renewed === undefined) return [`metric ${name} is removed`];
    return [...numbers(old, renewed), ...conditions(old, renewed)].map((note) => `metric ${name}: ${note}`);
  });
}

/** What allows more failure when it grows, and what judges less when it falls; with what is meant when it is absent. */
const LIMITS: readonly (readonly [field: string, weaker: 1 | -1, absent: number])[] = [
  ["failureLimit", 1, 0],
  ["consecutiveErrorLimit", 1, 4],
  ["inconclusiveLimit", 1, 0],
  ["count", -1, 1],
];

function numbers(old: Fields, renewed: Fields): readonly string[] {
  return LIMITS.flatMap(([field, weaker, absent]) => {
    const [from, to] = [limit(old[field], absent), limit(renewed[field], absent)];
    return (to - from) * weaker > 0 ? [`${field} ${from} → ${to}`] : [];
  });
}

/** Numbers may be written as text. */
function limit(value: Value | undefined, absent: number): number {
  const number = Number(value ?? absent);
  return Number.isNaN(number) ? absent : number;
}

function conditions(old: Fields, renewed: Fields): readonly string[] {
  const notes: string[] = [];
  if (JSON.stringify(old.provider) !== JSON.stringify(renewed.provider))
    notes.push("measures something else");
  for (const field of ["successCondition", "failureCondition"] as const) {
    const [from, to] = [old[field], renewed[field]].map((value) =>
      value === undefined ? "none" : String(value),
    );
    if (from === undefined || to === undefined || from === to) continue;
    const isStricter = field === "successCondition" && isTighter(from, to);
    if (!isStricter) notes.push(`${field} ${from} → ${to}`);
  }
  return notes;
}

const BOUND = /(>=|<=|>|<)\s*(-?[\d.]+(?:e-?\d+)?)\s*$/i;

/** The same words but for the last bound, which lets less through. Everything else counts as weaker: a doubt is reported. */
function isTighter(from: string, to: string): boolean {
  const [old, renewed] = [BOUND.exec(from), BOUND.exec(to)];
  if (old === null || renewed === null || from.replace(BOUND, "") !== to.replace(BOUND, "")) return false;
  if (old[1] !== renewed[1]) return false;
  return old[1]?.startsWith("<")
    ? Number(renewed[2]) <= Number(old[2])
    : Number(renewed[2]) >= Number(old[2]);
}

function stepNotes(before: Fields, after: Fields): readonly string[] {
  const [old, renewed] = [at(before, "strategy", "canary"), at(after, "strategy", "canary")];
  if (old === undefined) return [];
  if (renewed === undefined) return ["no canary: all pods change at once"];
  const notes: string[] = [];
  if (at(old, "analysis") !== undefined && at(renewed, "analysis") === undefined)
    notes.push("the analysis in the background is removed");
  const fewer = (what: string, count: (steps: readonly Value[]) => number) => {
    const [from, to] = [count(items(at(old, "steps"))), count(items(at(renewed, "steps")))];
    if (to < from) notes.push(`${what} ${from} → ${to}`);
  };
  fewer(
    "steps with an analysis",
    (steps) => steps.filter((step) => at(step, "analysis") !== undefined).length,
  );
  fewer("weights on the way", (steps) => steps.filter((step) => at(step, "setWeight") !== undefined).length);
  fewer("seconds of pauses", pausedSeconds);
  const [first, then] = [firstWeight(old), firstWeight(renewed)];
  if (first !== undefined && then !== undefined && then > first)
    notes.push(`first weight ${first} % → ${then} %`);
  if (before.progressDeadlineAbort === true && after.progressDeadlineAbort !== true)
    notes.push("a canary that never gets ready is no longer aborted (progressDeadlineAbort)");
  return notes;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** A pause without a duration waits for a person: longer than any other. */
function pausedSeconds(steps: readonly Value[]): number {
  const seconds = steps.map((step) => {
    if (at(step, "pause") === undefined) return 0;
    const duration = at(step, "pause", "duration");
    if (duration === undefined) return Number.POSITIVE_INFINITY;
    const parts = [...String(duration).matchAll(/([\d.]+)([smh]?)/g)];
    return parts.reduce((sum, [, value, unit]) => sum + Number(value) * (SECONDS[unit ?? ""] ?? 1), 0);
  });
  return seconds.reduce((sum, each) => sum + each, 0);
}

function firstWeight(canary: Value): number | undefined {
  const weights = items(at(canary, "steps")).map((step) => numberOf(at(step, "setWeight")));
  return weights.find((weight) => weight !== undefined);
}
