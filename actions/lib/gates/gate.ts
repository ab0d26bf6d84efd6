/** What a gate answers: open with what it saw, or closed with the reason. A gate that cannot be read is closed. */

export const GATES = [
  "release",
  "order",
  "stop",
  "hold",
  "health",
  "analysis",
  "soak",
  "freeze",
  "exceptions",
  "signature",
  "custom",
  "approval",
] as const;

export type GateName = (typeof GATES)[number];

export interface OpenGate {
  readonly gate: GateName;
  readonly open: true;
  /** What was seen, in words. */
  readonly detail: string;
}

export interface ClosedGate {
  readonly gate: GateName;
  readonly open: false;
  readonly reason: string;
  /** When it opens by itself, if nothing else happens. */
  readonly until?: Date;
  /** Waiting does not help: somebody has to do something. */
  readonly final?: boolean;
}

export type GateResult = OpenGate | ClosedGate;

export function isClosed(result: GateResult): result is ClosedGate {
  return !result.open;
}
