/** What will run, built as it will be and named in its registry: the last step before a hotfix may come in. */
import { buildTargets, type Target, verifyTarget } from "@slipway/lib/app/render/render.ts";
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { type Release, releaseChanges, releaseFolder } from "@slipway/lib/domain/releases/releases.ts";
import { MOST_TAKEN, nextPatch } from "@slipway/lib/domain/versions/next-patch.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { PairRefused, TagTaken } from "@slipway/lib/io/oci/image-pair.ts";
import type { TagImage } from "@slipway/lib/io/oci/tag-image.ts";
import type { Item, Kept, Move } from "./item.ts";

interface BuildContext {
  readonly tip: Tree;
  readonly environment: Environment;
  readonly tagImage: TagImage;
}

/**
 * What will run is built from the environment's own folder; a service whose target is broken stays out. A tag that names another
 * image is a version that was given already, so the release gets the next patch.
 */
export async function built(
  place: BuildContext,
  items: readonly Item[],
  attempts = MOST_TAKEN,
): Promise<readonly Item[]> {
  const { tip, environment } = place;
  const moves = items.filter((item) => item.kind === "move");
  const targets = await buildTargets(
    tip,
    environment.name,
    moves.map(({ service }) => service),
    { changes: moves.flatMap(({ service, files }) => releaseChanges(environment.name, service, files)) },
  );
  return await Promise.all(
    items.map(async (item) => {
      if (item.kind === "kept") return item;
      const named = await nameInRegistry(place, item, targets.get(item.service));
      if (named !== "taken") return named;
      const [next = taken(item)] =
        attempts > 1 ? await built(place, [withNextPatch(item)], attempts - 1) : [];
      return next;
    }),
  );
}

async function nameInRegistry(
  { environment, tagImage }: BuildContext,
  move: Move,
  target: Target | undefined,
): Promise<Item | "taken"> {
  const kept = (status: Kept["status"], reason: string): Kept => ({
    kind: "kept",
    service: move.service,
    status,
    reason,
  });
  try {
    if (target === undefined) throw new Error(`${move.service}: not built`);
    if ("fault" in target) throw target.fault;
    verifyTarget(target.manifests, environment, move.release);
  } catch (error) {
    if (error instanceof UserError) return kept("failed", error.message);
    throw error;
  }
  try {
    await tagImage(move.release);
    return move;
  } catch (error) {
    if (error instanceof TagTaken) return "taken";
    // A registry that does not answer may do so for the next run.
    if (error instanceof UserError)
      return kept(error instanceof PairRefused ? "failed" : "waiting", `registry: ${error.message}`);
    throw error;
  }
}

function withNextPatch(move: Move): Move {
  const release: Release = { ...move.release, version: nextPatch(move.release.version) };
  return { ...move, release, files: releaseFolder(release, move.manifests) };
}

function taken({ service, release: { version } }: Move): Kept {
  const reason = `registry: ${version} and the ${MOST_TAKEN - 1} versions before it name other images.\n  Delete the tags that nothing was ever pinned with.`;
  return { kind: "kept", service, status: "failed", reason };
}
