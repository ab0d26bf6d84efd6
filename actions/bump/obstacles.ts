/** What keeps a pin out of a file: stops, holds, freezes, and files that only other verbs or people write. */
import { type Environment, readEnvironments } from "@slipway/lib/domain/environments/environments.ts";
import { freezeGate } from "@slipway/lib/domain/gates/freeze.ts";
import { isClosed } from "@slipway/lib/domain/gates/gate.ts";
import { describeHold, type Hold, holdOn, isExpired, readHolds } from "@slipway/lib/domain/holds/holds.ts";
import { describeStop, EVERYWHERE, readStops, type Stop, stopOf } from "@slipway/lib/domain/stops/stops.ts";
import type { Git, RefName, Tree } from "@slipway/lib/io/git/git.ts";
import type { BumpRequest, FilePin } from "./request.ts";

/** Why a pin is not written: refused by a stop, hold or freeze, or failed because something could not be read. */
export type Obstacle = string | { readonly status: "refused" | "failed"; readonly reason: string };

export type Obstacles = ReadonlyMap<FilePin, Obstacle>;

interface ObstacleContext {
  readonly git: Git;
  readonly tip: Tree;
  readonly refs: ReadonlyMap<RefName, string>;
  readonly now: Date;
}

interface Blockers {
  readonly environments: readonly Environment[];
  readonly stops: readonly Stop[];
  readonly holds: ReadonlyMap<string, readonly Hold[]>;
}

/** Pin → why it must not be written; a pin that nothing is in the way of is absent. */
export async function findObstacles(place: ObstacleContext, request: BumpRequest): Promise<Obstacles> {
  const environments = await readEnvironments(place.tip);
  const stops = await readStops(place.git, place.refs);
  const holds = await Promise.all(
    environments.map(async ({ name }) => [name, await readHolds(place.tip, name)] as const),
  );
  const blockers: Blockers = { environments, stops, holds: new Map(holds) };
  const found = await Promise.all(
    request.pins.map(async (pin) => [pin, await obstacleOf(place, blockers, request, pin)] as const),
  );
  return new Map(found.flatMap(([pin, reason]) => (reason === undefined ? [] : [[pin, reason] as const])));
}

async function obstacleOf(
  place: ObstacleContext,
  blockers: Blockers,
  request: BumpRequest,
  pin: FilePin,
): Promise<string | undefined> {
  const owner = ownerOf(blockers.environments, pin.file);
  if (owner !== undefined) return owner;
  const names = environmentsOf(blockers, request, pin.file);
  const stop = names.map((name) => stopOf(blockers.stops, name)).find((each) => each !== undefined);
  if (stop !== undefined) return describeStop(stop);
  for (const environment of blockers.environments.filter(({ name }) => names.includes(name))) {
    const { freezes, longestRolloutSeconds } = environment;
    const gate = freezeGate({ freezes, longestRolloutSeconds, now: place.now });
    if (isClosed(gate)) return `${environment.name}: ${gate.reason}.\n  Pin again when the freeze has ended.`;
    const hold = await holdAgainst(place, blockers.holds.get(environment.name) ?? [], request.source, pin);
    if (hold !== undefined) return describeHold(hold);
  }
  return undefined;
}

/** Files that only other verbs or people write, independent of the environment's stops, holds and freezes. */
function ownerOf(environments: readonly Environment[], file: string): string | undefined {
  const [root, name, folder, more] = file.split("/");
  const environment = environments.find((each) => each.name === name);
  if (root !== "environments" || environment === undefined) return undefined;
  if (environment.after !== undefined) {
    return `releases come into ${environment.name} from ${environment.after}, not by a pin.\n  Pin in the first environment; promote moves releases on.`;
  }
  if (more === "release") {
    return `${file} is in a generated release folder.\n  Give images instead of pins: bump renders the folder whole.`;
  }
  if (folder === "holds" || folder === "environment.yaml") {
    return `${file} says what may come into ${environment.name}; it is no place for a pin.\n  Change it by a reviewed commit, or with \`slipway hold\`.`;
  }
  return undefined;
}

/**
 * A file below `environments/` is written for that environment. Any other is for the one that the request names, and for
 * each one whose name its path has as a word: `apps/prod/values.yaml`, `values-prod.yaml`.
 */
function environmentsOf(blockers: Blockers, { environment }: BumpRequest, file: string): readonly string[] {
  const [root, folder = ""] = file.split("/");
  if (root === "environments" && file.split("/").length > 2) return [folder];
  const known = new Set([
    ...blockers.environments.map(({ name }) => name),
    ...blockers.stops.map((stop) => stop.environment),
  ]);
  known.delete(EVERYWHERE);
  const parts = file.toLowerCase().split("/");
  const words = new Set([...parts, ...parts.flatMap((part) => part.split(/[._-]/))]);
  return [environment, ...[...known].filter((name) => words.has(name.toLowerCase()))];
}

/** A hold of what is pinned: of its digest, of its version, or of a release of the service that is not older than it. */
async function holdAgainst(
  { git, now }: ObstacleContext,
  holds: readonly Hold[],
  source: string,
  pin: FilePin,
): Promise<Hold | undefined> {
  const standing = holds.filter((hold) => !isExpired(hold, now));
  const value = "tag" in pin ? `${pin.tag}@${pin.digest}` : pin.value;
  const ofDigest = standing.find(({ digest }) => value.includes(digest));
  if (ofDigest !== undefined) return ofDigest;
  const words = new Set(`${pin.file}/${"image" in pin ? pin.image : value}`.split(/[/:@]/));
  const services = [...new Set(standing.map(({ service }) => service))].filter((service) =>
    words.has(service),
  );
  const descends = (ancestor: string, descendant: string) => git.isAncestor(ancestor, descendant);
  for (const service of services) {
    const ofVersion = standing.find((hold) => hold.service === service && words.has(hold.version));
    if (ofVersion !== undefined) return ofVersion;
    const image = { name: "", digest: "" };
    const hold = await holdOn(standing, { service, id: "", image, source }, now, descends);
    if (hold !== undefined) return hold;
  }
  return undefined;
}
