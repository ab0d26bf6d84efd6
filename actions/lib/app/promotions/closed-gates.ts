/** Closed gates in the check `slipway/gates`: the most urgent one in a line. Pure. */
import type { ClosedGate, GateName } from "../../domain/gates/gate.ts";
import type { Check } from "./check.ts";

/** Gates that time, another promotion or a reviewer opens; every other one is closed because something is wrong. */
const PATIENT: readonly GateName[] = ["dependencies", "soak", "idle", "freeze", "approval"];

export interface ClosedFor {
  readonly service: string;
  readonly gate: GateName;
  readonly reason: string;
}

export function closedFor(service: string, { gate, reason }: ClosedGate): ClosedFor {
  return { service, gate, reason };
}

/** Undefined: none of them is closed. */
export function checkOfClosed(closed: readonly ClosedFor[]): Check | undefined {
  const [first] = [...closed].sort((one, other) => rank(one.gate) - rank(other.gate));
  if (first === undefined) return undefined;
  const { service, gate, reason } = first;
  return {
    state: rank(gate) === 1 ? "pending" : "failure",
    description: `${service}: ${gate}: ${reason}`,
  };
}

function rank(gate: GateName): number {
  return PATIENT.includes(gate) ? 1 : 0;
}
