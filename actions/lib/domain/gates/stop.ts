/**
 * The emergency stop: a person pushed `stop/<environment>` or `stop/all`. Rollback stays possible, promotion
 * does not.
 */
import { describeStop, type Stop } from "../stops/stops.ts";
import { closed, type GateResult, open } from "./gate.ts";

export interface StopFacts {
  readonly environment: string;
  /** A text says why the stops cannot be read. */
  readonly stop: Stop | string | undefined;
}

export function stopGate({ environment, stop }: StopFacts): GateResult {
  if (stop === undefined) return open("stop", `${environment} is not stopped`);
  if (typeof stop !== "string") return closed("stop", describeStop(stop));
  return closed("stop", `whether ${environment} is stopped cannot be read: ${stop}`);
}
