/** How far an environment is behind the one before. Pure. */
import type { Deployment } from "../../domain/deployments/deployments.ts";
import type { Release } from "../../domain/releases/releases.ts";
import type { CommitRecord } from "../../io/git/git.ts";
import type { Cell } from "./document.ts";
import { type BoardFacts, cellKey } from "./facts.ts";

export function distanceOf(
  facts: BoardFacts,
  environment: string,
  before: string | undefined,
  service: string,
): Cell["behind"] {
  if (before === undefined) return null;
  const [ahead, here] = [before, environment].map((each) => facts.pinned.get(cellKey(each, service)));
  if (typeof ahead !== "object" || typeof here === "string" || ahead.id === here?.id) return null;
  const isPin = facts.pins.services.includes(service);
  const missing = arrivals(facts, before, service, here);
  return {
    environment: before,
    version: ahead.version,
    // What a pin's image was built from is not known: its source is the commit that pinned it.
    commits: here === undefined || isPin ? null : commits(facts, service, here.source, ahead.source),
    releases: new Set(missing.map(({ release }) => release?.id)).size,
    since: missing.at(-1)?.at.toISOString() ?? null,
  };
}

/** What came to the environment before since the release that is here did, newest first. */
function arrivals(
  { deployments }: BoardFacts,
  before: string,
  service: string,
  here: Release | undefined,
): readonly Deployment[] {
  const all = deployments.of(before, service).filter(({ release }) => release !== undefined);
  const common = all.findIndex(({ release }) => isSame(release, here));
  return common < 0 ? all : all.slice(0, common);
}

/** A tag without a digest names no image for certain; the distance counts it as the one of its name. */
function isSame(one: Release | undefined, other: Release | undefined): boolean {
  if (one?.image.digest !== "" && other?.image.digest !== "") return one?.id === other?.id;
  return one?.version === other?.version;
}

function commits(facts: BoardFacts, service: string, from: string, to: string): number | null {
  return commitsBetween(facts, service, from, to)?.length ?? null;
}

/** Commits that touch the service, in one history and not in the other; undefined when it is unknown. */
export function commitsBetween(
  { graph, touching }: BoardFacts,
  service: string,
  from: string,
  to: string,
): readonly CommitRecord[] | undefined {
  const own = touching.get(service);
  const between = graph.between(from, to);
  return own === undefined ? between : between?.filter(({ sha }) => own.has(sha));
}
