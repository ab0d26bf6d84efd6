/** The release folder that a service would get next, as far as it can be known before its image is built. */
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import {
  type Release,
  readRelease,
  releaseChanges,
  releaseFolder,
  releasePath,
} from "@slipway/lib/domain/releases/releases.ts";
import { strategyOf } from "@slipway/lib/domain/services/inputs.ts";
import type { Service } from "@slipway/lib/domain/services/service.ts";
import type { CommitPlan, Tree } from "@slipway/lib/io/git/git.ts";

export interface Pinned {
  readonly release: Release;
  readonly manifests: string;
}

/** A folder that was edited manually has no digest to go by; the check that guards it speaks of that. */
export async function pinnedAt(
  tree: Tree,
  environment: string,
  service: string,
): Promise<Pinned | undefined> {
  try {
    const release = await readRelease(tree, environment, service);
    const manifests = await tree.read(`${releasePath(environment, service)}/manifests.yaml`);
    return release === undefined ? undefined : { release, manifests: manifests?.toString() ?? "" };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

export interface NextFolder {
  readonly service: Service;
  readonly pinned: Pinned | undefined;
  readonly manifests: string;
}

/** Puts the folders where bump would. */
export function planOf(
  environment: string,
  folders: readonly NextFolder[],
): Pick<CommitPlan, "changes" | "replaceFolders"> {
  return {
    changes: folders.flatMap((folder) => files(environment, folder)),
    replaceFolders: folders.map(({ service }) => releasePath(environment, service.name)),
  };
}

const UNKNOWN = `sha256:${"0".repeat(64)}`;

/** The pinned id stays: the real one comes with an image that is not built yet, and a made-up one would be noise. */
function files(environment: string, { service, pinned, manifests }: NextFolder) {
  const { name, image } = service;
  const release: Release = (pinned && { ...pinned.release, ...unknownImages(service, pinned.release) }) ?? {
    schema: 1,
    service: name,
    id: UNKNOWN,
    version: "0.1.0",
    image: { name: image, digest: UNKNOWN },
    ...unknownImages(service),
    source: "0".repeat(40),
    strategy: strategyOf(service),
  };
  return releaseChanges(environment, name, releaseFolder(release, manifests));
}

/** An image that is new in service.yaml has no digest yet either. */
function unknownImages({ images }: Service, pinned?: Release): Pick<Release, "images"> {
  if (images === undefined) return { images: undefined };
  const each = Object.entries(images).map(([key, { image }]) => [
    key,
    pinned?.images?.[key] ?? { name: image, digest: UNKNOWN },
  ]);
  return { images: Object.fromEntries(each) };
}
