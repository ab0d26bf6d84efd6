/** What to roll back, by whom and why. */
import type { Environment } from "../environments/environments.ts";
import type { HoldCause } from "../holds/holds.ts";

export interface Order {
  readonly environment: Environment;
  readonly service: string;
  readonly cause: HoldCause;
  readonly reason: string;
  readonly by: string;
  /** When the hold ends by itself; undefined: with a newer release. */
  readonly until: Date | undefined;
  /** The version a person asked for. */
  readonly to: string | undefined;
  /** The commit on the evidence branch that it follows from. */
  readonly evidence: string | undefined;
}
