/** The result of a gate: open with details, or closed with the reason. A gate that cannot be evaluated is closed. */

/** In the order they are evaluated and reported: the first that is closed is the reason. */
export const GATES = [
  "release",
  "order",
  "stop",
  "hold",
  "dependencies",
  "analysis",
  "health",
  "soak",
  "idle",
  "freeze",
  "exceptions",
  "signature",
  "registry",
  "custom",
  "approval",
] as const;

export type GateName = (typeof GATES)[number];

export interface OpenGate {
  readonly gate: GateName;
  readonly open: true;
  /** What was seen, as text. */
  readonly detail: string;
}

export interface ClosedGate {
  readonly gate: GateName;
  readonly open: false;
  readonly reason: string;
  /** When it opens automatically, if nothing else happens. */
  readonly until?: Date;
  /** Waiting does not help: a person must act. */
  readonly final?: boolean;
}

export type GateResult = OpenGate | ClosedGate;

/** A gate outside git that was not evaluated in this run; neither open nor closed. */
export interface UnaskedGate {
  readonly gate: GateName;
  readonly open: null;
  /** The question, as text. */
  readonly what: string;
}

export type ReportedGate = GateResult | UnaskedGate;

export function open(gate: GateName, detail: string): OpenGate {
  return { gate, open: true, detail };
}

export function closed(
  gate: GateName,
  reason: string,
  more: Pick<ClosedGate, "until" | "final"> = {},
): ClosedGate {
  return { gate, open: false, reason, ...more };
}

export function isClosed(result: ReportedGate): result is ClosedGate {
  return result.open === false;
}

/** Of several answers of one gate the first that is closed, else the first. */
export function worstOf(answers: readonly GateResult[]): GateResult {
  const [first] = answers;
  if (first === undefined) throw new Error("no answer of a gate");
  return answers.find(isClosed) ?? first;
}

export function isUnasked(result: ReportedGate): result is UnaskedGate {
  return result.open === null;
}

export function wordsOf(result: ReportedGate): string {
  if (isUnasked(result)) return `not asked: ${result.what}`;
  return result.open ? result.detail : result.reason;
}
