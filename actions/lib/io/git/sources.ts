/**
 * Histories of the services' repositories, next to the one of this clone: commits and folders are fetched, files come when
 * they are read. All of them are in one object database, so that ancestry and content are asked for as always.
 */
import { readConfig } from "../../domain/config/read.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import { isSameAddress, type SourceRepository } from "../../domain/repository/sources.ts";
import type { Tree } from "../../domain/repository/tree.ts";
import type { GitCommand, GitConfig } from "./command.ts";
import { credentialsFor } from "./credentials.ts";
import { fetchMissing } from "./missing.ts";
import type { Remote } from "./remote.ts";
import { resolveCommit } from "./tree.ts";

export interface SourceOptions {
  /** Branch of this repository whose slipway.yaml names them: what a pull request writes there counts once it is merged. */
  readonly branch: string;
  /** A token that may read them; absent: the one for this repository, where they are on its server. */
  readonly token?: string | undefined;
}

export interface Sources {
  /** Fetches what `sha` may be in, unless that was done for it; false where slipway.yaml names no sources. */
  bring(sha: string): Promise<boolean>;
  /** The tip of one of them, fetched now. Throws `UserError` when slipway.yaml does not name it, or it cannot be read. */
  fetch(repository: string): Promise<string>;
  /** Why `sha` may be unknown although it exists; undefined when all of them could be read. */
  fault(sha: string): UserError | undefined;
  /** Files of theirs with one fetch, where git would fetch each by itself. */
  fetchMissing(blobs: readonly string[]): Promise<void>;
}

interface Place {
  readonly clone: GitCommand;
  readonly origin: Remote;
  readonly options: SourceOptions;
  readonly openTree: (commit: string) => Tree;
}

/** What git needs to read from them; it grows with each one that is opened, and is handed to every command that reads. */
export type SharedConfig = GitConfig[];

export function openSources(place: Place, shared: SharedConfig): Sources {
  const tried = new Set<string>();
  const opened = new Map<string, Remote>();
  let faults: readonly UserError[] = [];
  let last: Promise<readonly SourceRepository[]> = Promise.resolve([]);
  const open = async (source: SourceRepository) => {
    const remote = opened.get(source.repository) ?? (await openSource(place, shared, source));
    opened.set(source.repository, remote);
    return remote;
  };
  const fetchAll = async () => {
    const sources = await readSources(place);
    const found: UserError[] = [];
    // One after the other: each may write the clone's configuration.
    for (const source of sources) {
      try {
        await fetchSource(await open(source), source);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        found.push(error);
      }
    }
    faults = found;
    return sources;
  };
  return {
    async bring(sha) {
      if (!tried.has(sha)) {
        tried.add(sha);
        last = last.then(fetchAll);
      }
      return (await last).length > 0;
    },
    async fetch(repository) {
      const sources = await readSources(place);
      const source = sources.find((each) => isSameAddress(each.repository, repository));
      if (source === undefined) throw notNamed(repository, sources, place.options.branch);
      const remote = await open(source);
      await fetchSource(remote, source);
      return (await resolveCommit(place.clone, refOf(source))) ?? "";
    },
    fault(sha) {
      const [first] = faults;
      return first && new UserError(`commit ${sha.slice(0, 12)} is not known here: ${first.message}`);
    },
    async fetchMissing(blobs) {
      // Only one of several has them; what none gives is a fault of the reading that follows.
      for (const remote of opened.values()) await fetchMissing(remote, blobs).catch(() => undefined);
    },
  };
}

async function readSources({
  clone,
  origin,
  options,
  openTree,
}: Place): Promise<readonly SourceRepository[]> {
  const tip = await resolveCommit(clone, `refs/remotes/${origin.name}/${options.branch}`);
  return tip === undefined ? [] : (await readConfig(openTree(tip))).sources;
}

/** A remote of the clone, so that git knows where files that are missing come from. */
async function openSource(
  { clone, origin, options }: Place,
  shared: SharedConfig,
  source: SourceRepository,
): Promise<Remote> {
  const name = remoteName(source);
  await clone(["config", `remote.${name}.url`, source.repository]);
  shared.push(...credentialsFor(source.repository, options.token));
  return { ...origin, name, isPartial: async () => true };
}

async function fetchSource(remote: Remote, source: SourceRepository): Promise<void> {
  const refspec = `+refs/heads/${source.branch}:${refOf(source)}`;
  const options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  const { exitCode, stderr } = await remote.call(
    ["fetch", ...options, "--filter=blob:none", remote.name, refspec],
    { allowFailure: true },
  );
  if (exitCode === 0) return;
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const words = lines.find((line) => line.startsWith("fatal:")) ?? lines.at(-1) ?? "no message";
  throw new UserError(
    `${source.repository}, branch ${source.branch}: cannot be read: ${words}\n  Give a token that may read it (SLIPWAY_SOURCE_TOKEN), or correct \`sources\` of slipway.yaml. Nothing was written.`,
  );
}

function remoteName({ repository }: SourceRepository): string {
  return `slipway-source-${new URL(repository).pathname.replace(/\.git$/, "").replace(/[^\w.-]+/g, "-")}`;
}

function refOf(source: SourceRepository): string {
  return `refs/slipway/sources/${remoteName(source)}/${source.branch}`;
}

function notNamed(repository: string, sources: readonly SourceRepository[], branch: string): UserError {
  const known = sources.map((each) => each.repository).join(", ") || "none";
  return new UserError(
    `repository: ${repository} is not among \`sources\` of slipway.yaml on ${branch}, so its commits are not released here (known: ${known}).\n  Add it there by a reviewed commit: sources: [{ repository: ${repository} }].`,
  );
}
