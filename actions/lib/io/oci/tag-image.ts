import { releaseImages } from "../../domain/images/further.ts";
import type { Release } from "../../domain/releases/release.ts";
import { repositoryOf } from "../cosign/image.ts";
import { makePair, requirePair } from "./image-pair.ts";

/** Makes the version's tag of each image in the registry; throws where it names another image, or the image is not there. */
export type TagImage = (release: Pick<Release, "image" | "images" | "version">) => Promise<void>;

/** Gives the images in `registry` the tag that is pinned next to their digests; a dry run only looks whether they are there. */
export function imageTagger(
  registry: string,
  { env, dryRun }: { readonly env: NodeJS.ProcessEnv; readonly dryRun: boolean },
): TagImage {
  const [host = ""] = registry.split("/", 1);
  return async (release) => {
    for (const { name, digest } of releaseImages(release)) {
      const image = { host, repository: repositoryOf({ registry, name }), digest };
      if (dryRun) await requirePair({ ...image, tag: undefined }, env);
      else await makePair({ ...image, tag: release.version }, env);
    }
  };
}
