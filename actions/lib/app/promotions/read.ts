/**
 * The facts of every service that may move, in one look at git: the tip, the holds and policies on it, the stops and the
 * evidence on its own branches. A constant number of git processes for any number of services; the past is only read where what is
 * live has not proved itself yet.
 */
import { EVIDENCE_REFS, evidenceBranch, type Reading } from "../../domain/evidence/evidence.ts";
import { toCandidate } from "../../domain/promotions/candidate.ts";
import type { Facts } from "../../domain/promotions/facts.ts";
import { type Read, withHistory } from "../../domain/promotions/history.ts";
import {
  type FactSources,
  orReason,
  readShared,
  type Shared,
  type Way,
} from "../../domain/promotions/sources.ts";
import {
  type Release,
  readRelease,
  releasedServices,
  releaseFiles,
  startedBy,
} from "../../domain/releases/releases.ts";
import { STOP_REFS, stopOf } from "../../domain/stops/stops.ts";
import type { RefName } from "../../io/git/git.ts";
import { overlayPath } from "../render/render.ts";

export type { FactSources } from "../../domain/promotions/sources.ts";

/** What has to be fetched before the facts are read. */
export const FACT_REFS: readonly RefName[] = [...EVIDENCE_REFS, ...STOP_REFS];

/** In promotion order, then by service. Throws all findings in environment.yaml files. */
export async function readFacts(sources: FactSources): Promise<readonly Facts[]> {
  const shared = await readShared(sources);
  const facts = await Promise.all(
    shared.ways.map(async (way) => {
      const released = await releasedServices(sources.tip, way.source.name);
      const services = [...released, ...(sources.begun?.(way.target) ?? [])].filter(
        (name) => sources.only === undefined || name === sources.only.service,
      );
      return await Promise.all([...new Set(services)].sort().map((name) => readOne(shared, way, name)));
    }),
  );
  return await withHistory(shared, facts.flat());
}

const NOT_ASKED = { fresh: false, reason: "not asked", reports: [] } as const;

async function readOne(shared: Shared, way: Way, service: string): Promise<Read> {
  const { tip, evidence, stops, exceptions, now } = shared;
  const { source, target } = way;
  const [live, current, files, overlay] = await Promise.all([
    orReason(() => readRelease(tip, source.name, service)),
    orReason(() => readRelease(tip, target.name, service)),
    releaseFiles(tip, source.name, service),
    tip.read(overlayPath(target.name, service)),
  ]);
  // Most runs find nothing to move; only what may move is worth asking about.
  const isMove = isRelease(live) && (!isRelease(current) || current.id !== live.id);
  return {
    ...way,
    facts: {
      ...{ service, environment: target.name, policy: target },
      ...{ from: source.name, fromRegistry: source.registry, before: source.after },
      live: isRelease(live)
        ? await liveCandidate(shared, way, { live, files: startedBy(live, files, "canary"), current, isMove })
        : live,
      past: [],
      ...{ current, reading: isMove ? await evidence.read(source, service, now) : NOT_ASKED },
      targetReading: isMove ? await targetReading(shared, target, service) : undefined,
      hasOverlay: overlay !== undefined,
      ...{ stop: stopOf(stops, target.name), exceptions, bypasses: [], approvals: undefined, now },
    },
  };
}

async function targetReading(
  { refs, evidence, now }: Shared,
  target: Way["target"],
  service: string,
): Promise<Reading | undefined> {
  const hasReported = target.clusters.some((cluster) => refs.has(evidenceBranch(target.name, cluster)));
  return hasReported ? await evidence.read(target, service, now) : undefined;
}

interface Live {
  readonly live: Release;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly current: Facts["current"];
  readonly isMove: boolean;
}

async function liveCandidate(shared: Shared, way: Way, { live, files, current, isMove }: Live) {
  const found = { release: live, files, past: undefined };
  const there = {
    descends: true,
    isOlder: false,
    wasBefore: true,
    soakFloor: undefined,
    hold: undefined,
    dependencies: [],
  };
  if (!isMove) return { ...found, ...there };
  return await toCandidate(shared, way, isRelease(current) ? current : undefined, found);
}

function isRelease(read: Release | string | undefined): read is Release {
  return typeof read === "object";
}
