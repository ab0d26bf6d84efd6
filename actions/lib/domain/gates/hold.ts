/** A release that must not move into the environment, or was taken out of the one before. */
import { describeHold, type Hold } from "../holds/holds.ts";
import type { Release } from "../releases/releases.ts";
import { closed, type GateResult, open } from "./gate.ts";

export interface HoldFacts {
  readonly release: Pick<Release, "version">;
  /** The hold that applies to the release; a text says why the holds cannot be read. */
  readonly hold: Hold | string | undefined;
}

export function holdGate({ release: { version }, hold }: HoldFacts): GateResult {
  if (hold === undefined) return open("hold", "no hold");
  if (typeof hold === "string") return closed("hold", `the holds cannot be read: ${hold}`);
  const before = hold.version === version ? "" : `${version} is not newer than what is held: `;
  const end = hold.until === null ? { final: true } : { until: new Date(hold.until) };
  return closed("hold", before + describeHold(hold), end);
}
