/** The gates of a hotfix: all but those that ask how it did in the environment before, where it never was. Pure. */

import type { Environment } from "../environments/environments.ts";
import type { Reading } from "../evidence/evidence.ts";
import { approvalGate } from "../gates/approval.ts";
import { freezeGate } from "../gates/freeze.ts";
import { closed, type GateResult, open } from "../gates/gate.ts";
import { holdGate } from "../gates/hold.ts";
import { idleGate } from "../gates/idle.ts";
import { stopGate } from "../gates/stop.ts";
import type { Hold } from "../holds/holds.ts";
import type { Release } from "../releases/releases.ts";
import type { Stop } from "../stops/stops.ts";

export interface HotfixFacts {
  readonly policy: Environment;
  readonly release: Release;
  /** What is pinned there. */
  readonly pinned: Release;
  /** What is wrong with its claim to be a hotfix. */
  readonly fault: string | undefined;
  readonly stop: Stop | undefined;
  /** What the clusters there report; undefined where none has ever reported. */
  readonly reading: Reading | undefined;
  /** The hold of this very release or image; a text says why the holds cannot be read. */
  readonly hold: Hold | string | undefined;
  readonly approvals: readonly string[] | string | undefined;
  readonly now: Date;
}

export function hotfixGates(facts: HotfixFacts): readonly GateResult[] {
  const { policy, release, pinned, fault, reading, stop, hold, approvals, now } = facts;
  const { name: environment, hotfix, freezes, longestRolloutSeconds } = policy;
  const order =
    fault === undefined
      ? open("order", `its source is ${pinned.source.slice(0, 12)} of ${pinned.version} and the fix alone`)
      : closed("order", fault, { final: true });
  return [
    order,
    stopGate({ environment, stop }),
    holdGate({ release, hold }),
    // Its source contains that of what is pinned, or the order is closed.
    idleGate({ environment, release, current: pinned, reading, isFix: fault === undefined }),
    hotfix.inFreeze === "deny"
      ? freezeGate({ freezes, longestRolloutSeconds, now })
      : open("freeze", `${environment} lets hotfixes in while it is frozen`),
    approvalGate({ wanted: hotfix.approvals, approvals }),
  ];
}
