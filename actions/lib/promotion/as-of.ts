/** What a run would have read at a moment in the past, as far as git still tells. */
import type { OwnCommits } from "../forge/own-commits.ts";
import type { Git, RefName, Revision } from "../git/git.ts";
import type { Facts } from "./facts.ts";
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

/**
 * Facts on `tip`, by the evidence and the stops of that moment. A stop that was ended since, and a reporter that was silent then,
 * are not known any more: neither counts against what was done.
 */
export async function factsAsOf({ git, refs, tip, at, isOwn }: Past): Promise<readonly Facts[]> {
  const [tree, then] = await Promise.all([git.tree(tip), refsAsOf(git, refs, at)]);
  return await readFacts({ git, tip: tree, refs: then, now: at, isPast: true, isOwn });
}

/** Times in git are whole seconds, so a report this close to a moment may have come before or after it. */
const UNORDERED_MS = 1000;

/** Whether a cluster reported so close to this moment that nobody knows which came first. */
export async function reportedNear(git: Git, refs: Past["refs"], at: Date): Promise<boolean> {
  const evidence = [...refs].flatMap(([name, commit]) => (name.startsWith("evidence/") ? [commit] : []));
  const revisions = await git.revisions(evidence, { limit: LOOKED_AT });
  return [...revisions.values()].some(
    ({ committedAt }) => Math.abs(committedAt.getTime() - at.getTime()) <= UNORDERED_MS,
  );
}

/** Times in git are whole seconds; what came in the very second may have come after it. */
async function refsAsOf(git: Git, refs: Past["refs"], at: Date): Promise<Past["refs"]> {
  const dated = [...refs].filter(([name]) => name.startsWith("evidence/") || name.startsWith("stop/"));
  const revisions = await git.revisions(
    dated.map(([, commit]) => commit),
    { limit: LOOKED_AT },
  );
  const then = new Map(refs);
  for (const [name, tip] of dated) {
    const commit = lastBefore(revisions, tip, at);
    if (commit === undefined) then.delete(name);
    else then.set(name, commit);
  }
  return then;
}

function lastBefore(revisions: ReadonlyMap<string, Revision>, tip: string, at: Date): string | undefined {
  for (let one = revisions.get(tip); one !== undefined; one = revisions.get(one.parent ?? ""))
    if (one.committedAt < at) return one.sha;
  return undefined;
}
