// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  environmentsWith,
  pinHistories,
  pinRelease
} from "./shared-8-verbs-a4397331.js";
import {
  orMessage,
  readPin
} from "./shared-10-verbs-521d606e.js";
import {
  makersOf,
  wordsOf
} from "./shared-11-verbs-57297b5c.js";
import {
  UserError
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/pins/standing.ts
init_oldest_node();
async function readStandingPins(git, tip, pins, environments, historyOf = pinHistories(git, tip.commit)) {
  const files = Object.values(pins.services).flatMap(
    (places) => Object.values(places).map(({ file }) => file)
  );
  if (files.length === 0) return [];
  const pathspecs = [...new Set(files)].map((file) => `:(literal)${file}`);
  const makers = makersOf(await git.records([tip.commit], { pathspecs }));
  const found = await Promise.all(
    Object.keys(pins.services).map(
      (service) => readService({ tip, pins, makers, historyOf }, service, environments)
    )
  );
  return found.flat();
}
async function readService({ tip, pins, makers, historyOf }, service, all) {
  const places = environmentsWith(pins, service, all).flatMap((environment) => {
    const place = pins.services[service]?.[environment.name];
    return place === void 0 ? [] : [{ environment, place }];
  });
  const lines = await Promise.all(places.map(({ place }) => historyOf(place)));
  return await Promise.all(
    places.map(async ({ environment, place }, index) => {
      const own = lines[index] ?? [];
      const pin = await readPin(tip, place);
      const asRelease = (each) => pinRelease(service, each, environment, [lines[0] ?? [], own], tip.commit);
      return {
        environment: environment.name,
        service,
        place,
        pin: typeof pin === "string" ? void 0 : pin,
        release: typeof pin === "string" ? pin : await orMessage(() => asRelease(pin)),
        deployments: deploymentsOf(environment.name, service, own, (each) => ({
          release: readable(() => asRelease(each.pin)),
          maker: makerOf(makers, place, each)
        }))
      };
    })
  );
}
function deploymentsOf(environment, service, newestFirst, read) {
  const all = newestFirst.map((episode) => ({ record: episode.record, ...read(episode) }));
  return all.map(({ record, maker, release }, index) => ({
    environment,
    service,
    release,
    previous: all[index + 1]?.release,
    ...wordsOf(service, record, maker)
  }));
}
function readable(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return void 0;
    throw error;
  }
}
function makerOf(makers, { file }, { record }) {
  const object = record.files.find(({ path }) => path === file)?.object;
  const made = makers.get(`${file} ${object}`)?.find((each) => each.committedAt <= record.committedAt);
  return made ?? record;
}

export {
  readStandingPins
};
