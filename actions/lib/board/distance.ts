/** How far an environment is behind the one before. Pure. */
import type { Deployment } from "../deployments/deployments.ts";
import type { Release } from "../releases/releases.ts";
import { isBelow } from "../services/inputs.ts";
import type { Cell } from "./document.ts";
import { type BoardFacts, placeOf } from "./facts.ts";

export function distanceOf(
  facts: BoardFacts,
  environment: string,
  before: string | undefined,
  service: string,
): Cell["behind"] {
  if (before === undefined) return null;
  const [ahead, here] = [before, environment].map((each) => facts.pinned.get(placeOf(each, service)));
  if (typeof ahead !== "object" || typeof here === "string" || ahead.id === here?.id) return null;
  const missing = arrivals(facts, before, service, here);
  return {
    environment: before,
    version: ahead.version,
    commits: here === undefined ? null : commits(facts, service, here.source, ahead.source),
    releases: new Set(missing.map(({ release }) => release?.id)).size,
    since: missing.at(-1)?.at.toISOString() ?? null,
  };
}

/** What came to the environment before since the release that stands here did, newest first. */
function arrivals(
  { deployments }: BoardFacts,
  before: string,
  service: string,
  here: Release | undefined,
): readonly Deployment[] {
  const all = deployments.of(before, service).filter(({ release }) => release !== undefined);
  const common = all.findIndex(({ release }) => release?.id === here?.id);
  return common < 0 ? all : all.slice(0, common);
}

/** Commits that touch the service, in one history and not in the other. */
export function commits(facts: BoardFacts, service: string, from: string, to: string): number | null {
  const between = facts.graph.between(from, to);
  const paths = facts.inputs.get(service);
  if (between === undefined) return null;
  if (paths === undefined) return between.length;
  return between.filter(({ files }) => files.some(({ path }) => paths.some((each) => isBelow(path, each))))
    .length;
}
