import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { furtherKey } from "@slipway/lib/domain/images/further.ts";
import { LOCKFILES, ROOT_PACKAGE } from "@slipway/lib/domain/services/build-inputs.ts";
import { imageInputs } from "@slipway/lib/domain/services/image-inputs.ts";
import { logOfPaths, type Paths } from "@slipway/lib/domain/services/paths.ts";
import type { Service } from "@slipway/lib/domain/services/service.ts";
import type { Survey } from "@slipway/lib/domain/services/services.ts";
import type { Git, Tree } from "@slipway/lib/io/git/git.ts";
import type { BuildImageRequest } from "./request.ts";

/** One image to build, down to every argument; the same inputs give the same plan and the same digest. */
export interface Build {
  /** What it is handed on as: the service's name, with a further image's after a dot. */
  readonly service: string;
  /** Name inside manifests, without registry. */
  readonly image: string;
  readonly tag: string;
  /** The service's folder, from the workspace; "." is the workspace. */
  readonly folder: string;
  /** Command run in the folder before the build. */
  readonly prepare: string | undefined;
  /** Build context, from the workspace. */
  readonly context: string;
  /** From the workspace. */
  readonly dockerfile: string;
  readonly target: string | undefined;
  readonly platforms: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Variables that the build may mount as secrets of the same id. */
  readonly secrets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly cacheFrom: string | undefined;
  readonly cacheTo: string | undefined;
}

/** Where the plans of a run come from. */
export interface PlanSource {
  readonly git: Git;
  readonly tree: Tree;
  readonly survey: Survey;
  readonly repositoryUrl: string | undefined;
}

/**
 * Revision, tag and date are those of the last commit that changed the image's inputs, not of the delivered
 * commit: so a change of only the chart gives the same digest.
 */
export async function planBuild(
  source: PlanSource,
  request: BuildImageRequest,
  name: string,
  further?: string,
): Promise<Build> {
  const service = requireService(source, name);
  const { path } = service;
  const { build, image } = further === undefined ? service : requireFurther(service, further);
  const key = further === undefined ? name : furtherKey(name, further);
  if ((await source.tree.entry(build.dockerfile)) === undefined) {
    throw new UserError(
      `${build.dockerfile}: not there at ${source.tree.commit}.\n  Add one, name another as build.dockerfile in ${path}/service.yaml, or do not ask for this service.`,
    );
  }
  const [last] = await logOfPaths(
    source.git,
    request.source,
    await pathsOf(source.tree, { ...service, build }),
    {
      limit: 1,
    },
  );
  const revision = last?.sha ?? request.source;
  const epoch = Math.floor((last?.committedAt.getTime() ?? 0) / 1000);
  const { repositoryUrl } = source;
  return {
    service: key,
    image,
    tag: `src-${revision.slice(0, 12)}`,
    folder: path || ".",
    prepare: build.prepare,
    context: build.context || ".",
    dockerfile: build.dockerfile,
    target: build.target,
    platforms: build.platforms ?? request.platforms.split(","),
    buildArgs: { ...build.args, ...request.buildArgs, SOURCE_DATE_EPOCH: String(epoch) },
    secrets: build.secrets,
    labels: {
      "org.opencontainers.image.revision": revision,
      ...(repositoryUrl === undefined ? {} : { "org.opencontainers.image.source": repositoryUrl }),
    },
    cacheFrom: request.cacheFrom?.replaceAll("{service}", key),
    cacheTo: request.cacheTo?.replaceAll("{service}", key),
  };
}

/** Chart and strategy are not among them: they change a release, not an image. A lockfile counts as a whole. */
async function pathsOf(tree: Tree, service: Service): Promise<Paths> {
  const { paths, workspaces } = await imageInputs(tree, service);
  return workspaces.length === 0 ? paths : [...paths, ...LOCKFILES, ROOT_PACKAGE];
}

function requireFurther(service: Service, key: string): Pick<Service, "build" | "image"> {
  const found = service.images?.[key];
  if (found === undefined) throw new Error(`${service.name} has no image ${key}`);
  return found;
}

function requireService({ survey, tree }: PlanSource, name: string): Service {
  const fault = survey.faults.get(name);
  if (fault !== undefined) throw fault;
  const service = survey.services.find((each) => each.name === name);
  if (service !== undefined) return service;
  throw new UserError(
    `${name}: no service.yaml names it at ${tree.commit}.\n  Add one to its folder, or do not ask for this service.`,
  );
}
