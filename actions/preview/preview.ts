import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { DEFAULTS } from "@slipway/lib/domain/config/config.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { LOCKFILES } from "@slipway/lib/domain/services/build-inputs.ts";
import { type Survey, surveyServices } from "@slipway/lib/domain/services/services.ts";
import { workspaceFolders } from "@slipway/lib/domain/services/workspace.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import { type Git, openGit, type Tree } from "@slipway/lib/io/git/git.ts";
import { affectedServices, affectedTargets, layoutTargets } from "./affected.ts";
import { previewDataSchemas } from "./data-schemas.ts";
import { pullOfEvent } from "./event.ts";
import {
  changedTargets,
  NOT_COVERED,
  type NotRendered,
  nothingChanges,
  type Preview,
  riskCount,
  type TargetPreview,
} from "./model.ts";
import { previewNextReleases } from "./next-releases.ts";
import { previewOutside, reachingTargets } from "./outside.ts";
import { notRendered, pinnedFiles } from "./pinned.ts";
import { previewPolicies } from "./policies.ts";
import { comment, show, writeFiles } from "./publish.ts";
import { faultOf, renderTargets } from "./render.ts";
import type { PreviewRequest } from "./request.ts";
import { findSides, type Sides } from "./sides.ts";
import { withSourceOrder } from "./source-order.ts";

// The merge that is made here stays in this clone.
const NOBODY = { name: "slipway", email: "slipway@localhost" };

/**
 * Renders both sides of everything that a change affects and reports the differences; reads only git, no
 * cluster.
 */
export async function preview(request: PreviewRequest, context: Context): Promise<Outcome> {
  const { env, workspace, report } = context;
  const git = openGit(workspace, {
    token: env.SLIPWAY_TOKEN,
    identity: NOBODY,
    // What a pull request writes into its slipway.yaml names no address that a token is sent to.
    sources: { branch: env.GITHUB_BASE_REF || DEFAULTS.branch, token: env.SLIPWAY_SOURCE_TOKEN },
  });
  const pull = await pullOfEvent(env);
  const sides = await findSides(git, request, pull, env);
  report.info(`Comparing ${shortSha(sides.base)} with ${shortSha(sides.merged)} (${sides.origin}).`);
  const found = await previewOf(git, sides);
  await show(found, context);
  if (request.output !== undefined) await writeFiles(found, request.output, context);
  if (pull !== undefined && request.comment && !context.dryRun) await comment(found, pull, context);
  if (changedTargets(found).length === 0) report.info(`${nothingChanges(found)}.`);
  return outcome(found);
}

/** The same without saying it anywhere: a function of two commits. */
export async function previewOf(git: Git, sides: Sides): Promise<Preview> {
  const [base, merged] = await Promise.all([git.tree(sides.base), git.tree(sides.merged)]);
  const [surveyOfBase, survey] = await Promise.all([surveyServices(base), surveyServices(merged)]);
  const paths = (await git.changedPaths(sides.base, sides.merged)).map(({ path }) => path);
  const layout = await layoutTargets([base, merged]);
  const affected = await affectedTargets(git, [base, merged], layout, paths);
  const unseen = layout.filter((target) => !affected.includes(target));
  const reaching = await reachingTargets([base, merged], unseen, paths);
  const targets = layout.filter((target) => affected.includes(target) || reaching.includes(target));
  const rendered = await renderTargets(targets, {
    cause: "at the merge",
    before: { tree: base },
    after: { tree: merged },
  });
  const atMerge = await withSourceOrder(git, [base, merged], rendered);
  const pinned = await pinnedFiles([base, merged]);
  const outside = await previewOutside([base, merged], layout, paths, pinned);
  const policies = await previewPolicies(base, merged);
  const environment = policies.first;
  const services = await affectedServices(
    git,
    { tree: base, services: surveyOfBase.services },
    { tree: merged, services: survey.services },
  );
  const next = await previewNextReleases({
    git,
    environment,
    base,
    merged,
    services,
    servicesOfBase: surveyOfBase.services,
  });
  const dataSchemas = await previewDataSchemas({
    base,
    before: surveyOfBase.services,
    after: survey.services,
    environments: policies.order,
  });
  const faulty = await faultyServices(survey, surveyOfBase, environment, merged);
  return {
    sides,
    targets: inOrder(policies.order, [
      ...outside.targets,
      ...policies.faults,
      ...atMerge,
      ...next,
      ...faulty,
    ]),
    rebuilt: await rebuiltServices(merged, survey, paths),
    policies: [...policies.notes, ...dataSchemas],
    notRendered: await notRendered([base, merged], pinned, outside.rendered, paths),
  };
}

/** As releases move; the order inside an environment stays. */
function inOrder(order: readonly string[], targets: readonly TargetPreview[]): readonly TargetPreview[] {
  const place = ({ environment }: TargetPreview) => order.indexOf(environment);
  return targets.toSorted((one, other) => place(one) - place(other));
}

/** A service.yaml that was right before. */
async function faultyServices(
  { faults }: Survey,
  { faults: known }: Survey,
  environment: string,
  merged: Tree,
): Promise<readonly TargetPreview[]> {
  const fresh = [...faults].filter(([name, fault]) => known.get(name)?.message !== fault.message);
  return Promise.all(
    fresh.map(async ([service, fault]) => ({
      environment,
      service,
      cause: "next release" as const,
      changes: [],
      fault: await faultOf(fault, merged),
    })),
  );
}

/** Services whose code changes. The lockfile counts for all: which of them it concerns, detect-changes says. */
async function rebuiltServices(
  merged: Tree,
  { services }: Survey,
  paths: readonly string[],
): Promise<readonly string[]> {
  if (LOCKFILES.some((lockfile) => paths.includes(lockfile))) return services.map(({ name }) => name);
  const isCode = (path: string) => !/^services\/[^/]+\/(values|service)\.yaml$/.test(path);
  const rebuilt = await Promise.all(
    services.map(async (service) => {
      const folders = await workspaceFolders(merged, service.path);
      return paths.some((path) => isCode(path) && folders.some((folder) => path.startsWith(`${folder}/`)));
    }),
  );
  return services.filter((_, index) => rebuilt[index]).map(({ name }) => name);
}

function outcome(found: Preview): Outcome {
  const outputs = {
    changed: String(changedTargets(found).length),
    risks: String(riskCount(found)),
    base: found.sides.base,
    merged: found.sides.merged,
  };
  return { outputs, results: [...found.targets.map(result), ...found.notRendered.flatMap(unknownResults)] };
}

/** Never "nothing": what was not rendered may be another. */
function unknownResults({ pins, isChanged, words }: NotRendered): readonly Result[] {
  if (!isChanged) return [];
  return pins.map(({ environment, service }) => ({
    environment,
    service,
    status: "done",
    reason: `not rendered: ${words}`,
  }));
}

function result({ environment, service, changes, fault, cause, isCovered }: TargetPreview): Result {
  if (isCovered === false) {
    const why = fault === undefined ? "" : `; it cannot be rendered: ${firstLine(fault.message)}`;
    return { environment, service, status: "failed", reason: `${NOT_COVERED}${why}` };
  }
  if (fault !== undefined) {
    return { environment, service, status: "failed", reason: firstLine(fault.message) };
  }
  if (changes.length === 0) return { environment, service, status: "nothing", reason: "renders the same" };
  const risks = changes.flatMap((change) => change.risks).length;
  const danger = risks === 0 ? "" : `, ${risks} risk${risks === 1 ? "" : "s"}`;
  const count = `${changes.length} resource${changes.length === 1 ? "" : "s"}`;
  return { environment, service, status: "done", reason: `${cause}: ${count} change${danger}` };
}
