/** The facts of a moment in the past, as far as git still has them. */
import type { Facts } from "../../domain/promotions/facts.ts";
import type { Git, RefName, Revision } from "../../domain/repository/git.ts";
import type { OwnCommits } from "../../domain/repository/own-commits.ts";
import { readFacts } from "./read.ts";

export interface Past {
  readonly git: Git;
  /** Fetched refs, evidence and stops among them. */
  readonly refs: ReadonlyMap<RefName, string>;
  /** What the branch was then. */
  readonly tip: string;
  readonly at: Date;
  readonly isOwn: OwnCommits;
}

/** Commits that are looked at to find the ones of that moment; of all branches together. */
const LOOKED_AT = 5000;

export interface PastFacts {
  readonly facts: readonly Facts[];
  /** Whether every report is known to have come before that moment, or after it. */
  readonly isOrderKnown: boolean;
}

/**
 * Facts on `tip`, with the evidence and stops of that moment. A stop that ended since, and a reporter that
 * was silent then, are unknown: neither counts against the merge.
 */
export async function factsAsOf({ git, refs, tip, at, isOwn }: Past): Promise<PastFacts> {
  const dated = [...refs].filter(([name]) => name.startsWith("evidence/") || name.startsWith("stop/"));
  const tips = dated.map(([, commit]) => commit);
  const [tree, revisions] = await Promise.all([git.tree(tip), git.revisions(tips, { limit: LOOKED_AT })]);
  const then = new Map(refs);
  for (const [name, commit] of dated) {
    const last = line(revisions, commit).find(({ committedAt }) => committedAt < at);
    if (last === undefined) then.delete(name);
    else then.set(name, last.sha);
  }
  const facts = await readFacts({ git, tip: tree, refs: then, now: at, isPast: true, isOwn });
  const reports = dated.filter(([name]) => name.startsWith("evidence/"));
  const isNear = ({ committedAt }: Revision) =>
    Math.abs(committedAt.getTime() - at.getTime()) <= UNORDERED_MS;
  return { facts, isOrderKnown: !reports.some(([, commit]) => line(revisions, commit).some(isNear)) };
}

/** Times in git are whole seconds, so a report this close to a moment may have come before or after it. */
const UNORDERED_MS = 1000;

/** A commit and its first parents, the newest first. */
function line(revisions: ReadonlyMap<string, Revision>, tip: string): readonly Revision[] {
  const found: Revision[] = [];
  for (let one = revisions.get(tip); one !== undefined; one = revisions.get(one.parent ?? ""))
    found.push(one);
  return found;
}
