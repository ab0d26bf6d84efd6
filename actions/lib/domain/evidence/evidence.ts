/**
 * What the clusters reported, read from git. Everything that cannot be read, is old or is ambiguous is `fresh: false`
 * with a reason: a gate that evaluates this fails closed.
 */
import type { Environment } from "../environments/environments.ts";
import { Findings, UserError } from "../errors/user-error.ts";
import type { Git, RefName, Tree } from "../repository/git.ts";
import { firstLine } from "../text/lines.ts";
import {
  type Evidence,
  evidenceBranch,
  evidenceFile,
  heartbeatBranch,
  misplacement,
  parseEvidence,
} from "./document.ts";
import { CLOCK_SKEW_SECONDS, type EvidenceLines, evidenceLines } from "./plausibility.ts";

export {
  type CanaryStep,
  type Cause,
  type Evidence,
  evidenceBranch,
  evidenceFile,
  formatEvidence,
  heartbeatBranch,
  parseEvidence,
  type State,
} from "./document.ts";

/** What one cluster says, fresh. */
export interface ClusterReport {
  readonly cluster: string;
  /** Tip of the evidence branch it was read from. */
  readonly commit: string;
  readonly evidence: Evidence;
  readonly beatAt: Date;
}

export type Reading =
  | {
      readonly fresh: true;
      /** Of the cluster that came to this release and state last. */
      readonly evidence: Evidence;
      readonly commit: string;
      readonly reports: readonly ClusterReport[];
    }
  | {
      readonly fresh: false;
      /** One sentence for each cluster that closes the gate. */
      readonly reason: string;
      /** Clusters that may run the service, if it is unknown which do. */
      readonly unreadable?: readonly string[];
      readonly reports: readonly ClusterReport[];
    };

/** The evidence of one moment; it never changes. Read again after each fetch. */
export interface EvidenceSnapshot {
  /** All clusters of the environment must report the same release in the same state. */
  read(environment: Environment, service: string, now: Date): Promise<Reading>;
}

/** Clusters whose beats are looked at; one too many is closed, not open. */
const MOST_BEATS = 1000;

/** Patterns of all refs that evidence is read from; they may also travel with another fetch. */
export const EVIDENCE_REFS: readonly RefName[] = ["evidence/*", "heartbeat/*"];

/** One fetch, however many environments, clusters and services are read from it. */
export async function fetchEvidence(git: Git): Promise<EvidenceSnapshot> {
  return evidenceAt(git, await git.fetch(...EVIDENCE_REFS));
}

/**
 * The evidence of refs that were fetched already: branch name → commit. `beatAt` is taken for the time of every heartbeat: one is
 * replaced by the next, so the time of the last one before a moment in the past is unknown.
 */
export function evidenceAt(git: Git, refs: ReadonlyMap<RefName, string>, beatAt?: Date): EvidenceSnapshot {
  const trees = remember((commit) => git.tree(commit));
  const tips = [...refs].flatMap(([name, commit]) => (name.startsWith("heartbeat/") ? [commit] : []));
  // One process for all: a heartbeat is a single commit, and a longer history is not a reporter's.
  let revisions: ReturnType<Git["revisions"]> | undefined;
  const beats = async (commit: string) => {
    if (beatAt !== undefined) return beatAt;
    revisions ??= git.revisions(tips, { limit: MOST_BEATS });
    return (await revisions).get(commit)?.committedAt;
  };
  const source: Source = { refs, trees, beats, lines: evidenceLines(git, refs) };
  return {
    async read(environment, service, now) {
      const answers = await Promise.all(
        environment.clusters.map((cluster) => readCluster(source, environment, cluster, service, now)),
      );
      return combine(environment, service, answers);
    },
  };
}

/** Fetches and reads one service; use {@link fetchEvidence} for several. */
export async function readEvidence(
  git: Git,
  environment: Environment,
  service: string,
  now: Date,
): Promise<Reading> {
  return (await fetchEvidence(git)).read(environment, service, now);
}

interface Source {
  readonly refs: ReadonlyMap<RefName, string>;
  readonly trees: (commit: string) => Promise<Tree>;
  readonly beats: (commit: string) => Promise<Date | undefined>;
  readonly lines: EvidenceLines;
}

type Answer =
  | ClusterReport
  | { readonly cluster: string; readonly reason: string; readonly isAbsent: boolean };

async function readCluster(
  source: Source,
  environment: Environment,
  cluster: string,
  service: string,
  now: Date,
): Promise<Answer> {
  const closed = (reason: string, isAbsent = false) => ({ cluster, reason, isAbsent });
  const branch = evidenceBranch(environment.name, cluster);
  const heartbeat = heartbeatBranch(environment.name, cluster);
  const commit = source.refs.get(branch);
  if (commit === undefined) return closed(`branch ${branch} does not exist: no reporter has written yet`);
  const beat = source.refs.get(heartbeat);
  if (beat === undefined) return closed(`branch ${heartbeat} does not exist: no sign of a living reporter`);
  const [tree, beatAt] = await Promise.all([source.trees(commit), source.beats(beat)]);
  const unalive = heartbeatFault(beatAt, environment.evidence.maxAgeSeconds, now);
  if (unalive !== undefined || beatAt === undefined) return closed(`${heartbeat}: ${unalive}`);
  const untimely = await source.lines.timeFault(commit, now);
  if (untimely !== undefined) return closed(`${branch}: ${untimely}`);
  const file = evidenceFile(service);
  const bytes = await tree.read(file);
  if (bytes === undefined)
    return closed(`${branch} has no ${file}: the cluster does not know ${service}`, true);
  const where = `${branch}:${file}`;
  const evidence = parseOrReason(bytes.toString("utf8"), where);
  if (typeof evidence === "string") return closed(evidence);
  const misplaced = misplacement(evidence, environment.name, cluster, service);
  if (misplaced !== undefined) return closed(`${where}: ${misplaced}`);
  const ahead = secondsAhead(new Date(evidence.since), now);
  if (ahead > CLOCK_SKEW_SECONDS) {
    return closed(`${where}: since ${evidence.since} lies ${ahead} s in the future: a clock is wrong`);
  }
  const regressed = await generationFault(source.lines, commit, evidence);
  if (regressed !== undefined) return closed(`${where}: ${regressed}`);
  return { cluster, commit, evidence, beatAt };
}

/** Only what opens gates is held to it: while a workload is being recreated it has no generation yet. */
async function generationFault(
  lines: EvidenceLines,
  commit: string,
  { service, state, releaseId, observedGeneration }: Evidence,
): Promise<string | undefined> {
  if (state !== "healthy" || releaseId === null) return undefined;
  const highest = await lines.highestGeneration(commit, service, releaseId);
  if (observedGeneration >= highest) return undefined;
  return `generation ${observedGeneration} is healthy, but ${highest} of this release was reported before: somebody else wrote it, or the workload was recreated and the branch has to be deleted`;
}

function heartbeatFault(beatAt: Date | undefined, maxAgeSeconds: number, now: Date): string | undefined {
  if (beatAt === undefined || Number.isNaN(beatAt.getTime())) return "its commit has no date";
  const age = -secondsAhead(beatAt, now);
  if (age > maxAgeSeconds) {
    return `the last beat was ${age} s ago, ${maxAgeSeconds} s are allowed: the reporter is down or cut off`;
  }
  if (age < -CLOCK_SKEW_SECONDS) return `the last beat lies ${-age} s in the future: a clock is wrong`;
  return undefined;
}

function secondsAhead(time: Date, now: Date): number {
  return Math.round((time.getTime() - now.getTime()) / 1000);
}

function parseOrReason(text: string, where: string): Evidence | string {
  try {
    return parseEvidence(text, where);
  } catch (error) {
    if (error instanceof Findings) return `unreadable: ${error.findings.map(firstLine).join(" ")}`;
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function combine(environment: Environment, service: string, answers: readonly Answer[]): Reading {
  const reports = answers.filter((answer) => "evidence" in answer);
  const reasons = answers.flatMap((answer) => ("reason" in answer ? [answer.reason] : []));
  if (reasons.length > 0) {
    const unreadable = answers.flatMap((each) => ("reason" in each && !each.isAbsent ? [each.reason] : []));
    return { fresh: false, reason: reasons.join("; "), reports, unreadable };
  }
  const latest = reports.reduce<ClusterReport | undefined>(
    (last, report) =>
      last !== undefined && Date.parse(last.evidence.since) >= Date.parse(report.evidence.since)
        ? last
        : report,
    undefined,
  );
  if (latest === undefined) {
    return { fresh: false, reason: `environment ${environment.name} names no cluster`, reports };
  }
  const said = reports.map(({ cluster, evidence }) => `${cluster} ${summary(evidence)}`);
  if (reports.some(({ evidence }) => !agree(evidence, latest.evidence))) {
    return { fresh: false, reason: `clusters disagree about ${service}: ${said.join(", ")}`, reports };
  }
  return { fresh: true, evidence: latest.evidence, commit: latest.commit, reports };
}

function agree(one: Evidence, other: Evidence): boolean {
  return one.state === other.state && one.releaseId === other.releaseId;
}

function summary({ state, releaseId }: Evidence): string {
  return `${state} ${releaseId?.slice(0, "sha256:".length + 12) ?? "without a release id"}`;
}

function remember<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const found = known.get(key) ?? read(key);
    known.set(key, found);
    return found;
  };
}
