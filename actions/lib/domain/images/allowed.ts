/** Which images may run in an environment: the release's own, and those of the platform that its owners have listed. */
import type { Environment } from "../environments/environments.ts";
import type { Release } from "../releases/releases.ts";
import { type NamedImage, releaseImages } from "./further.ts";
import { type ImageUse, imagesAt, imagesOf } from "./images.ts";
import { repositoryOf } from "./repository.ts";

export type ImagePolicy = Pick<Environment, "name" | "registry" | "platformImages">;

/** The form in built manifests, the service's image first: the tag for people, the digest for execution. */
export function ownImages(
  { registry }: Pick<Environment, "registry">,
  release: Release,
): readonly [string, ...string[]] {
  const reference = ({ name, digest }: NamedImage) => `${registry}/${name}:${release.version}@${digest}`;
  const [own, ...further] = releaseImages(release);
  return [reference(own), ...further.map(reference)];
}

/** Findings about the images of objects, each with place and value; `own` are the release's, if there is one. */
export function imageFaults(
  objects: readonly unknown[],
  environment: ImagePolicy,
  own: readonly string[],
): readonly string[] {
  return objects
    .flatMap(imagesOf)
    .filter(({ image }) => image === undefined || !own.includes(image))
    .flatMap((use) => faultOf(use, environment));
}

/** The same for a value that a JSON6902 operation would set at `pointer`. */
export function imageFaultsAt(pointer: string, value: unknown, environment: Listed): readonly string[] {
  return imagesAt(pointer, value).flatMap((use) => faultOf({ object: pointer, ...use }, environment));
}

type Listed = Pick<ImagePolicy, "name" | "platformImages">;

function faultOf(
  { object, place, image }: ImageUse,
  { name, platformImages }: Pick<ImagePolicy, "name" | "platformImages">,
): readonly string[] {
  const where = `${object} ${place}`;
  if (image === undefined) return [`${where} names no image`];
  if (!PINNED.test(image)) return [`${where} is ${image}, which is not pinned by digest`];
  if (platformImages.includes(repositoryOf(image))) return [];
  return [
    `${where} is ${image}, which is neither the release's image nor one of platformImages in environments/${name}/environment.yaml`,
  ];
}

const PINNED = /@sha256:[0-9a-f]{64}$/;
