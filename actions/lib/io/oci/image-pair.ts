/**
 * The pair that is pinned, tag and digest, as the registry has it. A digest that is not there never starts a pod; a tag that
 * is not there, or names another image, tells people something else runs than what does.
 */

import { UserError } from "../../domain/errors/user-error.ts";
import { isDigest } from "../../domain/parsing/identifiers.ts";
import { type Registry, RegistryError, registry } from "./registry.ts";

export interface ImagePair {
  /** `registry.example.com:5000` */
  readonly host: string;
  /** Inside the registry, without its host. */
  readonly repository: string;
  /** Undefined: only the digest is pinned. */
  readonly tag: string | undefined;
  readonly digest: string;
}

/** The registry was queried, and what is to be pinned is not what it has. */
export class PairRefused extends UserError {
  override readonly name: string = "PairRefused";
}

/** The tag names another image. */
export class TagTaken extends PairRefused {
  override readonly name: string = "TagTaken";
}

/** Throws unless the registry has the digest, and the tag names it. */
export async function requirePair(pair: ImagePair, env: NodeJS.ProcessEnv): Promise<void> {
  const asked = registry(pair.host, { env });
  await requireDigest(asked, pair);
  if (pair.tag === undefined) return;
  const named = await digestOf(asked, pair, pair.tag);
  if (named === pair.digest) return;
  if (named === undefined) {
    throw new PairRefused(
      `${nameOf(pair)}:${pair.tag}: the registry has no such tag.\n  Push the image with that tag before it is pinned.`,
    );
  }
  throw otherImage(pair, pair.tag, named);
}

/** Makes the tag where it is missing. One that names another image is never moved. */
export async function makePair(
  pair: ImagePair & { readonly tag: string },
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const asked = registry(pair.host, { env });
  await requireDigest(asked, pair);
  const named = await digestOf(asked, pair, pair.tag);
  if (named === pair.digest) return;
  if (named !== undefined) throw otherImage(pair, pair.tag, named);
  await asked.putTag(pair.repository, pair.digest, pair.tag);
  // The registry has the last word: another run may have been first.
  const now = await digestOf(asked, pair, pair.tag);
  if (now !== pair.digest) throw otherImage(pair, pair.tag, now ?? "nothing");
}

async function requireDigest(asked: Registry, pair: ImagePair): Promise<void> {
  if ((await digestOf(asked, pair, pair.digest)) === pair.digest) return;
  throw new PairRefused(
    `${nameOf(pair)}@${pair.digest}: the registry has no such image.\n  Give the digest that the push reported.`,
  );
}

async function digestOf(asked: Registry, { repository, host }: ImagePair, reference: string) {
  const found = await asked.manifest(repository, reference);
  if (found === undefined || isDigest(found.digest)) return found?.digest;
  throw new RegistryError(
    `registry ${host}: ${repository}:${reference}: it does not say which digest that is.\n  Ask for an image in a registry that sends Docker-Content-Digest.`,
  );
}

function otherImage(pair: ImagePair, tag: string, named: string): TagTaken {
  return new TagTaken(
    `${nameOf(pair)}:${tag}: names ${named}, not ${pair.digest}.\n  A version never names two images: release the next version, or delete the tag if nothing was ever pinned with it.`,
  );
}

function nameOf({ host, repository }: ImagePair): string {
  return `${host}/${repository}`;
}

/** `registry.example.com/team/app`, or a name without a host, which is Docker Hub's. */
export function registryOf(name: string): Pick<ImagePair, "host" | "repository"> {
  const [first = "", ...rest] = name.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  if (isHost && first !== "docker.io") return { host: first, repository: rest.join("/") };
  const path = first === "docker.io" ? rest.join("/") : name;
  return { host: "registry-1.docker.io", repository: path.includes("/") ? path : `library/${path}` };
}
