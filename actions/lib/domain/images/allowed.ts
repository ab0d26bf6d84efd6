/** Which images may run in an environment: the release's own, and those of the platform that its owners have listed. */
import type { Environment } from "../environments/environments.ts";
import type { Release } from "../releases/releases.ts";
import { type NamedImage, releaseImages } from "./further.ts";
import { type ImageUse, imagesAt, imagesOf } from "./images.ts";

export type ImagePolicy = Pick<Environment, "name" | "registry" | "platformImages">;

/** As they must be in what is built, the service's first: the tag for people, the digest for what runs. */
export function ownImages(
  { registry }: Pick<Environment, "registry">,
  release: Release,
): readonly [string, ...string[]] {
  const reference = ({ name, digest }: NamedImage) => `${registry}/${name}:${release.version}@${digest}`;
  const [own, ...further] = releaseImages(release);
  return [reference(own), ...further.map(reference)];
}

/** What is wrong with the images of objects, each with its place and value; `own` are the release's, where there is one. */
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

/** The same for what a JSON6902 operation would put at `pointer`. */
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

/** `registry.example.com:5000/a/b:1@sha256:…` without tag and digest. */
function repositoryOf(image: string): string {
  return image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
}
