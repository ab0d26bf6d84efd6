import type { GitCommand } from "./command.ts";
import { objectIds } from "./tree.ts";

export interface Descent {
  readonly ancestor: string;
  readonly descendant: string;
}

/** Whether each `ancestor` is its `descendant` or one of its ancestors; false when either is not in this clone. */
export async function areAncestors(git: GitCommand, pairs: readonly Descent[]): Promise<readonly boolean[]> {
  const names = [...new Set(pairs.flatMap(({ ancestor, descendant }) => [ancestor, descendant]))];
  const ids = await objectIds(
    git,
    names.map((name) => `${name}^{commit}`),
  );
  const commits = new Map(names.map((name, index) => [name, ids[index]]));
  const descendants = [...new Set(pairs.map(({ descendant }) => commits.get(descendant)))];
  const outside = new Map<string, ReadonlySet<string>>();
  for (const descendant of descendants) {
    if (descendant === undefined) continue;
    const ancestors = pairs.flatMap((pair) =>
      commits.get(pair.descendant) === descendant ? (commits.get(pair.ancestor) ?? []) : [],
    );
    outside.set(descendant, await notReachable(git, [...new Set(ancestors)], descendant));
  }
  return pairs.map((pair) => {
    const [ancestor, descendant] = [commits.get(pair.ancestor), commits.get(pair.descendant)];
    if (ancestor === undefined || descendant === undefined) return false;
    return outside.get(descendant)?.has(ancestor) === false;
  });
}

/** Those of `commits` that `descendant` does not contain. */
async function notReachable(
  git: GitCommand,
  commits: readonly string[],
  descendant: string,
): Promise<ReadonlySet<string>> {
  const input = [...commits, `^${descendant}`].map((line) => `${line}\n`).join("");
  const { text } = await git(["rev-list", "--stdin"], { input });
  return new Set(text.split("\n"));
}
