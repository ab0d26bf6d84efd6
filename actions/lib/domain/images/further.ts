/**
 * Images of a service next to its own: a migration, a worker. Verbs hand them to each other as `order.migrate`, a registry
 * has them as `acme/order-migrate`, and a release pins all of them.
 */

export interface NamedImage {
  /** Without registry and tag. */
  readonly name: string;
  readonly digest: string;
}

/** By their key in `images` of service.yaml. */
export type FurtherImages = Readonly<Record<string, NamedImage>>;

/** What verbs call it; a service's name has no dot. */
export function furtherKey(service: string, key: string): string {
  return `${service}.${key}`;
}

export function furtherName(image: string, key: string): string {
  return `${image}-${key}`;
}

/** The service that an image handed from verb to verb belongs to. */
export function serviceOfKey(name: string): string {
  return name.split(".", 1)[0] ?? name;
}

/** All images of a release, its own first: what is said of a release's image is to be true of each. */
export function releaseImages({
  image,
  images = {},
}: {
  readonly image: NamedImage;
  readonly images?: FurtherImages | undefined;
}): readonly [NamedImage, ...NamedImage[]] {
  return [image, ...sorted(images).map(([, each]) => each)];
}

/** As verbs hand them on: key → image. */
export function handedOn(release: {
  readonly service: string;
  readonly image: NamedImage;
  readonly images?: FurtherImages | undefined;
}): Readonly<Record<string, NamedImage>> {
  const { service, image, images = {} } = release;
  const further = sorted(images).map(([key, each]) => [furtherKey(service, key), { ...each }]);
  return Object.fromEntries([[service, { ...image }], ...further]);
}

export function sorted(images: FurtherImages): readonly (readonly [string, NamedImage])[] {
  return Object.entries(images).toSorted(([one], [other]) => (one < other ? -1 : 1));
}
