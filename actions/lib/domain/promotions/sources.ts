/** What every question of one run is answered from: read once, then unchanging. */
import { readDeployments } from "../deployments/deployments.ts";
import { type Environment, readEnvironments } from "../environments/environments.ts";
import { UserError } from "../errors/user-error.ts";
import { type EvidenceSnapshot, evidenceAt } from "../evidence/evidence.ts";
import { type Hold, readHolds } from "../holds/holds.ts";
import { findManualRollbacks } from "../holds/manual-rollbacks.ts";
import type { Git, RefName, Tree } from "../repository/git.ts";
import type { OwnCommits } from "../repository/own-commits.ts";
import { readStops, type Stop } from "../stops/stops.ts";
import { type Exception, parseExceptions } from "../vulnerabilities/exceptions.ts";

export interface FactSources {
  readonly git: Git;
  readonly tip: Tree;
  /** Branch name → commit, as `git.fetch(...FACT_REFS)` returns them. */
  readonly refs: ReadonlyMap<RefName, string>;
  /** The moment that is decided about. */
  readonly now: Date;
  /** It is past: what the clusters had reported by then was reported by living reporters. */
  readonly isPast?: true;
  /** Who made a commit that put a release back; absent where no forge is known. */
  readonly isOwn?: OwnCommits | undefined;
  /** Nothing but this is read; absent: everything. */
  readonly only?: Cell | undefined;
  /** Services that are answered for although nothing is pinned where they come from: what was started must end. */
  readonly begun?: (environment: Environment) => readonly string[];
}

/** One service in one environment. */
export interface Cell {
  readonly environment: string;
  readonly service: string;
}

/** One way a release goes. */
export interface Way {
  readonly source: Environment;
  readonly target: Environment;
}

export interface Shared extends FactSources {
  readonly ways: readonly Way[];
  readonly evidence: EvidenceSnapshot;
  readonly stops: readonly Stop[];
  readonly exceptions: readonly Exception[] | string;
  /** A text says why they cannot be read. */
  readonly holds: ReadonlyMap<string, readonly Hold[] | string>;
}

export async function readShared(sources: FactSources): Promise<Shared> {
  const { git, tip, refs, now, isPast, isOwn, only } = sources;
  const all = await readEnvironments(tip);
  const ways = waysIn(all).filter(({ target }) => only === undefined || target.name === only.environment);
  const environments = all.filter(
    (each) => only === undefined || ways.some(({ source, target }) => each === source || each === target),
  );
  const [stops, exceptions, ...holds] = await Promise.all([
    readStops(git, refs),
    readExceptions(tip),
    ...environments.map(async ({ name }) => [name, await orReason(() => readHolds(tip, name))] as const),
  ]);
  // Held before `slipway rollback --auto` has written so: else the very next run would undo a person's revert.
  const deployments = () => readDeployments(git, tip.commit, only?.service);
  const manualRollbacks = await findManualRollbacks({ git, tip, environments, deployments, isOwn });
  const known = holds.map(([name, read]) => {
    const more = manualRollbacks.flatMap(({ environment, hold }) => (environment === name ? [hold] : []));
    return [name, typeof read === "string" ? read : [...read, ...more]] as const;
  });
  return {
    ...sources,
    ways,
    evidence: evidenceAt(git, refs, isPast && now),
    stops,
    exceptions,
    holds: new Map(known),
  };
}

function waysIn(environments: readonly Environment[]): readonly Way[] {
  return environments.flatMap((target) => {
    const source = environments.find((each) => each.name === target.after);
    return source === undefined ? [] : [{ source, target }];
  });
}

/** A text says why they cannot be read. */
export function readExceptions(tip: Tree): Promise<readonly Exception[] | string> {
  return orReason(async () => parseExceptions((await tip.read(EXCEPTIONS))?.toString() ?? NONE, EXCEPTIONS));
}

const EXCEPTIONS = "security/exceptions.yaml";
const NONE = "exceptions: []\n";

/** A fault of one file is the result of what rests on it; it must not stop the others. */
export async function orReason<T>(read: () => Promise<T>): Promise<T | string> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
