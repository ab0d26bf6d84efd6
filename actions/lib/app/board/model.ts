/** From everything that was read to the one document that the page, `status` and programs are given. Pure. */
import type { Deployment } from "../../domain/deployments/deployments.ts";
import type { Environment } from "../../domain/environments/environments.ts";
import type { Reading } from "../../domain/evidence/evidence.ts";
import { type GateResult, isUnasked } from "../../domain/gates/gate.ts";
import type { Decision } from "../../domain/promotions/decision.ts";
import type { Confirmed } from "./confirmed.ts";
import { distanceOf } from "./distance.ts";
import type { Board, BoardEnvironment, Cell, Next } from "./document.ts";
import { type BoardFacts, type CellKey, cellKey } from "./facts.ts";
import { doraOf } from "./figures.ts";
import { canaryOf, healthOf } from "./health.ts";

export function boardOf(facts: BoardFacts): Board {
  return {
    schema: 1,
    at: facts.at.toISOString(),
    repository: facts.repository,
    environments: facts.environments.map((environment) => environmentOf(facts, environment)),
    services: facts.services.toSorted().map((name) => ({
      name,
      cells: facts.environments.map((environment) => cellOf(facts, environment, name)),
    })),
    dora: doraOf(facts),
    notes: [...facts.notes],
  };
}

function environmentOf(facts: BoardFacts, environment: Environment): BoardEnvironment {
  const { name, after, merge, clusters } = environment;
  return {
    name,
    after: after ?? null,
    merge,
    clusters: clusters.map((cluster) => ({
      name: cluster,
      beatAt: facts.beats.get(`${name}/${cluster}`)?.toISOString() ?? null,
      isAlive: isAlive(facts, environment, cluster),
    })),
    freeze: facts.freezes.get(name) ?? null,
    stop: facts.stops.get(name) ?? null,
  };
}

function isAlive({ beats, at }: BoardFacts, { name, evidence }: Environment, cluster: string): boolean {
  const beat = beats.get(`${name}/${cluster}`);
  return beat !== undefined && at.getTime() - beat.getTime() <= evidence.maxAgeSeconds * 1000;
}

function cellOf(facts: BoardFacts, environment: Environment, service: string): Cell {
  const place = cellKey(environment.name, service);
  const pinned = facts.pinned.get(place);
  const release = typeof pinned === "object" ? pinned : undefined;
  const reading = facts.readings.get(place);
  const isSilent = !environment.clusters.some((cluster) => isAlive(facts, environment, cluster));
  const [deployment] = facts.deployments.of(environment.name, service);
  return {
    environment: environment.name,
    release: release === undefined ? null : { ...identity(release) },
    pin: pinOf(facts, place),
    fault: typeof pinned === "string" ? pinned : null,
    change:
      deployment === undefined || pinned === undefined
        ? null
        : changeOf(deployment, facts.confirmed.get(place)),
    health: healthOf(environment, release, reading, isSilent),
    paused: pausedOf(reading),
    canary: canaryOf(release, reading),
    behind: distanceOf(facts, environment.name, environment.after, service),
    holds: [...(facts.holds.get(place) ?? [])],
    next: nextOf(facts.decisions.get(place)),
    promotion: facts.promotions.get(place) ?? null,
  };
}

function pinOf({ pins }: BoardFacts, place: CellKey): Cell["pin"] {
  const standing = pins.standing.get(place);
  if (standing?.pin === undefined) return null;
  const { repository, tag, digest } = standing.pin;
  return { file: standing.place.file, image: repository, tag, digest: digest ?? null };
}

function pausedOf(reading: Reading | undefined): string | null {
  const paused = (reading?.reports ?? []).filter(({ evidence }) => evidence.paused !== undefined);
  return paused.map(({ cluster, evidence }) => `in ${cluster}, ${evidence.paused}`).join("; ") || null;
}

function identity({ id, version, image, source, repository }: NonNullable<Deployment["release"]>) {
  const apart = repository === undefined ? {} : { repository };
  return { id, version, digest: image.digest, source, ...apart };
}

export function changeOf(
  { at, by, verb, commit, subject, reason, previous, bypasses }: Deployment,
  confirmed?: Confirmed,
) {
  return {
    at: at.toISOString(),
    by,
    verb,
    commit,
    subject,
    reason: reason ?? null,
    from: previous?.version ?? null,
    bypasses: [...bypasses],
    confirmed: confirmed === undefined ? null : { ...confirmed },
  };
}

function nextOf(decision: Decision | undefined): Next | null {
  if (decision === undefined) return null;
  const gates = decision.gates.flatMap((each) => (isUnasked(each) ? [] : [gateOf(each)]));
  const unasked = decision.gates.filter(isUnasked).map(({ gate, what }) => ({ gate, words: what }));
  const common = { kind: decision.kind, gates, unasked };
  switch (decision.kind) {
    case "promote": {
      const reason = "every gate that git can answer is open";
      return { ...common, version: decision.new.version, gate: null, reason, until: null };
    }
    case "wait": {
      const until = decision.until?.toISOString() ?? null;
      return { ...common, version: null, gate: decision.gate, reason: decision.reason, until };
    }
    case "refuse":
      return { ...common, version: null, gate: decision.gate, reason: decision.reason, until: null };
    case "nothing":
      return { ...common, version: null, gate: null, reason: decision.reason, until: null };
  }
}

function gateOf(result: GateResult): Next["gates"][number] {
  if (result.open) return { gate: result.gate, isOpen: true, words: result.detail, until: null };
  const until = result.until?.toISOString() ?? null;
  return { gate: result.gate, isOpen: false, words: result.reason, until };
}
