/** The emergency stop: somebody pushed `stop/<environment>` or `stop/all`. Rollback stays possible, promotion does not. */
import { closed, type GateResult, open } from "./gate.ts";

export interface StopFacts {
  readonly environment: string;
  /** A text says why the stops could not be read. */
  readonly stop:
    | { readonly branch: string; readonly reason: string; readonly by: string }
    | string
    | undefined;
}

export function stopGate({ environment, stop }: StopFacts): GateResult {
  if (stop === undefined) return open("stop", `nobody stopped ${environment}`);
  if (typeof stop === "string")
    return closed("stop", `whether ${environment} is stopped cannot be read: ${stop}`);
  return closed("stop", `stopped by ${stop.by} (branch ${stop.branch}): ${stop.reason}`);
}
