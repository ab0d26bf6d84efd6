/** Pins in files of a team's own, as rows of the board beside its releases: the decision is the one that promote makes. */
import { CONFIG_FILE } from "../../domain/config/config.ts";
import { readConfig } from "../../domain/config/read.ts";
import type { Deployments } from "../../domain/deployments/deployments.ts";
import type { Environment } from "../../domain/environments/environments.ts";
import { orMessage } from "../../domain/errors/or-message.ts";
import type { Pins } from "../../domain/pins/declaration.ts";
import { pinHistories } from "../../domain/pins/history.ts";
import type { FactSources } from "../../domain/promotions/sources.ts";
import type { Release } from "../../domain/releases/releases.ts";
import { decidePins } from "../pins/decide.ts";
import { readStandingPins } from "../pins/standing.ts";
import { type BoardPins, type CellKey, cellKey, serviceIn } from "./facts.ts";

const NONE: BoardPins = { declared: [], services: [], standing: new Map(), decisions: new Map() };

/** What is wrong with the declaration is a note: releases are shown all the same. */
export async function readPins(
  sources: FactSources,
  environments: readonly Environment[],
  notes: string[],
): Promise<BoardPins> {
  const { git, tip, only, ...rest } = sources;
  const all = await declaredPins(sources);
  if (all === undefined) return NONE;
  const declared = only === undefined ? all : onlyOf(all, only.service);
  const historyOf = pinHistories(git, tip.commit);
  const [standing, decided] = await Promise.all([
    readStandingPins(git, tip, declared, environments, historyOf),
    orMessage(() => decidePins({ git, tip, ...rest }, { pins: declared, bypasses: () => [], historyOf })),
  ]);
  if (typeof decided === "string") notes.push(decided);
  notes.push(...gapsIn(declared, environments));
  return {
    declared: Object.keys(all.services),
    services: Object.keys(declared.services),
    standing: new Map(standing.map((each) => [cellKey(each.environment, each.service), each])),
    decisions: new Map(
      (typeof decided === "string" ? [] : decided).map(({ environment, service, decision }) => [
        cellKey(environment.name, service),
        decision,
      ]),
    ),
  };
}

/** A slipway.yaml that cannot be read is reported where services are read. */
async function declaredPins({ tip }: FactSources): Promise<Pins | undefined> {
  const config = await orMessage(() => readConfig(tip));
  return typeof config === "string" ? undefined : config.pins;
}

function onlyOf(pins: Pins, service: string): Pins {
  const own = pins.services[service];
  return { ...pins, services: own === undefined ? {} : { [service]: own } };
}

/** Nothing is promoted past an environment that the declaration leaves out, and no gate would say so. */
function gapsIn({ services }: Pins, environments: readonly Environment[]): readonly string[] {
  return Object.entries(services).flatMap(([service, places]) =>
    environments.flatMap(({ name, after }) =>
      places[name] === undefined || after === undefined || places[after] !== undefined
        ? []
        : [
            `${CONFIG_FILE}: pins.services.${service}: ${name} comes after ${after}, which is not declared, so nothing is promoted into ${name}. Declare ${after}, or correct \`after\` in environments/${name}/environment.yaml.`,
          ],
    ),
  );
}

/** Of a service that is pinned, its pins; figures of an environment count releases alone. */
export function withPins(releases: Deployments, { services, standing }: BoardPins): Deployments {
  if (services.length === 0) return releases;
  return {
    of: (environment, service) =>
      services.includes(service)
        ? (standing.get(cellKey(environment, service))?.deployments ?? [])
        : releases.of(environment, service),
    in: (environment) => releases.in(environment).filter(({ service }) => !services.includes(service)),
  };
}

/** A pin stands for its service in all environments: of the two, it alone is promoted. */
export function pinnedOf(
  releases: ReadonlyMap<CellKey, Release | string>,
  { services, standing }: BoardPins,
  notes: string[],
): ReadonlyMap<CellKey, Release | string> {
  const isPinned = (place: CellKey) => services.includes(serviceIn(place));
  const hidden = [...releases.keys()].filter(isPinned);
  const shown = [...releases].filter(([place]) => !isPinned(place));
  const names = [...new Set(shown.map(([place]) => serviceIn(place)))].sort();
  if (services.length > 0 && names.length > 0) notes.push(notMoved(names));
  for (const place of hidden) {
    notes.push(
      `environments/${place}/release: not shown and not promoted, because ${CONFIG_FILE} declares pins.services.${serviceIn(place)}. Remove one of the two.`,
    );
  }
  return new Map([...shown, ...[...standing].map(([place, { release }]) => [place, release] as const)]);
}

function notMoved(names: readonly string[]): string {
  return `${CONFIG_FILE}: declares pins, so promote and rollback move pins alone. The releases of ${names.join(", ")} stay where they are.`;
}
