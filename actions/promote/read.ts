/** One fetch, one list of pull requests, and the facts about every service that may move. */
import { type Environment, readEnvironments } from "../lib/environments/environments.ts";
import { UserError } from "../lib/errors/user-error.ts";
import { EVIDENCE_REFS, type EvidenceSnapshot, evidenceAt } from "../lib/evidence/evidence.ts";
import type { Forge, PullRequest } from "../lib/forge/forge.ts";
import type { Git, Tree } from "../lib/git/git.ts";
import type { Facts } from "../lib/promotion/planner.ts";
import { type Release, readRelease, releasedServices, releaseFiles } from "../lib/releases/releases.ts";
import { peoplesFile } from "../lib/render/render.ts";

const PREFIX = "promote/";

export interface Read {
  readonly facts: Facts;
  readonly target: Environment;
  /** Tip of the promotion branch, where there is one. */
  readonly branchTip: string | undefined;
  readonly pull: PullRequest | undefined;
}

export interface Snapshot {
  readonly tip: Tree;
  readonly reads: readonly Read[];
}

export function promotionBranch(environment: string, service: string): string {
  return `${PREFIX}${environment}/${service}`;
}

/** What every question of one run is answered from: read once, then unchanging. */
interface Sources {
  readonly git: Git;
  readonly tip: Tree;
  readonly refs: ReadonlyMap<string, string>;
  readonly pulls: readonly PullRequest[];
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
    git.fetch(branch, `${PREFIX}*`, ...EVIDENCE_REFS),
    forge.openPulls(branch),
  ]);
  const head = refs.get(branch);
  if (head === undefined) {
    throw new UserError(`branch ${branch}: not on the remote.\n  Give the right --branch.`);
  }
  const tip = await git.tree(head);
  const sources = { git, tip, refs, pulls, evidence: evidenceAt(git, refs), now };
  const reads = await Promise.all(ways(await readEnvironments(tip)).map((way) => readWay(sources, way)));
  return { tip, reads: reads.flat() };
}

function ways(environments: readonly Environment[]): readonly Way[] {
  return environments.flatMap((target) => {
    const source = environments.find((each) => each.name === target.after);
    return source === undefined ? [] : [{ source, target }];
  });
}

async function readWay(sources: Sources, way: Way): Promise<readonly Read[]> {
  const { tip, refs, pulls } = sources;
  const { source, target } = way;
  const branches = promotionBranch(target.name, "");
  const begun = [...refs.keys()].flatMap((ref) =>
    ref.startsWith(branches) ? [ref.slice(branches.length)] : [],
  );
  const services = [...new Set([...(await releasedServices(tip, source.name)), ...begun])].sort();
  return await Promise.all(
    services.map(async (service) => ({
      facts: await readFacts(sources, way, service),
      target,
      branchTip: refs.get(promotionBranch(target.name, service)),
      pull: pulls.find((pull) => pull.head === promotionBranch(target.name, service)),
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
