/** The gates of a hotfix: all except those about the previous environment, where it never was. Pure. */

import type { Environment } from "../environments/environments.ts";
import type { Reading } from "../evidence/evidence.ts";
import { approvalGate } from "../gates/approval.ts";
import { type Dependency, dependenciesGate } from "../gates/dependencies.ts";
import { evaluate, type GateReport, type OutsideQuestion } from "../gates/evaluate.ts";
import { freezeGate } from "../gates/freeze.ts";
import { closed, type GateResult, open } from "../gates/gate.ts";
import { holdGate } from "../gates/hold.ts";
import { idleGate } from "../gates/idle.ts";
import { stopGate } from "../gates/stop.ts";
import type { Hold } from "../holds/holds.ts";
import type { Release } from "../releases/releases.ts";
import { shortSha } from "../repository/short-sha.ts";
import type { Stop } from "../stops/stops.ts";

export interface HotfixFacts {
  readonly policy: Environment;
  /** Where images are pushed to: that of the first environment. */
  readonly fromRegistry: string;
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
  /** Required versions of other services, and the versions in the environment. */
  readonly dependencies: readonly Dependency[];
  readonly approvals: readonly string[] | string | undefined;
  readonly now: Date;
}

/** `answers`: results of gates outside git. */
export function hotfixGates(facts: HotfixFacts, answers: readonly GateResult[] = []): GateReport {
  return evaluate({ known: inGit(facts), outside: outsideOf(facts) }, answers);
}

function outsideOf({ policy, fromRegistry, release }: HotfixFacts): readonly OutsideQuestion[] {
  const image = `${release.image.name}@${release.image.digest.slice(0, 19)}`;
  return [
    { gate: "exceptions", what: `whether an exception that ${image} needs has expired` },
    { gate: "signature", what: `whether ${image} is signed and attested in ${fromRegistry}` },
    ...(fromRegistry === policy.registry
      ? []
      : [{ gate: "registry", what: `whether ${policy.registry} has ${image}` } as const]),
  ];
}

function inGit(facts: HotfixFacts): readonly GateResult[] {
  const { policy, release, pinned, fault, reading, stop, hold, dependencies, approvals, now } = facts;
  const { name: environment, hotfix, freezes, longestRolloutSeconds } = policy;
  const order =
    fault === undefined
      ? open("order", `its source is ${shortSha(pinned.source)} of ${pinned.version} and the fix alone`)
      : closed("order", fault, { final: true });
  return [
    order,
    stopGate({ environment, stop }),
    holdGate({ release, hold }),
    ...(dependencies.length === 0 ? [] : [dependenciesGate({ environment, dependencies })]),
    // Its source contains that of the pinned release; otherwise the gate order is closed.
    idleGate({ environment, release, current: pinned, reading, isFix: fault === undefined }),
    hotfix.inFreeze === "deny"
      ? freezeGate({ freezes, longestRolloutSeconds, now })
      : open("freeze", `${environment} allows hotfixes during a freeze`),
    approvalGate({ required: hotfix.approvals, approvals }),
  ];
}
