/** What pins in files of a team's own rest on: each place can be read, has a digest, and leads on to the next environment. */
import { readPin } from "@slipway/lib/app/pins/files.ts";
import { CONFIG_FILE } from "@slipway/lib/domain/config/config.ts";
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import type { Pins } from "@slipway/lib/domain/pins/declaration.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { type Answer, MET, missing, type Requirement, worst } from "./requirement.ts";

/** Of a repository whose own pipeline builds and pins. */
export const OWN_PIPELINE = `${CONFIG_FILE} declares pins: a pipeline of the team's own builds and pins, and runs slipway promote`;

export function pinRequirements(
  tree: Tree,
  pins: Pins | undefined,
  environments: readonly Environment[],
): readonly Requirement[] {
  if (pins === undefined) return [];
  return Object.entries(pins.services).map(([service, places]) => ({
    id: `pins/${service}`,
    what: `each environment's pin of ${service} can be read, has a digest, comes from the environment's registry and follows one that is declared`,
    why: "that pin is not promoted, and another one may not be promoted past it",
    how: `correct pins.services.${service} in ${CONFIG_FILE}, or the file; \`slipway adopt --pins --dry-run\` lists what it finds`,
    isRequired: true,
    check: async () =>
      worst(
        await Promise.all(
          Object.keys(places).map((environment) =>
            placeAnswer(tree, { service, environment, places, environments }),
          ),
        ),
      ),
  }));
}

interface Asked {
  readonly service: string;
  readonly environment: string;
  readonly places: Pins["services"][string];
  readonly environments: readonly Environment[];
}

async function placeAnswer(tree: Tree, { environment: name, places, environments }: Asked): Promise<Answer> {
  const environment = environments.find((each) => each.name === name);
  const place = places[name];
  if (environment === undefined || place === undefined) {
    return missing(`there is no environments/${name}/environment.yaml`);
  }
  const pin = await readPin(tree, place);
  if (typeof pin === "string") return missing(`${name}: ${firstLine(pin)}`);
  if (!pin.repository.startsWith(`${environment.registry}/`)) {
    return missing(
      `${name}: ${place.file} names ${pin.repository}, which is not in ${environment.registry}, the registry of environments/${name}/environment.yaml`,
    );
  }
  const { after } = environment;
  if (after !== undefined && places[after] === undefined) {
    return missing(
      `${name} comes after ${after}, which is not declared, so nothing is promoted into ${name}`,
    );
  }
  // Promotion adds the digest everywhere else.
  return pin.digest !== undefined || after !== undefined
    ? MET
    : missing(`${name}: ${place.file} pins the tag ${pin.tag} alone, and a tag can be moved`);
}
