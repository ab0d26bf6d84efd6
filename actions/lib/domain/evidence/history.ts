/**
 * What the clusters reported in the past, read from the history of the evidence branches with a few git processes for
 * any number of services.
 *
 * A file that cannot be read, or speaks of another place than its branch, is left out, and `notes` reports it; as the
 * newest word it ends what was reported before, so nothing is called healthy on its account. Of the time before the
 * oldest commit that is looked at, what was the case then is known.
 */

import type { Environment } from "../environments/environments.ts";
import { UserError } from "../errors/user-error.ts";
import type { Git, RefName, Revision, RevisionOptions } from "../repository/git.ts";
import { shortSha } from "../repository/short-sha.ts";
import { type Evidence, evidenceBranch, misplacement, parseEvidence } from "./document.ts";
import { type Episode, type Report, toEpisodes } from "./episodes.ts";
import { type ClusterEpisodes, type HealthySpan, healthySpans } from "./healthy-spans.ts";
import { CLOCK_SKEW_SECONDS } from "./plausibility.ts";

export type { Episode } from "./episodes.ts";
export type { HealthySpan } from "./healthy-spans.ts";

/** The history of one moment; it never changes. */
export interface EvidenceHistory {
  /** Newest first; of all clusters of the environment unless one is named. */
  episodes(environment: string, service: string, cluster?: string): readonly Episode[];
  /** When all clusters of the environment were healthy as the same release at once; newest first. */
  healthySpans(environment: string, service: string): readonly HealthySpan[];
  /** Since when this release is healthy, without interruption until now; undefined when it is not. */
  healthySince(environment: string, service: string, releaseId: string): Date | undefined;
  /** The newest span, present or past, of a release that `isWanted`. */
  lastHealthy(
    environment: string,
    service: string,
    isWanted?: (span: HealthySpan) => boolean,
  ): HealthySpan | undefined;
  /**
   * When the last of the clusters first wrote down that it runs this release; undefined while one has not. Unlike a report's
   * `since` it is not something that the report says.
   */
  firstSeen(environment: string, service: string, releaseId: string): Date | undefined;
  /** Every service that some report speaks of, sorted. */
  services(environment: string): readonly string[];
  /** Reports that were left out, and why. */
  readonly notes: readonly string[];
}

/** Commits of all branches together by default. */
const LIMIT = 20_000;
const FILE = /^([^/]+)\.json$/;

/** `refs`: branch name → commit, as `git.fetch(...EVIDENCE_REFS)` returns them. */
export async function readHistory(
  git: Git,
  refs: ReadonlyMap<RefName, string>,
  environments: readonly Pick<Environment, "name" | "clusters">[],
  options: RevisionOptions = {},
): Promise<EvidenceHistory> {
  const places = environments.flatMap(({ name, clusters }) =>
    clusters.map((cluster): EvidenceBranch => {
      const branch = evidenceBranch(name, cluster);
      return { environment: name, cluster, branch, tip: refs.get(branch) };
    }),
  );
  const tips = places.flatMap(({ tip }) => (tip === undefined ? [] : [tip]));
  const known = await git.revisions(tips, { limit: LIMIT, ...options });
  const lines = await Promise.all(places.map((place) => readLine(git, place, known)));
  const objects = lines.flatMap(({ files }) => files.flatMap(({ object }) => object ?? []));
  const read = reader(await git.contents(objects));
  const branches = lines.map((line) => toBranch(line, read));
  return history(environments, branches);
}

interface EvidenceBranch {
  readonly environment: string;
  readonly cluster: string;
  readonly branch: string;
  readonly tip: string | undefined;
}

interface ReportedFile {
  readonly service: string;
  readonly object: string | undefined;
  readonly commit: string;
  readonly committedAt: Date;
}

interface Line {
  readonly place: EvidenceBranch;
  /** Oldest first. */
  readonly files: readonly ReportedFile[];
  /** Date of the branch's first commit; undefined when there is none, or when it is older than the read history. */
  readonly beganAt: Date | undefined;
}

/** The first-parent line of a branch, oldest first; what lies before `known` is one report of all files it had. */
async function readLine(
  git: Git,
  place: EvidenceBranch,
  known: ReadonlyMap<string, Revision>,
): Promise<Line> {
  const files: ReportedFile[][] = [];
  let beganAt: Date | undefined;
  let at = place.tip;
  for (let next = at && known.get(at); next !== undefined && next !== ""; next = at && known.get(at)) {
    const { sha: commit, committedAt } = next;
    files.push(
      next.files.flatMap(({ path, object }) => {
        const service = FILE.exec(path)?.[1];
        return service === undefined ? [] : [{ service, object, commit, committedAt }];
      }),
    );
    beganAt = committedAt;
    at = next.parent;
  }
  if (at === undefined) return { place, files: files.reverse().flat(), beganAt };
  return { place, files: [...(await filesAt(git, at)), ...files.reverse().flat()], beganAt: undefined };
}

async function filesAt(git: Git, commit: string): Promise<readonly ReportedFile[]> {
  const tree = await git.tree(commit);
  const paths = (await tree.list("")).filter((path) => FILE.test(path));
  const entries = await Promise.all(paths.map((path) => tree.entry(path)));
  return paths.map((path, index) => ({
    service: FILE.exec(path)?.[1] ?? "",
    object: entries[index]?.object,
    commit,
    // Nothing begins because of this commit: `since` in the file says when it did.
    committedAt: new Date(0),
  }));
}

type Read = (object: string, where: string) => Evidence | string;

/** Each content is parsed once, however many commits brought it back. */
function reader(contents: ReadonlyMap<string, Buffer>): Read {
  const parsed = new Map<string, Evidence | string>();
  return (object, where) => {
    const found = parsed.get(object) ?? parse(contents.get(object)?.toString("utf8") ?? "", where);
    parsed.set(object, found);
    return found;
  };
}

function parse(text: string, where: string): Evidence | string {
  try {
    return parseEvidence(text, where);
  } catch (error) {
    if (error instanceof UserError) return error.message.split("\n", 1)[0] ?? "unreadable";
    throw error;
  }
}

interface Branch {
  readonly place: EvidenceBranch;
  /** Undefined when it has always been there, as far as was looked. */
  readonly joinedAt: Date | undefined;
  readonly services: ReadonlyMap<string, readonly Episode[]>;
  /** `<service> <release id>` → date of the commit that spoke of it first. */
  readonly seen: ReadonlyMap<string, Date>;
  readonly notes: readonly string[];
}

function toBranch({ place, files, beganAt }: Line, read: Read): Branch {
  const reports = new Map<string, Report[]>();
  const seen = new Map<string, Date>();
  const notes = new Set<string>();
  let latest = Number.NEGATIVE_INFINITY;
  for (const { service, object, commit, committedAt } of files) {
    const where = `${place.branch}@${shortSha(commit)}:${service}.json`;
    const said = object === undefined ? undefined : read(object, where);
    const isOlder = committedAt.getTime() < latest - CLOCK_SKEW_SECONDS * 1000;
    latest = Math.max(latest, committedAt.getTime());
    const fault =
      typeof said === "string"
        ? said
        : said && (misplacement(said, place.environment, place.cluster, service) ?? untimely(isOlder));
    if (fault !== undefined) notes.add(fault.startsWith(place.branch) ? fault : `${where}: ${fault}`);
    const evidence = fault === undefined && typeof said !== "string" ? said : undefined;
    const sight = evidence?.releaseId && `${service} ${evidence.releaseId}`;
    if (sight && !seen.has(sight)) seen.set(sight, committedAt);
    const report = {
      commit,
      committedAt,
      said: evidence ?? (object === undefined ? "gone" : "unreadable"),
    } as const;
    const all = reports.get(service) ?? [];
    all.push(report);
    reports.set(service, all);
  }
  const perService = [...reports].map(([service, all]) => [service, toEpisodes(all)] as const);
  const services = new Map(perService.filter(([, episodes]) => episodes.length > 0));
  return { place, joinedAt: joinedAt(beganAt, services), services, seen, notes: [...notes] };
}

function untimely(isOlder: boolean): string | undefined {
  return isOlder ? "its commit is older than one before it, so it is not believed" : undefined;
}

/** What the first reports say began before them is believed. */
function joinedAt(
  beganAt: Date | undefined,
  services: ReadonlyMap<string, readonly Episode[]>,
): Date | undefined {
  const firsts = [...services.values()].flatMap(([first]) => (first === undefined ? [] : [first.from]));
  return firsts.reduce((earliest, from) => (earliest && from < earliest ? from : earliest), beganAt);
}

function history(
  environments: readonly Pick<Environment, "name" | "clusters">[],
  branches: readonly Branch[],
): EvidenceHistory {
  const ofEnvironment = new Map(
    environments.map(({ name }) => [name, branches.filter(({ place }) => place.environment === name)]),
  );
  const spansOf = (environment: string, service: string) =>
    healthySpans(
      (ofEnvironment.get(environment) ?? []).map(
        ({ joinedAt, services }): ClusterEpisodes => ({
          joinedAt,
          episodes: services.get(service) ?? [],
        }),
      ),
    );
  return {
    episodes: (environment, service, cluster) =>
      (ofEnvironment.get(environment) ?? [])
        .filter(({ place }) => cluster === undefined || place.cluster === cluster)
        .flatMap(({ services }) => (services.get(service) ?? []).toReversed())
        .sort((one, other) => other.from.getTime() - one.from.getTime()),
    healthySpans: spansOf,
    healthySince(environment, service, releaseId) {
      const [newest] = spansOf(environment, service);
      return newest?.releaseId === releaseId && newest.to === undefined ? newest.from : undefined;
    },
    lastHealthy: (environment, service, isWanted = () => true) =>
      spansOf(environment, service).find(isWanted),
    firstSeen(environment, service, releaseId) {
      const sights = (ofEnvironment.get(environment) ?? []).map(({ seen }) =>
        seen.get(`${service} ${releaseId}`),
      );
      const known = sights.filter((sight) => sight !== undefined);
      if (known.length < sights.length || known.length === 0) return undefined;
      return new Date(Math.max(...known.map((sight) => sight.getTime())));
    },
    services: (environment) =>
      [
        ...new Set((ofEnvironment.get(environment) ?? []).flatMap(({ services }) => [...services.keys()])),
      ].sort(),
    notes: branches.flatMap(({ notes }) => notes),
  };
}
