/** What an analysis measured, as text for people: verdicts, rounded numbers, and why a measurement was not possible. */

export interface Measurement {
  readonly phase?: string;
  /** As Argo Rollouts writes what Prometheus answers: `[0.2]`, `[NaN]`, `[]`. */
  readonly value?: string;
  /** Of an error: what Prometheus, or the connection to it, says. */
  readonly message?: string;
}

export interface MeasuredMetric {
  readonly name: string;
  readonly phase?: string;
  readonly message?: string;
  readonly measurements?: readonly Measurement[];
}

/** An error answer of Prometheus' API; only its beginning if it was truncated. */
const ANSWER =
  /(?:Prometheus answers \d+: )?\{"status":"error","errorType":"(\w+)","error":"((?:[^"\\]|\\.)*)(?:"[^{}]*\}?|\\?$)/g;

/**
 * The chart's queries return two series for unscraped pods (rollouts/chart, "scraped"), which Prometheus
 * refuses. It may name either series first, and a short text may contain only the first. Lengths are limited,
 * so that parsing is fast.
 */
const NOT_SCRAPED =
  /(?:Error Message: )?(?:execution: )?found duplicate series for the match group.{0,200}?cause=\\?"(?:see up of the ([^"\\]{1,60})|([^"\\]{1,60}) not scraped)(?:.{0,300}?must be unique on one side|.{0,300}$)/gs;

const SIGNIFICANT_DIGITS = 3;
const LONGEST_ERROR = 120;

/** A text that may quote an error of a measurement: the cause in plain words instead of Prometheus' own. */
export function plainError(text: string): string {
  return text
    .replace(ANSWER, (_all, type: string, words: string) => `${type}: ${unescaped(words)}`)
    .replace(NOT_SCRAPED, (_all, told?: string, named?: string) => `${told ?? named} not scraped`);
}

/** Each cause of measurements that were not possible, with how many it kept from being made: `canary pods not scraped (2 of 6 measurements)`. */
export function errorsIn(measurements: readonly Measurement[]): readonly string[] {
  return [...countedErrors(measurements)].map(
    ([words, count]) => `${words} (${count} of ${measurements.length} measurements)`,
  );
}

/** One line: `error-ratio: Successful, measured 0.012 0.0118, 2 × canary pods not scraped yet`. */
export function metricLine({ name, phase, message = "", measurements = [] }: MeasuredMetric): string {
  const numbers = measurements.flatMap(({ value }) => (value === undefined ? [] : [rounded(value)]));
  const errors = [...countedErrors(measurements)].map(([words, count]) =>
    words.endsWith(" not scraped") ? `${count} × ${words} yet` : `${count} × ${words}`,
  );
  const said = phase === "Failed" || phase === "Error" ? short(plainError(message)) : "";
  const measured = numbers.length === 0 ? [] : [`measured ${numbers.join(" ")}`];
  const verdict = [phase ?? "not measured", ...measured, ...errors].join(", ");
  return `${name}: ${verdict}${said === "" ? "" : ` (${said})`}`;
}

function countedErrors(measurements: readonly Measurement[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { value, message } of measurements) {
    if (value !== undefined || message === undefined) continue;
    const words = short(plainError(message));
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return counts;
}

/** `[0.2]` as `0.2`; `none` without a result, or for a value that is not a number. */
export function rounded(value: string): string {
  const numbers = value
    .replaceAll(/[[\]]/g, " ")
    .split(/[\s,]+/)
    .filter((part) => part !== "");
  return numbers.length === 0 ? "none" : numbers.map(roundedOne).join(",");
}

function roundedOne(text: string): string {
  if (/^[+-]?Inf/.test(text)) return text.replace("Infinity", "Inf");
  const number = Number(text);
  return Number.isNaN(number) ? "none" : String(Number(number.toPrecision(SIGNIFICANT_DIGITS)));
}

function unescaped(words: string): string {
  try {
    return String(JSON.parse(`"${words}"`));
  } catch {
    // It was cut within an escape.
    return words.replaceAll('\\"', '"');
  }
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= LONGEST_ERROR ? line : `${line.slice(0, LONGEST_ERROR)}…`;
}
