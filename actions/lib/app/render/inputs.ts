/** What is read to render a service, compared by object ids: equal ids give equal manifests. */
import { posix } from "node:path";
import { CONFIG_FILE } from "../../domain/config/config.ts";
import { renderedFrom } from "../../domain/services/rendering.ts";
import type { Service } from "../../domain/services/service.ts";
import type { Git, Tree } from "../../io/git/git.ts";

/** Files and folders at `tree`; the last is slipway.yaml, which a repository may not have. */
export async function renderInputs(tree: Tree, service: Service): Promise<readonly string[]> {
  const files = await renderedFrom(tree, service.rendering);
  return [...files, posix.join(service.path, "service.yaml"), CONFIG_FILE];
}

/** Objects by `<commit>:<path>`, as {@link renderInputs} lists their paths. */
export interface Comparison {
  readonly before: readonly string[];
  readonly now: readonly string[];
}

/** Whether all objects are there and the same before and now, for each comparison; one git process for all. */
export async function sameInputs(git: Git, comparisons: readonly Comparison[]): Promise<readonly boolean[]> {
  const names = [...new Set(comparisons.flatMap(({ before, now }) => [...before, ...now]))];
  const ids = await git.objectIds(names);
  const idOf = new Map(names.map((name, index) => [name, ids[index]]));
  return comparisons.map(({ before, now }) => {
    if (before.length !== now.length) return false;
    return before.every((name, index) => {
      const id = idOf.get(name);
      const isOptional = name.endsWith(`:${CONFIG_FILE}`);
      return id === idOf.get(now[index] ?? "") && (id !== undefined || isOptional);
    });
  });
}
