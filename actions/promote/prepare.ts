/** From what was read to one verdict a service and environment, with what will run where it is to move. */
import { decideFinally } from "@slipway/lib/app/gate-answers/outside.ts";
import { buildTargets, type Target, verifyTarget } from "@slipway/lib/app/render/render.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import type { Decision, Promotion } from "@slipway/lib/domain/promotions/decision.ts";
import { inParallel } from "@slipway/lib/io/exec/in-parallel.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { folderChange } from "./branch.ts";
import type { Read, Snapshot } from "./read.ts";
import type { SignatureGate } from "./signature.ts";

/** Asking about signatures is work for the cores too; more at once only wait. */
const PARALLEL = 2;

/** To move. `rendered` is what will run. */
export interface Move {
  readonly read: Read;
  readonly decision: Promotion;
  readonly rendered: string;
}

export type Verdict = Move | { readonly read: Read; readonly decision: Exclude<Decision, Promotion> };

export async function prepare({ tip, reads }: Snapshot, gate: SignatureGate): Promise<readonly Verdict[]> {
  const decided = await inParallel(reads, PARALLEL, async (read) => ({
    read,
    decision: await decideFinally(read.facts, gate),
  }));
  const rendered = await renderAll(
    tip,
    decided.flatMap(({ decision }) => (decision.kind === "promote" ? [decision] : [])),
  );
  return decided.map(({ read, decision }) =>
    decision.kind === "promote" ? built(read, decision, rendered.get(decision)) : { read, decision },
  );
}

/** Everything that moves into an environment, built by one process: a service's target is its own folder alone. */
async function renderAll(
  tip: Tree,
  promotions: readonly Promotion[],
): Promise<ReadonlyMap<Promotion, Target | undefined>> {
  const rendered = new Map<Promotion, Target | undefined>();
  for (const [environment, moving] of Map.groupBy(promotions, (each) => each.environment)) {
    const folders = moving.map(folderChange);
    const plan = {
      changes: folders.flatMap(({ changes }) => changes),
      replaceFolders: folders.flatMap(({ replaceFolders }) => replaceFolders),
    };
    const services = moving.map(({ service }) => service);
    const targets = await buildTargets(tip, environment, services, plan);
    for (const each of moving) rendered.set(each, targets.get(each.service));
  }
  return rendered;
}

function built(read: Read, decision: Promotion, target: Target | undefined): Verdict {
  try {
    if (target === undefined) throw new Error(`${decision.service}: not built`);
    if ("fault" in target) throw target.fault;
    verifyTarget(target.manifests, read.target, decision.new);
    return { read, decision, rendered: target.manifests };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      read,
      decision: { kind: "refuse", gate: "release", reason: error.message, gates: decision.gates },
    };
  }
}

export function isMove(verdict: Verdict): verdict is Move {
  return verdict.decision.kind === "promote";
}
