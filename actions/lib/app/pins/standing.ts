/** What stands in each place of a pin, and how it came there. */
import { type Deployment, makersOf, wordsOf } from "../../domain/deployments/deployments.ts";
import type { Environment } from "../../domain/environments/environments.ts";
import { orMessage } from "../../domain/errors/or-message.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import type { PinPlace, Pins } from "../../domain/pins/declaration.ts";
import { type HistoryOf, type PinEpisode, pinHistories } from "../../domain/pins/history.ts";
import type { Pinned } from "../../domain/pins/place.ts";
import type { Release } from "../../domain/releases/releases.ts";
import type { CommitRecord, Git, Tree } from "../../io/git/git.ts";
import { readPin } from "./files.ts";
import { environmentsWith, pinRelease } from "./release.ts";

export interface StandingPin {
  readonly environment: string;
  readonly service: string;
  readonly place: PinPlace;
  /** Undefined where it cannot be read. */
  readonly pin: Pinned | undefined;
  /** The pin as the gates know it; a text says why it cannot be read. */
  readonly release: Release | string;
  /** Newest first. */
  readonly deployments: readonly Deployment[];
}

type Makers = ReadonlyMap<string, readonly CommitRecord[]>;

/** By service, in promotion order. A fault of one place must not hide the others. */
export async function readStandingPins(
  git: Git,
  tip: Tree,
  pins: Pins,
  environments: readonly Environment[],
  historyOf: HistoryOf = pinHistories(git, tip.commit),
): Promise<readonly StandingPin[]> {
  const files = Object.values(pins.services).flatMap((places) =>
    Object.values(places).map(({ file }) => file),
  );
  if (files.length === 0) return [];
  const pathspecs = [...new Set(files)].map((file) => `:(literal)${file}`);
  const makers = makersOf(await git.records([tip.commit], { pathspecs }));
  const found = await Promise.all(
    Object.keys(pins.services).map((service) =>
      readService({ tip, pins, makers, historyOf }, service, environments),
    ),
  );
  return found.flat();
}

interface Sources {
  readonly tip: Tree;
  readonly pins: Pins;
  readonly makers: Makers;
  readonly historyOf: HistoryOf;
}

async function readService(
  { tip, pins, makers, historyOf }: Sources,
  service: string,
  all: readonly Environment[],
): Promise<readonly StandingPin[]> {
  const places = environmentsWith(pins, service, all).flatMap((environment) => {
    const place = pins.services[service]?.[environment.name];
    return place === undefined ? [] : [{ environment, place }];
  });
  const lines = await Promise.all(places.map(({ place }) => historyOf(place)));
  return await Promise.all(
    places.map(async ({ environment, place }, index): Promise<StandingPin> => {
      const own = lines[index] ?? [];
      const pin = await readPin(tip, place);
      const asRelease = (each: Pinned) =>
        pinRelease(service, each, environment, [lines[0] ?? [], own], tip.commit);
      return {
        environment: environment.name,
        service,
        place,
        pin: typeof pin === "string" ? undefined : pin,
        release: typeof pin === "string" ? pin : await orMessage(() => asRelease(pin)),
        deployments: deploymentsOf(environment.name, service, own, (each) => ({
          release: readable(() => asRelease(each.pin)),
          maker: makerOf(makers, place, each),
        })),
      };
    }),
  );
}

type Read = (episode: PinEpisode) => { readonly release: Release | undefined; readonly maker: CommitRecord };

function deploymentsOf(
  environment: string,
  service: string,
  newestFirst: readonly PinEpisode[],
  read: Read,
): readonly Deployment[] {
  const all = newestFirst.map((episode) => ({ record: episode.record, ...read(episode) }));
  return all.map(({ record, maker, release }, index) => ({
    environment,
    service,
    release,
    previous: all[index + 1]?.release,
    ...wordsOf(service, record, maker),
  }));
}

/** Another registry's image stood there: no release of this environment. */
function readable(read: () => Release): Release | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** A merge's own commits say how it came; where none of them has exactly its file, the merge does. */
function makerOf(makers: Makers, { file }: PinPlace, { record }: PinEpisode): CommitRecord {
  const object = record.files.find(({ path }) => path === file)?.object;
  const made = makers.get(`${file} ${object}`)?.find((each) => each.committedAt <= record.committedAt);
  return made ?? record;
}
