/**
 * The facts of every pin that may move from one environment to the next, as the gates take them: the same evaluation as for
 * releases (`decide`), with the pin in place of the release.
 */
import { CONFIG_FILE } from "../../domain/config/config.ts";
import { orMessage } from "../../domain/errors/or-message.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import { evidenceBranch } from "../../domain/evidence/evidence.ts";
import { type GateResult, open } from "../../domain/gates/gate.ts";
import { soakGate } from "../../domain/gates/soak.ts";
import type { PinPlace, Pins } from "../../domain/pins/declaration.ts";
import { type HistoryOf, isSamePin, type PinEpisode, pinHistories } from "../../domain/pins/history.ts";
import type { Pinned } from "../../domain/pins/place.ts";
import { holdFor } from "../../domain/promotions/candidate.ts";
import type { Candidate, Facts } from "../../domain/promotions/facts.ts";
import { type FactSources, readShared, type Shared, type Way } from "../../domain/promotions/sources.ts";
import { stopOf } from "../../domain/stops/stops.ts";
import type { AskedBypasses } from "../promotions/bypass.ts";
import { readPin } from "./files.ts";
import { environmentsWith, pinRelease } from "./release.ts";

export interface PinFacts {
  readonly facts: Facts;
  /** Where it would be written. */
  readonly place: PinPlace;
  /** Facts without the forge and the registry, also if no reporter writes evidence. */
  readonly answers: readonly GateResult[];
}

/** In promotion order, then by service. Throws all findings in environment.yaml files. */
export async function readPinFacts(
  sources: FactSources,
  pins: Pins,
  bypasses: AskedBypasses,
  historyOf: HistoryOf = pinHistories(sources.git, sources.tip.commit),
): Promise<readonly PinFacts[]> {
  const shared = await readShared(sources);
  requireKnown(shared, pins);
  const asked = shared.ways.flatMap((way) =>
    Object.entries(pins.services)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([service, places]) => {
        const [from, to] = [places[way.source.name], places[way.target.name]];
        return from === undefined || to === undefined ? [] : [{ way, service, from, to }];
      }),
  );
  return Promise.all(asked.map((each) => readOne(shared, pins, bypasses, historyOf, each)));
}

/** A name that no environment has would be left out without a word. */
function requireKnown({ ways }: Shared, { services }: Pins): void {
  const known = new Set(ways.flatMap(({ source, target }) => [source.name, target.name]));
  for (const [service, places] of Object.entries(services)) {
    for (const name of Object.keys(places).filter((each) => !known.has(each))) {
      throw new UserError(
        `${CONFIG_FILE}: pins.services.${service}.${name}: there is no environments/${name}/environment.yaml, or nothing comes after it.\n  Known: ${[...known].join(", ") || "none"}.`,
      );
    }
  }
}

interface Asked {
  readonly way: Way;
  readonly service: string;
  readonly from: PinPlace;
  readonly to: PinPlace;
}

async function readOne(
  shared: Shared,
  pins: Pins,
  bypasses: AskedBypasses,
  historyOf: HistoryOf,
  asked: Asked,
): Promise<PinFacts> {
  const { tip, refs, evidence, stops, exceptions, now } = shared;
  const { way, service, from, to } = asked;
  const { source, target } = way;
  const environments = environmentsWith(
    pins,
    service,
    shared.ways.flatMap((each) => [each.source, each.target]),
  );
  const first = pins.services[service]?.[environments[0]?.name ?? ""] ?? from;
  const [live, current, firstLine, fromLine, toLine] = await Promise.all([
    readPin(tip, from),
    readPin(tip, to),
    historyOf(first),
    historyOf(from),
    historyOf(to),
  ]);
  const isReported = source.clusters.some((cluster) => refs.has(evidenceBranch(source.name, cluster)));
  const hasReported = target.clusters.some((cluster) => refs.has(evidenceBranch(target.name, cluster)));
  const lines = { first: firstLine, from: fromLine, to: toLine };
  const candidate = await orMessage(() => candidateOf(shared, asked, live, current, lines));
  const pinned = await orMessage(() =>
    typeof current === "string"
      ? current
      : pinRelease(service, current, target, [lines.first, lines.to], tip.commit),
  );
  const facts: Facts = {
    service,
    environment: target.name,
    from: source.name,
    fromRegistry: source.registry,
    before: source.after,
    policy: target,
    live: candidate,
    past: [],
    current: pinned,
    reading: await evidence.read(source, service, now),
    targetReading: hasReported ? await evidence.read(target, service, now) : undefined,
    hasOverlay: true,
    stop: stopOf(stops, target.name),
    exceptions,
    bypasses: bypasses(target.name, service),
    approvals: undefined,
    now,
  };
  const known = [open("release", `${from.file} pins it by digest`)];
  const unreported = isReported || pins.health === "required" ? [] : withoutReports(facts);
  return { facts, place: to, answers: [...known, ...unreported] };
}

/** Where no reporter ever wrote and the team says that this is well, the pin's own age is all there is. */
function withoutReports({ from, policy, live, now }: Facts): readonly GateResult[] {
  const words = `not judged: no cluster of ${from} has ever reported, and pins.health is optional`;
  if (typeof live !== "object") return [];
  return [
    open("analysis", words),
    open("health", words),
    soakGate({
      from,
      version: live.release.version,
      soakSeconds: policy.gates.soakSeconds,
      since: live.soakFloor?.at,
      now,
      counted: "since the pin landed; its health is not judged",
    }),
  ];
}

interface Lines {
  readonly first: readonly PinEpisode[];
  readonly from: readonly PinEpisode[];
  readonly to: readonly PinEpisode[];
}

async function candidateOf(
  shared: Shared,
  { way, service, from }: Asked,
  live: Pinned | string,
  current: Pinned | string,
  lines: Lines,
): Promise<Candidate | string> {
  const { git, tip } = shared;
  if (typeof live === "string") return live;
  if (live.digest === undefined) {
    return `${from.file}: ${service} is pinned by the tag ${live.tag} alone, and a tag can be moved.\n  Pin it with its digest: write \`digest: ""\` next to the tag, then pin with \`slipway bump --pins\`.`;
  }
  const release = pinRelease(service, live, way.source, [lines.first, lines.from], tip.commit);
  const there =
    typeof current === "string"
      ? undefined
      : pinRelease(service, current, way.target, [lines.first, lines.to], tip.commit);
  const [descends, isOlder, hold] = await Promise.all([
    there === undefined || git.isAncestor(there.source, release.source),
    there !== undefined &&
      there.source !== release.source &&
      (await git.isAncestor(release.source, there.source)),
    holdFor(shared, way, release),
  ]);
  const landed = lines.from.find(({ pin }) => isSamePin(pin, live));
  return {
    release,
    files: new Map(),
    past: undefined,
    descends,
    isOlder,
    wasBefore: way.source.after === undefined || lines.first.some(({ pin }) => isSamePin(pin, live)),
    soakFloor: landed === undefined ? undefined : { at: landed.at, marks: [] },
    hold,
    dependencies: [],
  };
}
