import type { CommitRecord } from "../repository/git.ts";

/** Answers questions about ancestry in memory: one read of the history for any number of pairs. */
export interface CommitGraph {
  readonly get: (sha: string) => CommitRecord | undefined;
  /**
   * Commits in the history of `to` that are not in that of `from`, newest first; undefined when either is
   * unknown, or when the answer reaches further back than the read history.
   */
  between(from: string, to: string): readonly CommitRecord[] | undefined;
}

/** `records` must be in topological order, children before parents, as `git.records` gives them. */
export function commitGraph(records: readonly CommitRecord[]): CommitGraph {
  const places = new Map(records.map(({ sha }, place) => [sha, place]));
  const known = new Map<string, readonly CommitRecord[] | undefined>();
  return {
    get: (sha) => records[places.get(sha) ?? -1],
    between(from, to) {
      const key = `${from} ${to}`;
      if (!known.has(key)) known.set(key, difference(records, places, from, to));
      return known.get(key);
    },
  };
}

function difference(
  records: readonly CommitRecord[],
  places: ReadonlyMap<string, number>,
  from: string,
  to: string,
): readonly CommitRecord[] | undefined {
  const [left, right] = [places.get(from), places.get(to)];
  if (left === undefined || right === undefined) return undefined;
  const included = new Set([right]);
  const excluded = new Set([left]);
  const found: CommitRecord[] = [];
  // A commit is processed after all its children, so its state is then final.
  for (let place = Math.min(left, right); included.size > 0; place++) {
    const record = records[place];
    if (record === undefined) return undefined;
    const isExcluded = excluded.delete(place);
    const isIncluded = included.delete(place) && !isExcluded;
    if (isIncluded) found.push(record);
    for (const parent of isIncluded || isExcluded ? record.parents : []) {
      const at = places.get(parent);
      if (at !== undefined) (isExcluded ? excluded : included).add(at);
      else if (isIncluded) return undefined;
    }
    for (const each of excluded) included.delete(each);
  }
  return found;
}
