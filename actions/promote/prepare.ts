/** From what was read to one verdict a service and environment, with what will run where it is to move. */
import { UserError } from "../lib/errors/user-error.ts";
import type { Tree } from "../lib/git/git.ts";
import { inParallel } from "../lib/parallel/in-parallel.ts";
import type { Decision, Promotion } from "../lib/promotion/decision.ts";
import { decideFinally } from "../lib/promotion/outside.ts";
import { buildTarget, verifyTarget } from "../lib/render/render.ts";
import { folderChange } from "./branch.ts";
import type { Read, Snapshot } from "./read.ts";
import type { SignatureGate } from "./signature.ts";

/** Each builds with kustomize; more at once only wait for the same cores. */
const PARALLEL = 2;

/** To move. `rendered` is what will run. */
export interface Move {
  readonly read: Read;
  readonly decision: Promotion;
  readonly rendered: string;
}

export type Verdict = Move | { readonly read: Read; readonly decision: Exclude<Decision, Promotion> };

export async function prepare({ tip, reads }: Snapshot, gate: SignatureGate): Promise<readonly Verdict[]> {
  return await inParallel(reads, PARALLEL, (read) => verdict(tip, read, gate));
}

async function verdict(tip: Tree, read: Read, gate: SignatureGate): Promise<Verdict> {
  const decision = await decideFinally(read.facts, gate);
  if (decision.kind !== "promote") return { read, decision };
  const { environment, service, gates } = decision;
  try {
    const rendered = await buildTarget(tip, environment, service, folderChange(decision));
    verifyTarget(rendered, read.target, decision.new);
    return { read, decision, rendered };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { read, decision: { kind: "refuse", gate: "release", reason: error.message, gates } };
  }
}

export function isMove(verdict: Verdict): verdict is Move {
  return verdict.decision.kind === "promote";
}
