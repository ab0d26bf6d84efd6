import { UserError } from "../lib/errors/user-error.ts";
import { exec } from "../lib/exec/exec.ts";
import { type Git, openGit } from "../lib/git/git.ts";
import { registry } from "../lib/oci/registry.ts";
import { inParallel } from "../lib/parallel/in-parallel.ts";
import { describeError } from "../lib/report/outcome.ts";
import type { Context, Outcome, Result } from "../lib/report/report.ts";
import { buildAndPush } from "./buildkit.ts";
import { type Build, planBuild } from "./plan.ts";
import type { BuildImageRequest } from "./request.ts";

/** Two builds at a time: BuildKit itself runs their steps in parallel, more only wait for the same cores. */
const PARALLEL = 2;

interface Built {
  readonly result: Result;
  readonly image?: { readonly name: string; readonly digest: string };
}

/** Each service has its own result: one that fails does not drop the others, and is not among the outputs. */
export async function buildImage(request: BuildImageRequest, context: Context): Promise<Outcome> {
  const git = openGit(context.workspace, { identity: { name: "slipway", email: "slipway@localhost" } });
  await requireCheckedOut(git, request.source);
  const built = await inParallel(request.services, PARALLEL, (service) =>
    build(git, request, service, context),
  );
  const images = Object.fromEntries(
    request.services.flatMap((service, i) => {
      const image = built[i]?.image;
      return image === undefined ? [] : [[service, image]];
    }),
  );
  return { outputs: { images: JSON.stringify(images) }, results: built.map(({ result }) => result) };
}

async function requireCheckedOut(git: Git, source: string): Promise<void> {
  const head = await git.resolve("HEAD");
  if (head === source) return;
  throw new UserError(
    `build-image: source is ${source}, but the checkout is at ${head ?? "no commit"}.\n  Check out the commit that is to be built.`,
  );
}

async function build(
  git: Git,
  request: BuildImageRequest,
  service: string,
  context: Context,
): Promise<Built> {
  const { report } = context;
  try {
    const plan = await planBuild(git, request, service, repositoryUrl(context.env));
    report.plan([`${service}: build ${plan.folder} for ${plan.platforms}, push ${plan.reference}`]);
    if (context.dryRun)
      return { result: { service, status: "nothing", reason: `would push ${plan.reference}` } };
    const digest = await pushed(plan, context);
    report.info(`${service}: ${plan.reference}@${digest}`);
    return {
      image: { name: plan.image, digest },
      result: { service, status: "done", reason: `pushed ${plan.reference}@${digest}` },
    };
  } catch (error) {
    return { result: { service, status: "failed", reason: describeError(error) } };
  }
}

/** The digest as the registry has it, after the push. */
async function pushed(plan: Build, context: Context): Promise<string> {
  const target = registry(plan.registryHost, { env: context.env });
  // Asked first: a registry that is down should not cost a build, nor be found in the words of BuildKit.
  await target.manifest(plan.repository, "latest");
  await exec("npm", ["run", "build", "--if-present", "-w", plan.folder], {
    cwd: context.workspace,
    env: context.env,
  });
  const digest = await buildAndPush(plan, context);
  const stored = await target.manifest(plan.repository, digest);
  if (stored?.digest === digest) return digest;
  throw new UserError(
    `${plan.reference}: BuildKit pushed ${digest}, but the registry has ${stored?.digest || "no such manifest"}.\n  Look into the registry's log; running again is safe.`,
  );
}

function repositoryUrl(env: NodeJS.ProcessEnv): string | undefined {
  if (!env.GITHUB_SERVER_URL || !env.GITHUB_REPOSITORY) return undefined;
  return `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}`;
}
