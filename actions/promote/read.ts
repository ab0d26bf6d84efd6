/** One fetch, one list of pull requests, and the facts about every service that may move. */
import { type Environment, readEnvironments } from "../lib/environments/environments.ts";
import { UserError } from "../lib/errors/user-error.ts";
import { EVIDENCE_REFS, type EvidenceSnapshot, evidenceAt } from "../lib/evidence/evidence.ts";
import type { Forge, PullRequest, Standing } from "../lib/forge/forge.ts";
import type { Git, Tree } from "../lib/git/git.ts";
import type { Facts } from "../lib/promotion/planner.ts";
import { type Release, readRelease, releasedServices, releaseFiles } from "../lib/releases/releases.ts";
import { peoplesFile } from "../lib/render/render.ts";
import { isPromotion, PROMOTION_REFS } from "./groups.ts";

export interface Read {
  readonly facts: Facts;
  readonly target: Environment;
}

export interface Snapshot {
  readonly tip: Tree;
  readonly environments: readonly Environment[];
  readonly reads: readonly Read[];
  readonly refs: ReadonlyMap<string, string>;
  readonly pulls: readonly PullRequest[];
  /** What stands on the heads of open promotions. */
  readonly standings: ReadonlyMap<number, Standing>;
}

/** What every question of one run is answered from: read once, then unchanging. */
interface Sources {
  readonly git: Git;
  readonly tip: Tree;
  readonly evidence: EvidenceSnapshot;
  readonly now: Date;
}

/** One way a release goes. */
interface Way {
  readonly source: Environment;
  readonly target: Environment;
}

const NOT_ASKED = { fresh: false, reason: "not asked", reports: [] } as const;

export async function readSnapshot(git: Git, forge: Forge, branch: string, now: Date): Promise<Snapshot> {
  const [refs, pulls] = await Promise.all([
    git.fetch(branch, PROMOTION_REFS, ...EVIDENCE_REFS),
    forge.openPulls(branch),
  ]);
  const head = refs.get(branch);
  if (head === undefined) {
    throw new UserError(`branch ${branch}: not on the remote.\n  Give the right --branch.`);
  }
  const promotions = pulls.filter((pull) => isPromotion(pull.head));
  const [tip, standings] = await Promise.all([
    git.tree(head),
    promotions.length === 0 ? new Map() : forge.standings(promotions.map(({ number }) => number)),
  ]);
  const sources = { git, tip, evidence: evidenceAt(git, refs), now };
  const environments = await readEnvironments(tip);
  const reads = await Promise.all(ways(environments).map((way) => readWay(sources, way)));
  return { tip, environments, reads: reads.flat(), refs, pulls: promotions, standings };
}

function ways(environments: readonly Environment[]): readonly Way[] {
  return environments.flatMap((target) => {
    const source = environments.find((each) => each.name === target.after);
    return source === undefined ? [] : [{ source, target }];
  });
}

async function readWay(sources: Sources, way: Way): Promise<readonly Read[]> {
  const services = await releasedServices(sources.tip, way.source.name);
  return await Promise.all(
    services.map(async (service) => ({
      facts: await readFacts(sources, way, service),
      target: way.target,
    })),
  );
}

async function readFacts(sources: Sources, { source, target }: Way, service: string): Promise<Facts> {
  const { git, tip, evidence, now } = sources;
  const [candidate, current, overlay] = await Promise.all([
    readOrFault(tip, source.name, service),
    readOrFault(tip, target.name, service),
    tip.read(peoplesFile(target.name, service)),
  ]);
  // Most runs find nothing to move; only what may move is worth asking about.
  const isMove = isRelease(candidate) && (!isRelease(current) || current.id !== candidate.id);
  return {
    environment: target.name,
    service,
    from: source.name,
    candidate,
    current,
    evidence: isMove ? await evidence.read(source, service, now) : NOT_ASKED,
    descends: isMove && isRelease(current) ? await git.isAncestor(current.source, candidate.source) : true,
    hasOverlay: overlay !== undefined,
    files: isMove ? await releaseFiles(tip, source.name, service) : new Map(),
  };
}

function isRelease(read: Release | string | undefined): read is Release {
  return typeof read === "object";
}

/** A fault of one folder is that service's result; it must not stop the others. */
async function readOrFault(
  tip: Tree,
  environment: string,
  service: string,
): Promise<Release | string | undefined> {
  try {
    return await readRelease(tip, environment, service);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
