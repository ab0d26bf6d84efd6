import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeError } from "@slipway/lib/app/report/outcome.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { provenanceOf } from "@slipway/lib/domain/images/provenance.ts";
import { surveyServices } from "@slipway/lib/domain/services/services.ts";
import { inParallel } from "@slipway/lib/io/exec/in-parallel.ts";
import { type Git, openGit } from "@slipway/lib/io/git/git.ts";
import { extractLayout, layoutOf, layoutsFolder, provenanceFile } from "@slipway/lib/io/oci/layout-folder.ts";
import { bringForward } from "./dates.ts";
import { type Build, type PlanSource, planBuild } from "./plan.ts";
import { buildForPlatforms } from "./platforms.ts";
import { prepare } from "./prepare.ts";
import type { BuildImageRequest } from "./request.ts";

/** Two builds at a time: BuildKit itself runs their steps in parallel, more only wait for the same cores. */
const PARALLEL = 2;

interface ServiceBuild {
  readonly result: Result;
  /** All of the service's, or none: a release has all of them. */
  readonly images?: Readonly<Record<string, { readonly name: string; readonly digest: string }>>;
}

/** Each service has its own result: a failed one does not stop the others, and is not in the outputs. */
export async function buildImage(request: BuildImageRequest, context: Context): Promise<Outcome> {
  const git = openGit(context.workspace, { identity: { name: "slipway", email: "slipway@localhost" } });
  await requireCheckedOut(git, request.source);
  const tree = await git.tree(request.source);
  const source = { git, tree, survey: await surveyServices(tree), repositoryUrl: repositoryUrl(context.env) };
  const layouts = layoutsFolder(request.output, context.workspace, context.env);
  const built = await buildAll(source, request, layouts, context);
  const images = Object.assign({}, ...built.map((each) => each.images ?? {}));
  return {
    outputs: { images: JSON.stringify(images), layouts },
    results: built.map(({ result }) => result),
  };
}

async function requireCheckedOut(git: Git, source: string): Promise<void> {
  const head = await git.resolve("HEAD");
  if (head === source) return;
  throw new UserError(
    `build-image: source is ${source}, but the checkout is at ${head ?? "no commit"}.\n  Check out the commit that is to be built.`,
  );
}

async function buildAll(
  source: PlanSource,
  request: BuildImageRequest,
  layouts: string,
  context: Context,
): Promise<readonly ServiceBuild[]> {
  const store = join(layouts, ".store");
  await rm(store, { recursive: true, force: true });
  if (!context.dryRun) await mkdir(layouts, { recursive: true });
  const folders = { layouts, store, inTurn: firstAlone() };
  const one = (service: string) => buildOne(source, request, service, folders, context);
  try {
    return await inParallel(request.services, PARALLEL, one);
  } finally {
    await rm(store, { recursive: true, force: true });
  }
}

interface Folders {
  readonly layouts: string;
  /** Layout that all builds of a run write to, so that a base they share is written once. */
  readonly store: string;
  readonly inTurn: <R>(work: () => Promise<R>) => Promise<R>;
}

/** The first build runs alone, because it fetches the base image, for which the others would wait under one lock. */
function firstAlone(): Folders["inTurn"] {
  let first: Promise<unknown> | undefined;
  return async (work) => {
    if (first !== undefined) {
      await first;
      return await work();
    }
    const mine = work();
    first = mine.catch(() => undefined);
    return await mine;
  };
}

async function buildOne(
  source: PlanSource,
  request: BuildImageRequest,
  service: string,
  folders: Folders,
  context: Context,
): Promise<ServiceBuild> {
  try {
    const keys = Object.keys(source.survey.services.find(({ name }) => name === service)?.images ?? {});
    const built: BuiltImage[] = [];
    // In turn: what is made before the first is there for the others.
    for (const key of [undefined, ...keys]) {
      const plan = await planBuild(source, request, service, key);
      built.push(await buildPlanned(plan, request, folders, context));
    }
    const reason = built.map((each) => each.reason).join("; ");
    if (context.dryRun) return { result: { service, status: "nothing", reason } };
    const images = built.flatMap(({ key, image }) => (image === undefined ? [] : [[key, image] as const]));
    return { images: Object.fromEntries(images), result: { service, status: "done", reason } };
  } catch (error) {
    return { result: { service, status: "failed", reason: describeError(error) } };
  }
}

interface BuiltImage {
  readonly key: string;
  readonly reason: string;
  /** Undefined in a dry run. */
  readonly image?: { readonly name: string; readonly digest: string };
}

async function buildPlanned(
  plan: Build,
  request: BuildImageRequest,
  folders: Folders,
  context: Context,
): Promise<BuiltImage> {
  const { report, dryRun } = context;
  const { service: key } = plan;
  const what = `${plan.image}:${plan.tag} for ${plan.platforms.join(", ")}`;
  report.plan([`${key}: build ${plan.dockerfile} as ${what}`]);
  if (dryRun) return { key, reason: `would build ${what}` };
  const { digest, platforms } = await build(plan, request, folders, context);
  const image = `${plan.image}@${digest}`;
  report.info(`${key}: ${image}`);
  const lacking = plan.platforms.filter((platform) => !platforms.includes(platform));
  const missing = lacking.length === 0 ? "" : `, NOT for ${lacking.join(", ")}`;
  return {
    key,
    image: { name: plan.image, digest },
    reason: `built ${image} for ${platforms.join(", ")}${missing}`,
  };
}

interface Written {
  readonly digest: string;
  readonly platforms: readonly string[];
}

async function build(
  plan: Build,
  { source, requirePlatforms }: BuildImageRequest,
  folders: Folders,
  context: Context,
): Promise<Written> {
  const { workspace, env, clock } = context;
  const startedOn = clock.now();
  if (plan.prepare !== undefined) await prepare(plan.prepare, plan.folder, context);
  await bringForward(join(workspace, plan.context), Number(plan.buildArgs.SOURCE_DATE_EPOCH));
  const { image, bases, platforms } = await folders.inTurn(() =>
    buildForPlatforms(folders.store, plan, requirePlatforms, context),
  );
  const folder = layoutOf(folders.layouts, plan.service);
  const { root } = await extractLayout(folders.store, image, plan.tag, folder);
  const { service, buildArgs } = plan;
  const facts = { service, source, platforms, arguments: buildArgs, bases };
  const provenance = provenanceOf({ ...facts, startedOn, finishedOn: clock.now() }, env);
  await writeFile(provenanceFile(folders.layouts, service), `${JSON.stringify(provenance, null, 2)}\n`);
  return { digest: root.digest, platforms };
}

function repositoryUrl(env: NodeJS.ProcessEnv): string | undefined {
  if (!env.GITHUB_SERVER_URL || !env.GITHUB_REPOSITORY) return undefined;
  return `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}`;
}
