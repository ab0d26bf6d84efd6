/**
 * Releases that proved themselves in an environment and were followed by newer ones there: found in the history of the
 * evidence, their folders in the history of git. A constant number of git processes for any number of services.
 */
import type { Environment } from "../environments/environments.ts";
import { UserError } from "../errors/user-error.ts";
import type { EvidenceHistory, HealthySpan } from "../evidence/history.ts";
import { type Release, releasePath, verifyRelease } from "../releases/releases.ts";
import type { CommitRecord, Git } from "../repository/git.ts";

/** The service in an environment whose past is requested. */
export interface PastQuery {
  readonly source: Environment;
  readonly service: string;
  readonly live: Release;
  /** Pinned where it would go; nothing from before it was live in `source` is newer. */
  readonly current: Release | undefined;
}

export interface PastRelease {
  readonly release: Release;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly past: HealthySpan;
}

/** Of one service; the newest that proved itself is among the first or is not worth waiting for. */
const MOST = 5;
const MOST_PINS = 100;

const FILES = ["kustomization.yaml", "manifests.yaml", "release.yaml"];

export interface PastSources {
  readonly git: Git;
  /** What the clusters of all queried releases reported recently. */
  readonly history: EvidenceHistory;
  /** Commits that changed something in the environments, newest first. */
  readonly records: readonly CommitRecord[];
}

/** Newest first, one list for each of `queries`, in the same order. */
export async function readPast(
  { git, history, records }: PastSources,
  queries: readonly PastQuery[],
): Promise<readonly (readonly PastRelease[])[]> {
  if (queries.length === 0) return [];
  const spans = queries.map((each) => provenSpans(history, each));
  const pins = pinsIn(records);
  const ids = await pinnedIds(git, pins, queries);
  const commits = queries.map((each, index) => commitsOf(pins(each), spans[index] ?? [], ids));
  const folders = await readFolders(git, queries, commits);
  return await Promise.all(
    queries.map(async (each, index) => {
      const found = (spans[index] ?? []).flatMap((span) => {
        const release = verified(folders[index]?.get(span.releaseId), each, span);
        return release === undefined ? [] : [release];
      });
      return await betweenPins(git, each, found);
    }),
  );
}

/** Newest first: each release's last span, of those that nothing but a newer release ended. */
export function provenSpans(
  history: EvidenceHistory,
  { source, service, live, current }: PastQuery,
): readonly HealthySpan[] {
  const spans = new Map<string, HealthySpan>();
  for (const span of history.healthySpans(source.name, service)) {
    if (span.releaseId === current?.id) break;
    if (span.releaseId !== live.id && !spans.has(span.releaseId)) spans.set(span.releaseId, span);
  }
  const stayedHealthy = ({ releaseId }: HealthySpan) =>
    source.clusters.every(
      (cluster) =>
        history.episodes(source.name, service, cluster).find((each) => each.releaseId === releaseId)
          ?.state === "healthy",
    );
  return [...spans.values()].filter(stayedHealthy).slice(0, MOST);
}

type Ids = (object: string) => string | undefined;

/** The release id that each past content of a `release.yaml` names. */
async function pinnedIds(git: Git, pins: Pins, queries: readonly PastQuery[]): Promise<Ids> {
  const objects = queries.flatMap((each) => pins(each).map(({ object }) => object));
  const contents = await git.contents(objects);
  return (object) => /^id: (sha256:[0-9a-f]{64})$/m.exec(contents.get(object)?.toString() ?? "")?.[1];
}

interface Pin {
  readonly sha: string;
  readonly object: string;
}

type Pins = (queries: PastQuery) => readonly Pin[];

/** The newest contents of each `release.yaml`, with the commits that brought them; looked at once for all services. */
function pinsIn(records: readonly CommitRecord[]): Pins {
  const byPath = new Map<string, Pin[]>();
  for (const { sha, files } of records) {
    for (const { path, object } of files) {
      if (object === undefined || !path.endsWith("/release.yaml")) continue;
      const pins = byPath.get(path);
      if (pins === undefined) byPath.set(path, [{ sha, object }]);
      else if (pins.length < MOST_PINS) pins.push({ sha, object });
    }
  }
  return ({ source, service }) => byPath.get(pathOf(source.name, service)) ?? [];
}

/** Release id → a commit that has its folder. */
function commitsOf(
  pins: readonly Pin[],
  spans: readonly HealthySpan[],
  ids: Ids,
): ReadonlyMap<string, string> {
  const queries = new Set(spans.map(({ releaseId }) => releaseId));
  const found = new Map<string, string>();
  for (const { sha, object } of pins) {
    const id = ids(object);
    if (id !== undefined && queries.has(id) && !found.has(id)) found.set(id, sha);
  }
  return found;
}

type Folder = ReadonlyMap<string, Buffer>;

async function readFolders(
  git: Git,
  queries: readonly PastQuery[],
  commits: readonly ReadonlyMap<string, string>[],
): Promise<readonly ReadonlyMap<string, Folder>[]> {
  const names = queries.flatMap(({ source, service }, index) =>
    [...(commits[index] ?? [])].flatMap(([id, commit]) =>
      FILES.map((file) => ({
        index,
        id,
        file,
        name: `${commit}:${releasePath(source.name, service)}/${file}`,
      })),
    ),
  );
  const objects = await git.objectIds(names.map(({ name }) => name));
  const contents = await git.contents(objects.flatMap((object) => object ?? []));
  const folders = queries.map(() => new Map<string, Map<string, Buffer>>());
  for (const [at, { index, id, file }] of names.entries()) {
    const content = contents.get(objects[at] ?? "");
    if (content === undefined) continue;
    const folder = folders[index]?.get(id) ?? new Map<string, Buffer>();
    folders[index]?.set(id, folder.set(file, content));
  }
  return folders;
}

/** Undefined where the past folder is not what the machine wrote: then there is no such candidate. */
function verified(
  folder: Folder | undefined,
  { source, service, live }: PastQuery,
  span: HealthySpan,
): PastRelease | undefined {
  if (folder === undefined) return undefined;
  try {
    const expected = { service, image: live.image.name };
    const release = verifyRelease(folder, releasePath(source.name, service), expected);
    return release.id === span.releaseId ? { release, files: folder, past: span } : undefined;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** What is live must follow it, or it was rolled back there; and it must be newer than what is pinned where it would go. */
async function betweenPins(
  git: Git,
  { live, current }: PastQuery,
  found: readonly PastRelease[],
): Promise<readonly PastRelease[]> {
  const fits = await Promise.all(
    found.map(async ({ release: { source } }) => {
      const [isFollowed, follows] = await Promise.all([
        git.isAncestor(source, live.source),
        current === undefined || git.isAncestor(current.source, source),
      ]);
      return isFollowed && source !== live.source && follows && source !== current?.source;
    }),
  );
  return found.filter((_, index) => fits[index]);
}

export function pathOf(environment: string, service: string): string {
  return `${releasePath(environment, service)}/release.yaml`;
}
