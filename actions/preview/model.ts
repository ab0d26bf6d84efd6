/** What a preview found, before it is put into words. */
import type { FileLocation } from "@slipway/lib/app/report/report.ts";
import type { Target } from "./affected.ts";
import type { Sides } from "./sides.ts";

/** At once with the merge, by the environment's own folder; or with the service's next release in the first environment. */
export type Cause = "at the merge" | "next release";

export interface Change {
  /** `Rollout bank-staging/product`. */
  readonly resource: string;
  readonly diff: string;
  readonly risks: readonly string[];
}

export interface TargetPreview extends Target {
  readonly cause: Cause;
  readonly changes: readonly Change[];
  /** The merge result cannot be rendered. */
  readonly fault?: Fault;
  /** What a reader must know to read the diff. */
  readonly note?: string;
  /** False: a kustomization outside of environments/<environment>/<service>, which no gate and no promotion knows. */
  readonly isCovered?: boolean;
}

/** A pin in a file that nothing here renders. */
export interface NotRendered {
  readonly file: string;
  readonly pins: readonly Target[];
  readonly isChanged: boolean;
  readonly words: string;
}

export const NOT_COVERED =
  "not covered: outside of environments/<environment>/<service>, so no gate holds it and no promotion moves it";

export interface Fault {
  readonly message: string;
  readonly place?: FileLocation;
}

export interface Preview {
  readonly sides: Sides;
  readonly targets: readonly TargetPreview[];
  /** Services that get a new image by this, with manifests as they are or not. */
  readonly rebuilt: readonly string[];
  /** Changes of an environment's policy and of data schemas, as text: nothing that is rendered shows them. */
  readonly policies: readonly string[];
  /** Pins whose manifests are not known: of them nothing may be said to stay the same. */
  readonly notRendered: readonly NotRendered[];
}

export function riskCount({ targets, policies }: Preview): number {
  const notes = targets.flatMap(({ changes }) => changes.flatMap(({ risks }) => risks));
  return notes.length + policies.length;
}

export function changedTargets({ targets }: Preview): readonly TargetPreview[] {
  return targets.filter(
    ({ changes, fault, isCovered }) => changes.length > 0 || fault !== undefined || isCovered === false,
  );
}

/** In words that hold also where something was not rendered. */
export function nothingChanges({ notRendered }: Preview): string {
  return notRendered.length === 0 ? "No running manifest changes" : "No rendered manifest changes";
}
