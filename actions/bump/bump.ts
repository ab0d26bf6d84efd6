import { type Environment, readEnvironments, requireEnvironment } from "../lib/environments/environments.ts";
import { UserError } from "../lib/errors/user-error.ts";
import { type Git, openGit, type Planner, type RefName, type Tree } from "../lib/git/git.ts";
import type { Context, Outcome } from "../lib/report/report.ts";
import { versionTags } from "../lib/versions/next-version.ts";
import { prepare } from "./candidates.ts";
import { bumpMessage, provenanceOf } from "./message.ts";
import { type BumpPlan, planBump } from "./plan.ts";
import type { BumpRequest } from "./request.ts";
import { tagReleases } from "./tags.ts";

/**
 * Pins the images in the environment with one commit on the tip of the branch; plans again when another push wins.
 * A service that cannot be bumped is a result with its reason, the others are bumped all the same.
 */
export async function bump(request: BumpRequest, context: Context): Promise<Outcome> {
  const identity = { name: request.botName, email: request.botEmail };
  const git = openGit(context.workspace, { token: context.env.SLIPWAY_TOKEN, identity });
  await git.unshallow();
  const candidates = await prepare(await git.tree(request.source), request.images);
  const tags = candidates.map(({ service }) => versionTags(service));
  let planned: BumpPlan = { pins: [], pinned: [], results: [], changes: [], replaceFolders: [] };
  let refs: ReadonlyMap<RefName, string> = new Map();
  const plan: Planner = async (tip, fetched) => {
    const environment = await firstEnvironment(tip, request.environment);
    refs = fetched;
    planned = await planBump({ git, tip, refs, environment }, candidates);
    context.report.plan(planned.results.map(({ service, reason }) => `${service}: ${firstLine(reason)}`));
    if (planned.pins.length === 0) return undefined;
    const provenance = {
      environment: environment.name,
      source: request.source,
      ...provenanceOf(context.env),
    };
    return { ...planned, message: bumpMessage(planned.pins, provenance) };
  };
  if (context.dryRun) {
    await planOnly(git, request.branch, tags, plan);
    const would = planned.results.map((result) =>
      result.status === "done"
        ? { ...result, status: "nothing" as const, reason: `would pin ${result.reason}` }
        : result,
    );
    return toOutcome({ ...planned, results: would }, undefined);
  }
  const { commit } = await git.pushReplanned(request.branch, plan, { alsoFetch: tags });
  const releases = [...planned.pinned, ...planned.pins.map(({ release }) => release)];
  await tagReleases(git, refs, releases, context.report);
  return toOutcome(planned, commit);
}

async function firstEnvironment(tip: Tree, name: string): Promise<Environment> {
  const environment = requireEnvironment(await readEnvironments(tip), name);
  if (environment.after === undefined) return environment;
  throw new UserError(
    `environment ${name}: releases come here from ${environment.after}, not from a build.\n  Bump the first environment; promote moves releases on.`,
  );
}

async function planOnly(git: Git, branch: string, tags: readonly RefName[], plan: Planner): Promise<void> {
  const refs = await git.fetch(branch, ...tags);
  await plan(await git.tree(refs.get(branch) ?? branch), refs);
}

function toOutcome({ pins, results }: BumpPlan, commit: string | undefined): Outcome {
  const pinned = pins.map(({ release: { service, id, version, image } }) => [
    service,
    { id, version, digest: image.digest },
  ]);
  const releases = commit === undefined ? [] : pinned;
  return {
    outputs: { commit: commit ?? "", releases: JSON.stringify(Object.fromEntries(releases)) },
    results,
  };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
