/**
 * What the history of an evidence branch says about its newest commit. Whoever can push the branch can write any content and
 * any date; what can be checked without a word of theirs is that time, and the generation of a workload, only go up.
 */
import type { Git, RefName, Revision } from "../repository/git.ts";
import { evidenceFile } from "./document.ts";

/** Clocks of a cluster and of a runner may differ by this much. */
export const CLOCK_SKEW_SECONDS = 60;

/** Commits that are looked at, of all branches together. */
const LIMIT = 5_000;

export interface EvidenceLines {
  /** Why nothing on the branch with this tip is believed; undefined: it may be. */
  timeFault(tip: string, now: Date): Promise<string | undefined>;
  /** The highest generation that the branch ever reported for this release of the service; 0: none. */
  highestGeneration(tip: string, service: string, releaseId: string): Promise<number>;
}

/** One process for the commits of all branches, and one for the contents, for any number of services. */
export function evidenceLines(git: Git, refs: ReadonlyMap<RefName, string>): EvidenceLines {
  const tips = [...refs].flatMap(([name, commit]) => (name.startsWith("evidence/") ? [commit] : []));
  let known: ReturnType<Git["revisions"]> | undefined;
  let contents: ReturnType<Git["contents"]> | undefined;
  const read = () => {
    known ??= git.revisions(tips, { limit: LIMIT });
    return known;
  };
  return {
    async timeFault(tip, now) {
      return faultOf(lineOf(tip, await read()), now);
    },
    async highestGeneration(tip, service, releaseId) {
      const line = lineOf(tip, await read());
      contents ??= read().then((all) => git.contents(objectsIn(all.values())));
      const texts = await contents;
      const said = versionsOf(line, service).map((object) => texts.get(object)?.toString("utf8") ?? "");
      return Math.max(0, ...said.map((text) => generationIn(text, releaseId)));
    },
  };
}

/** The line of first parents, newest first, as far as it was looked at. */
function lineOf(tip: string, known: ReadonlyMap<string, Revision>): readonly Revision[] {
  const line: Revision[] = [];
  for (let at = known.get(tip); at !== undefined; at = known.get(at.parent ?? "")) line.push(at);
  return line;
}

function faultOf([newest, ...older]: readonly Revision[], now: Date): string | undefined {
  if (newest === undefined) return undefined;
  const time = newest.committedAt.getTime();
  const ahead = Math.round((time - now.getTime()) / 1000);
  if (!(ahead <= CLOCK_SKEW_SECONDS)) {
    return `its newest commit lies ${ahead} s in the future: a clock is wrong, or somebody else wrote it`;
  }
  const latest = older.reduce((last, { committedAt }) => Math.max(last, committedAt.getTime()), time);
  const behind = Math.round((latest - time) / 1000);
  if (behind <= CLOCK_SKEW_SECONDS) return undefined;
  return `its newest commit is ${behind} s older than one before it: a clock was set back, or somebody else wrote it`;
}

/** Newest first, until the cluster did not know the service: a workload that is recreated counts from 1. */
function versionsOf(line: readonly Revision[], service: string): readonly string[] {
  const file = evidenceFile(service);
  const versions: string[] = [];
  for (const { files } of line) {
    for (const { path, object } of files) {
      if (path !== file) continue;
      if (object === undefined) return versions;
      versions.push(object);
    }
  }
  return versions;
}

function objectsIn(revisions: Iterable<Revision>): readonly string[] {
  return [...revisions].flatMap(({ files }) => files.flatMap(({ object }) => object ?? []));
}

/** Not parsed: a history has thousands of them, and invalid evidence is ignored. */
function generationIn(text: string, releaseId: string): number {
  if (!text.includes(`"releaseId": "${releaseId}",\n  "digest"`)) return 0;
  return Number(/^ {2}"observedGeneration": (\d{1,15}),$/m.exec(text)?.[1] ?? 0);
}
