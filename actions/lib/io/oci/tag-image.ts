import type { Release } from "../../domain/releases/release.ts";
import { repositoryOf } from "../cosign/image.ts";
import { makePair, requirePair } from "./image-pair.ts";

/** Makes the version's tag in the registry; throws where it names another image, or the image is not there. */
export type TagImage = (release: Pick<Release, "image" | "version">) => Promise<void>;

/** Gives the image in `registry` the tag that is pinned next to its digest; a dry run only looks whether the image is there. */
export function imageTagger(
  registry: string,
  { env, dryRun }: { readonly env: NodeJS.ProcessEnv; readonly dryRun: boolean },
): TagImage {
  const [host = ""] = registry.split("/", 1);
  return async ({ image: { name, digest }, version }) => {
    const image = { host, repository: repositoryOf({ registry, name }), digest };
    if (dryRun) await requirePair({ ...image, tag: undefined }, env);
    else await makePair({ ...image, tag: version }, env);
  };
}
