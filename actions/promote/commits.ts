import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import type { Promotion } from "@slipway/lib/domain/promotions/decision.ts";
import { serviceInputs } from "@slipway/lib/domain/services/inputs.ts";
import { logOfPaths, type Paths } from "@slipway/lib/domain/services/paths.ts";
import { readServices } from "@slipway/lib/domain/services/services.ts";
import type { Commit, Git } from "@slipway/lib/io/git/git.ts";

/** Commits between the two sources that touch what the service is made of, newest first; undefined for a first release. */
export type SourceCommits = (promotion: Promotion) => Promise<readonly Commit[] | undefined>;

/** What is read of a source commit is read once: most services of a fleet come from the same few. */
export function sourceCommits(git: Git): SourceCommits {
  const sources = new Map<string, ReturnType<typeof readSource>>();
  const sourceAt = (commit: string) => {
    const known = sources.get(commit) ?? readSource(git, commit);
    sources.set(commit, known);
    return known;
  };
  return async ({ old, new: renewed, service }) => {
    if (old === undefined) return undefined;
    const paths = await inputPaths(sourceAt(renewed.source), service);
    return await logOfPaths(git, renewed.source, paths, { since: old.source });
  };
}

async function readSource(git: Git, commit: string) {
  const tree = await git.tree(commit);
  return { tree, services: await readServices(tree) };
}

async function inputPaths(source: ReturnType<typeof readSource>, service: string): Promise<Paths> {
  try {
    const { tree, services } = await source;
    const found = services.find(({ name }) => name === service);
    return found === undefined ? [] : (await serviceInputs(tree, found)).paths;
  } catch (error) {
    // The list is for readers; a service.yaml that was broken back then must not stop a promotion.
    if (error instanceof UserError) return [];
    throw error;
  }
}
