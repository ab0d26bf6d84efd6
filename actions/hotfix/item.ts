/** One service of a hotfix: the release that may come in, or the reason why none does. */
import type { Result } from "@slipway/lib/app/report/report.ts";
import type { GateReport } from "@slipway/lib/domain/gates/evaluate.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";

/** A release that may come in; of its gates only the approval may be closed. */
export interface Move {
  readonly kind: "move";
  readonly service: string;
  readonly old: Release;
  readonly release: Release;
  readonly manifests: string;
  /** The release folder: file name → content. */
  readonly files: ReadonlyMap<string, string>;
  readonly gates: GateReport;
}

export interface Kept {
  readonly kind: "kept";
  readonly service: string;
  readonly status: Exclude<Result["status"], "done">;
  readonly reason: string;
}

export type Item = Move | Kept;
