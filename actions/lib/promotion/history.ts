/** What only the history of the main branch and of the evidence knows: where releases came from, and those before. */
import { createHash } from "node:crypto";
import type { Release } from "../releases/releases.ts";
import { toCandidate } from "./candidate.ts";
import type { Candidate, Facts } from "./facts.ts";
import { isProven } from "./gates.ts";
import { pathOf, readPast, type Wanted } from "./past.ts";
import type { Shared, Way } from "./sources.ts";

export interface Read extends Way {
  readonly facts: Facts;
}

/** Reads it for what may move, and the releases before only where what is live has not proved itself. */
export async function withHistory(shared: Shared, reads: readonly Read[]): Promise<readonly Facts[]> {
  const moves = reads.filter(({ facts }) => moving(facts) !== undefined);
  if (moves.length === 0) return reads.map(({ facts }) => facts);
  const folders = moves.flatMap(({ source }) => [source.name, source.after ?? source.name]);
  const records = await shared.git.records([shared.tip.commit], {
    // Whole folders: git compares each pathspec with each path, and a hundred of them take it half a minute.
    pathspecs: [...new Set(folders)].map((name) => `environments/${name}`),
  });
  const paths = records.flatMap(({ files }) => files.map(({ path, object }) => `${path} ${object}`));
  const origins = originsIn(new Set(paths), shared.tip.commit.length);
  const known = reads.map((read) => ({ ...read, facts: withOrigin(read.facts, origins) }));
  const unproven = known.flatMap((read) => unprovenOf(read));
  const past = await readPast({ ...shared, records }, unproven);
  const candidates = await Promise.all(
    unproven.map(async ({ read, current }, index) => {
      const found = await Promise.all(
        (past[index] ?? []).map((each) => toCandidate(shared, read, current, each)),
      );
      return [read, found.map((candidate) => origins(read.facts, candidate))] as const;
    }),
  );
  const byRead = new Map(candidates);
  return known.map((read) => ({ ...read.facts, past: byRead.get(read) ?? [] }));
}

type Origins = (facts: Facts, candidate: Candidate) => Candidate;

/** A promotion copies byte for byte, so the environment before had the very same object. */
function originsIn(known: ReadonlySet<string>, digits: number): Origins {
  return ({ before, service }, candidate) => {
    const file = candidate.files.get("release.yaml");
    if (before === undefined || file === undefined) return candidate;
    return { ...candidate, wasBefore: known.has(`${pathOf(before, service)} ${blobId(file, digits)}`) };
  };
}

/** The name git gives to these bytes. */
function blobId(content: Buffer, digits: number): string {
  const hash = createHash(digits === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${content.length}\0`).update(content).digest("hex");
}

function withOrigin(facts: Facts, origins: Origins): Facts {
  const live = moving(facts);
  return live === undefined ? facts : { ...facts, live: origins(facts, live) };
}

/** What is pinned in the source, where something else is pinned in the target. */
export function moving({ live, current }: Pick<Facts, "live" | "current">): Candidate | undefined {
  if (typeof live !== "object" || live.release.id === pinned(current)?.id) return undefined;
  return live;
}

function pinned(current: Facts["current"]): Release | undefined {
  return typeof current === "object" ? current : undefined;
}

function unprovenOf(read: Read): readonly (Wanted & { readonly read: Read })[] {
  const { facts, source } = read;
  const live = moving(facts);
  if (live === undefined || isProven(facts, live)) return [];
  return [{ read, source, service: facts.service, live: live.release, current: pinned(facts.current) }];
}
