/** An image by its digest; a tag can be moved to other content after it was signed. */
export interface PushedImage {
  /** Host, with a path if there is one: `registry.example.com/team`. */
  readonly registry: string;
  /** Name inside manifests, without registry and tag: `bank/product`. */
  readonly name: string;
  readonly digest: string;
}

export function referenceOf({ registry, name, digest }: PushedImage): string {
  return `${registry}/${name}@${digest}`;
}

/** Repository inside the registry, without its host: what a copy of the image in another registry keeps. */
export function repositoryOf({ registry, name }: Pick<PushedImage, "registry" | "name">): string {
  return withoutHost(`${registry}/${name}`);
}

export function withoutHost(repository: string): string {
  return repository.slice(repository.indexOf("/") + 1);
}
