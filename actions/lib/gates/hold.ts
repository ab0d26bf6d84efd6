/** A release that must not move into the environment, or was taken out of the one before. */
import { closed, type GateResult, open } from "./gate.ts";

export interface HoldFacts {
  readonly version: string;
  /** The hold that stands against the release; a text says why the holds could not be read. */
  readonly hold:
    | {
        readonly environment: string;
        readonly version: string;
        readonly cause: string;
        readonly reason: string;
        readonly by: string;
        /** ISO 8601; null: until a newer release. */
        readonly until: string | null;
      }
    | string
    | undefined;
}

export function holdGate({ version, hold }: HoldFacts): GateResult {
  if (hold === undefined) return open("hold", "nobody holds it");
  if (typeof hold === "string") return closed("hold", `whether it is held cannot be read: ${hold}`);
  const whose =
    hold.version === version
      ? `${version} is held`
      : `${version} does not follow ${hold.version}, which is held`;
  const reason = `${whose} in ${hold.environment} by ${hold.by} (${hold.cause}): ${hold.reason}`;
  if (hold.until !== null) return closed("hold", reason, { until: new Date(hold.until) });
  return closed("hold", `${reason}.\n  A newer release ends the hold; slipway hold --lift does too.`, {
    final: true,
  });
}
