import { UserError } from "../lib/errors/user-error.ts";
import type { Commit, Git } from "../lib/git/git.ts";
import type { Promotion } from "../lib/promotion/decision.ts";
import { serviceInputs } from "../lib/services/inputs.ts";
import { readServices } from "../lib/services/services.ts";

/** Commits between the two sources that touch what the service is made of, newest first; undefined for a first release. */
export async function sourceCommits(
  git: Git,
  { old, new: renewed, service }: Promotion,
): Promise<readonly Commit[] | undefined> {
  if (old === undefined) return undefined;
  const paths = await inputPaths(git, renewed.source, service);
  return await git.log(renewed.source, { since: old.source, paths });
}

async function inputPaths(git: Git, source: string, service: string): Promise<readonly string[]> {
  try {
    const tree = await git.tree(source);
    const found = (await readServices(tree)).find(({ name }) => name === service);
    return found === undefined ? [] : (await serviceInputs(tree, found)).paths;
  } catch (error) {
    // The list is for readers; a service.yaml that was broken back then must not stop a promotion.
    if (error instanceof UserError) return [];
    throw error;
  }
}
