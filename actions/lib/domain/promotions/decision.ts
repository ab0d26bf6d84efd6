/** What is to become of one service in one environment. */
import type { GateReport } from "../gates/evaluate.ts";
import type { GateName } from "../gates/gate.ts";
import type { Release } from "../releases/releases.ts";

/** Closed, and passed all the same: somebody answers for it by name. */
export interface Bypass {
  readonly gate: GateName;
  readonly actor: string;
  readonly reason: string;
  /** Ids of the releases it was given for; undefined: for what is there now. */
  readonly releases?: readonly string[];
}

interface Considered {
  /** Every gate, of the release that was looked at; in the order they were asked. */
  readonly gates: GateReport;
}

export interface Promotion extends Considered {
  readonly kind: "promote";
  readonly environment: string;
  /** The environment it comes from. */
  readonly from: string;
  readonly service: string;
  readonly old: Release | undefined;
  readonly new: Release;
  /**
   * The release folder, byte for byte as the environment before has or had it: file name → content. It need not be the
   * one that is there now: a newer release may be on trial there.
   */
  readonly files: ReadonlyMap<string, Buffer>;
  /** The commit on the evidence branch that the gate was opened by, and since when. */
  readonly evidence: { readonly commit: string; readonly since: string };
  readonly bypasses: readonly Bypass[];
}

interface Kept extends Considered {
  /** The one that was looked at; undefined where there is none that can be read. */
  readonly release?: Release;
}

/** A gate is closed, and may open by itself. */
export interface Waiting extends Kept {
  readonly kind: "wait";
  readonly gate: GateName;
  readonly reason: string;
  readonly until?: Date;
  /** Id of a release whose open pull request must not be merged. */
  readonly ended?: string;
}

/** Somebody has to do something. */
export interface Refused extends Kept {
  readonly kind: "refuse";
  /** The gate that refuses; `release` when it cannot be read at all. */
  readonly gate: GateName;
  readonly reason: string;
  readonly ended?: string;
}

export interface Nothing extends Considered {
  readonly kind: "nothing";
  readonly reason: string;
}

export type Decision = Promotion | Waiting | Refused | Nothing;
