/** One evaluation of everything, with a new fetch. A merge runs it before and after. */
import type { AskedBypasses } from "@slipway/lib/app/promotions/bypass.ts";
import type { Forge } from "@slipway/lib/io/forge/forge.ts";
import type { Git } from "@slipway/lib/io/git/git.ts";
import { type Group, groupsOf } from "./groups.ts";
import { prepare } from "./prepare.ts";
import { readSnapshot, type Snapshot } from "./read.ts";
import type { SignatureGate } from "./signature.ts";

export interface Evaluation {
  readonly snapshot: Snapshot;
  readonly groups: readonly Group[];
}

/**
 * `at`: as if the branch still were at this commit, while evidence, stops and clock are those of now. `heads`: of promotions
 * that have merged, by branch.
 */
export type Evaluate = (at?: string, heads?: ReadonlyMap<string, string>) => Promise<Evaluation>;

interface Sources {
  readonly git: Git;
  readonly forge: Forge;
  readonly branch: string;
  readonly clock: { now(): Date };
  readonly gate: SignatureGate;
  readonly bypasses: AskedBypasses;
}

export function evaluator({ git, forge, branch, clock, gate, bypasses }: Sources): Evaluate {
  return async (at, heads = new Map()) => {
    const source = at === undefined ? git : gitAt(git, branch, at);
    const snapshot = await readSnapshot({ git: source, forge, branch, now: clock.now(), bypasses, heads });
    return { snapshot, groups: groupsOf(await prepare(snapshot, gate), snapshot) };
  };
}

function gitAt(git: Git, branch: string, at: string): Git {
  return { ...git, fetch: async (...refs) => new Map([...(await git.fetch(...refs)), [branch, at]]) };
}
