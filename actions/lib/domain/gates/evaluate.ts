/**
 * The one evaluation of gates: facts and answers in, a report of every gate out. All verbs read the same
 * report, so they agree; a gate that was not evaluated never looks open.
 */
import { GATES, type GateName, type GateResult, type ReportedGate, type UnaskedGate } from "./gate.ts";

/** In the order of {@link GATES}. */
export type GateReport = readonly ReportedGate[];

/** What git cannot answer: a registry, a signature, a service, or a render at another commit. */
export interface OutsideQuestion {
  readonly gate: GateName;
  /** The question, as text. */
  readonly what: string;
}

export interface GateFacts {
  /** Answered from the facts. */
  readonly known: readonly GateResult[];
  readonly outside: readonly OutsideQuestion[];
}

/** `answers` lie outside git, and know better than what git guesses about the same gate. */
export function evaluate({ known, outside }: GateFacts, answers: readonly GateResult[] = []): GateReport {
  const answered = new Set(answers.map(({ gate }) => gate));
  const report: readonly ReportedGate[] = [
    ...known.filter(({ gate }) => !answered.has(gate)),
    ...answers,
    ...outside.filter(({ gate }) => !answered.has(gate)).map(unasked),
  ];
  return [...report].sort((one, other) => GATES.indexOf(one.gate) - GATES.indexOf(other.gate));
}

function unasked({ gate, what }: OutsideQuestion): UnaskedGate {
  return { gate, open: null, what };
}
