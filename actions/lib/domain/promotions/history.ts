/** What only the history of the main branch and of the evidence knows: where releases came from, and those before. */
import { createHash } from "node:crypto";
import { type EvidenceHistory, readHistory } from "../evidence/history.ts";
import type { Release } from "../releases/releases.ts";
import { toCandidate } from "./candidate.ts";
import type { Candidate, Facts } from "./facts.ts";
import { isProven } from "./gates.ts";
import { type PastQuery, pathOf, readPast } from "./past.ts";
import { soakFloors } from "./soak-floor.ts";
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
    pathspecs: pathspecsOf(shared, folders),
  });
  const paths = records.flatMap(({ files }) => files.map(({ path, object }) => `${path} ${object}`));
  const history = readHistoryOnce(shared, moves);
  const origins = originsIn(new Set(paths), shared.tip.commit.length);
  const floors = await floorsOf(shared, moves, history);
  const completed: Completed = (facts, candidate) => floors(facts, origins(facts, candidate));
  const known = reads.map((read) => ({ ...read, facts: withLive(read.facts, completed) }));
  const unproven = known.flatMap((read) => unprovenOf(read));
  const past =
    unproven.length === 0 ? [] : await readPast({ ...shared, records, history: await history() }, unproven);
  const candidates = await Promise.all(
    unproven.map(async ({ read, current }, index) => {
      const found = await Promise.all(
        (past[index] ?? []).map((each) => toCandidate(shared, read, current, each)),
      );
      return [read, found.map((candidate) => completed(read.facts, candidate))] as const;
    }),
  );
  const byRead = new Map(candidates);
  return known.map((read) => ({ ...read.facts, past: byRead.get(read) ?? [] }));
}

/** Whole folders for several services: git compares each pathspec with each path, and a hundred of them take it half a minute. */
function pathspecsOf({ only }: Shared, environments: readonly string[]): readonly string[] {
  const below = only === undefined ? "" : `/${only.service}`;
  return [...new Set(environments)].map((name) => `environments/${name}${below}`);
}

/** What is older has had its time: a newer one has been on trial for as long. */
const LOOK_BACK_DAYS = 30;

type HistoryOnce = () => Promise<EvidenceHistory>;

/** Most runs need it for nothing. */
function readHistoryOnce({ git, refs, now }: Shared, moves: readonly Read[]): HistoryOnce {
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * 86_400_000);
  const sources = [...new Map(moves.map(({ source }) => [source.name, source])).values()];
  let reading: Promise<EvidenceHistory> | undefined;
  return () => {
    reading ??= readHistory(git, refs, sources, { since });
    return reading;
  };
}

/** Determines the earliest start of a candidate's soak; not needed if no soak is required. */
async function floorsOf(shared: Shared, moves: readonly Read[], history: HistoryOnce): Promise<Completed> {
  const asked = moves.filter(({ facts }) => facts.policy.gates.soakSeconds > 0);
  if (asked.length === 0) return (_, candidate) => candidate;
  const folders = asked.map(({ source }) => source.name);
  const [line, reports] = await Promise.all([
    shared.git.records([shared.tip.commit], {
      pathspecs: pathspecsOf(shared, folders),
      isFirstParent: true,
    }),
    history(),
  ]);
  const floors = soakFloors(line, reports, shared.now);
  return ({ from: environment, service }, candidate) => {
    const file = candidate.files.get("release.yaml");
    if (file === undefined) return candidate;
    const object = blobId(file, shared.tip.commit.length);
    const place = { environment, service, path: pathOf(environment, service), object };
    const isLive = candidate.past === undefined;
    return {
      ...candidate,
      soakFloor: floors.floorOf({ ...place, releaseId: candidate.release.id, isLive }),
    };
  };
}

/** Adds what only a history knows. */
type Completed = (facts: Facts, candidate: Candidate) => Candidate;

/** A promotion copies byte for byte, so the environment before had the very same object. */
function originsIn(known: ReadonlySet<string>, digits: number): Completed {
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

function withLive(facts: Facts, completed: Completed): Facts {
  const live = moving(facts);
  return live === undefined ? facts : { ...facts, live: completed(facts, live) };
}

/** What is pinned in the source, where something else is pinned in the target. */
export function moving({ live, current }: Pick<Facts, "live" | "current">): Candidate | undefined {
  if (typeof live !== "object" || live.release.id === pinned(current)?.id) return undefined;
  return live;
}

function pinned(current: Facts["current"]): Release | undefined {
  return typeof current === "object" ? current : undefined;
}

function unprovenOf(read: Read): readonly (PastQuery & { readonly read: Read })[] {
  const { facts, source } = read;
  const live = moving(facts);
  if (live === undefined || isProven(facts, live)) return [];
  return [{ read, source, service: facts.service, live: live.release, current: pinned(facts.current) }];
}
