import type { Git } from "../lib/git/git.ts";
import { imageName } from "../lib/releases/releases.ts";
import { imageInputs } from "./inputs.ts";
import type { BuildImageRequest } from "./request.ts";

/** One image to build, down to every argument; the same inputs give the same plan and the same digest. */
export interface Build {
  readonly service: string;
  /** Name inside manifests, without registry. */
  readonly image: string;
  readonly tag: string;
  /** Build context, relative to the workspace; the Dockerfile is in it. */
  readonly folder: string;
  readonly platforms: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly cacheFrom: string | undefined;
  readonly cacheTo: string | undefined;
}

/**
 * Revision, tag and date are those of the last commit that touched what goes INTO the image, not of the commit that is
 * being delivered: so a change of the chart alone gives the same digest again.
 */
export async function planBuild(
  git: Git,
  request: BuildImageRequest,
  service: string,
  repositoryUrl: string | undefined,
): Promise<Build> {
  const paths = await imageInputs(await git.tree(request.source), service);
  const [last] = await git.log(request.source, { paths, limit: 1 });
  const revision = last?.sha ?? request.source;
  const epoch = Math.floor((last?.committedAt.getTime() ?? 0) / 1000);
  return {
    service,
    image: imageName(service),
    tag: `src-${revision.slice(0, 12)}`,
    folder: `services/${service}`,
    platforms: request.platforms.split(","),
    buildArgs: {
      SOURCE_DATE_EPOCH: String(epoch),
      ...(request.nodeImage === undefined ? {} : { NODE_IMAGE: request.nodeImage }),
    },
    labels: {
      "org.opencontainers.image.revision": revision,
      ...(repositoryUrl === undefined ? {} : { "org.opencontainers.image.source": repositoryUrl }),
    },
    cacheFrom: request.cacheFrom?.replaceAll("{service}", service),
    cacheTo: request.cacheTo?.replaceAll("{service}", service),
  };
}
