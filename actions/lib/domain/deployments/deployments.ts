/**
 * What was pinned where, when, by whom and why: read from the history of `environments/<env>/<service>/release`, with
 * a constant number of git processes. The line of first parents says when it came; a merge's own commits say why.
 */
import { parseYaml } from "../parsing/yaml.ts";
import { type Release, releaseSchema } from "../releases/release.ts";
import type { CommitRecord, Git } from "../repository/git.ts";
import { firstLine } from "../text/lines.ts";
import { type Trailers, trailersOf } from "./trailers.ts";

/** `hand`: a commit that no verb made. */
export type Verb = "bump" | "promote" | "hotfix" | "rollback" | "revert" | "hand";

export interface Deployment {
  readonly environment: string;
  readonly service: string;
  /** The release after the change; undefined if it was removed or is unreadable. */
  readonly release: Release | undefined;
  readonly previous: Release | undefined;
  readonly at: Date;
  readonly commit: string;
  /** The commit whose message says how it came: of a merge that of its branch. */
  readonly maker: string;
  /** The person (or bot) that made it so, as that commit says. */
  readonly by: string;
  readonly verb: Verb;
  /** The subject of the commit; free text. */
  readonly subject: string;
  /** Given for a rollback or a bypass; of a hotfix its branch. */
  readonly reason: string | undefined;
  /** Gates that were passed although closed: `soak by ada: reason`. */
  readonly bypasses: readonly string[];
}

export interface Deployments {
  /** Newest first. */
  of(environment: string, service: string): readonly Deployment[];
  /** Of all services, newest first. */
  in(environment: string): readonly Deployment[];
}

const FILE = /^environments\/([^/]+)\/([^/]+)\/release\/release\.yaml$/;

/** @param service the only one to read; every one without it */
export async function readDeployments(git: Git, tip: string, service = "*"): Promise<Deployments> {
  const pathspecs = [`:(glob)environments/*/${service}/release/release.yaml`];
  const [line, sides] = await Promise.all([
    git.records([tip], { pathspecs, isFirstParent: true }),
    git.records([tip], { pathspecs }),
  ]);
  const objects = line.flatMap(({ files }) => files.flatMap(({ object }) => object ?? []));
  const contents = await git.contents(objects);
  const known = new Map([...contents].map(([object, content]) => [object, parseRelease(content)]));
  return indexed(toDeployments(line, sides, known));
}

/** Oldest and newest of equal moments keep git's order. */
export function indexed(newestFirst: readonly Deployment[]): Deployments {
  const byEnvironment = Map.groupBy(newestFirst, ({ environment }) => environment);
  const byPlace = Map.groupBy(newestFirst, ({ environment, service }) => `${environment}/${service}`);
  return {
    of: (environment, service) => byPlace.get(`${environment}/${service}`) ?? [],
    in: (environment) => byEnvironment.get(environment) ?? [],
  };
}

function toDeployments(
  line: readonly CommitRecord[],
  sides: readonly CommitRecord[],
  releases: ReadonlyMap<string, Release | undefined>,
): readonly Deployment[] {
  const makers = makersOf(sides);
  const pinned = new Map<string, Release | undefined>();
  const found: Deployment[] = [];
  for (const record of line.toReversed()) {
    for (const { path, object } of record.files) {
      const [, environment = "", service = ""] = FILE.exec(path) ?? [];
      const release = object === undefined ? undefined : releases.get(object);
      const previous = pinned.get(path);
      pinned.set(path, release);
      const maker = makers.get(`${path} ${object}`)?.find((made) => made.committedAt <= record.committedAt);
      found.push({ environment, service, release, previous, ...wordsOf(service, record, maker ?? record) });
    }
  }
  return found.reverse();
}

/** The commits that wrote a content (`<path> <object>`), newest first: a merge says when it came, they say why. */
export function makersOf(sides: readonly CommitRecord[]): ReadonlyMap<string, readonly CommitRecord[]> {
  const makers = new Map<string, CommitRecord[]>();
  for (const record of sides) {
    if (record.parents.length > 1) continue;
    for (const { path, object } of record.files) {
      const key = `${path} ${object}`;
      const made = makers.get(key);
      if (made === undefined) makers.set(key, [record]);
      else made.push(record);
    }
  }
  return makers;
}

/** Who brought it, how and why, as the commits say. */
export function wordsOf(service: string, landed: CommitRecord, maker: CommitRecord) {
  const isMerge = landed.parents.length > 1;
  const said = isMerge ? maker : landed;
  const trailers = trailersOf(said.message);
  const reasons = trailers.get("Slipway-Reason") ?? trailers.get("Slipway-Hotfix") ?? [];
  const verb = verbOf(said, trailers, landed);
  const own = `${service}: `;
  return {
    at: landed.committedAt,
    commit: landed.sha,
    maker: said.sha,
    // The person who merged a promotion; a revert quotes the actor of the reverted commit.
    by: (verb === "bump" || verb === "rollback" ? first(trailers, "Actor") : undefined) ?? landed.author,
    verb,
    subject: firstLine(said.message),
    reason: reasons.length === 0 ? undefined : reasons.join("; "),
    bypasses: (trailers.get("Slipway-Bypass") ?? []).flatMap((bypass) =>
      bypass.startsWith(own) ? [bypass.slice(own.length)] : [],
    ),
  };
}

const VERBS: readonly Verb[] = ["bump", "promote", "hotfix", "rollback"];

function verbOf(said: CommitRecord, trailers: Trailers, landed: CommitRecord): Verb {
  // A revert quotes the reverted commit including trailers, so its own first line is checked first.
  if ([said, landed].some(({ message }) => /^(Revert\b|revert[(:])/.test(message))) return "revert";
  const verb = first(trailers, "Slipway-Verb");
  return VERBS.find((each) => each === verb) ?? "hand";
}

function first(trailers: Trailers, name: string): string | undefined {
  return trailers.get(name)?.[0];
}

const kind = { schema: releaseSchema, remedy: "" };

function parseRelease(content: Buffer): Release | undefined {
  return parseYaml(content, "release.yaml", kind).value;
}
