/** Where the files of a repository pin images, and for which environment: kustomizations, Helm values, workloads. */
import { posix } from "node:path";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import type { PinPlace } from "@slipway/lib/domain/pins/declaration.ts";
import { openYaml } from "@slipway/lib/domain/pins/pins.ts";
import { type Pinned, pinnedAt } from "@slipway/lib/domain/pins/place.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { isMap, isPair, isScalar, isSeq } from "yaml";

export interface FoundPin {
  readonly service: string;
  readonly environment: string;
  readonly place: PinPlace;
  readonly pin: Pinned;
}

export interface Looked {
  readonly found: readonly FoundPin[];
  /** `file: why it is left out`. */
  readonly leftOut: readonly string[];
}

/** In the order in which releases usually move; what a path names besides is no environment by itself. */
const USUAL = [
  ...["dev", "development", "test", "testing", "int", "integration", "qa", "uat"],
  ...["stage", "staging", "preprod", "canary", "prod", "production", "live"],
];
const MANIFEST = /\.ya?ml$/;
const ELSEWHERE =
  /(?:^|\/)(?:\.[^/]+|node_modules|vendor|templates|testdata)\/|(?:compose|service|slipway|environment)\.ya?ml$/;

/** `names`: the environments, where they are known. */
export async function findPins(tree: Tree, names: readonly string[]): Promise<Looked> {
  const files = (await tree.list("")).filter((path) => MANIFEST.test(path) && !ELSEWHERE.test(path));
  const known = names.length > 0 ? names : USUAL;
  const found: FoundPin[] = [];
  const leftOut: string[] = [];
  for (const file of files) {
    const environment = environmentOf(file, known);
    if (environment === undefined) continue;
    const text = (await tree.read(file))?.toString() ?? "";
    try {
      found.push(...pinsIn(text, file, environment));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      leftOut.push(error.message);
    }
  }
  return alone(found, leftOut);
}

/** The last folder or word of the name that is one: `apps/prod/values.yaml`, `values-prod.yaml`. */
function environmentOf(file: string, names: readonly string[]): string | undefined {
  const parts = file.toLowerCase().replace(MANIFEST, "").split("/").toReversed();
  for (const part of parts) {
    const words = [part, ...part.split(/[._-]/)];
    const name = names.find((each) => words.includes(each));
    if (name !== undefined) return name;
  }
  return undefined;
}

function pinsIn(text: string, file: string, environment: string): readonly FoundPin[] {
  const { document } = openYaml(text, file);
  return placesIn(document.contents, file, []).flatMap((place) => {
    const pin = readable(text, place);
    if (pin === undefined) return [];
    const service = posix
      .basename(pin.repository)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-");
    return [{ service, environment, place, pin }];
  });
}

type Path = (string | number)[];

/** A kustomization's entries, maps with repository and tag, and references of containers. */
function placesIn(node: unknown, file: string, at: Path): readonly PinPlace[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => placesIn(item, file, [...at, index]));
  if (!isMap(node)) return [];
  const text = (key: string) => {
    const value = node.get(key, true);
    return isScalar(value) && typeof value.value === "string" ? value.value : undefined;
  };
  if (at[0] === "images" && at.length === 2 && text("name") !== undefined && text("newTag") !== undefined) {
    return [{ file, image: text("name") ?? "" }];
  }
  if (at.length > 0 && text("repository") !== undefined && text("tag") !== undefined) {
    return [{ file, values: at }];
  }
  const reference = text("image") === undefined ? [] : [{ file, path: [...at, "image"] }];
  const below = node.items.flatMap((item) => {
    if (!isPair(item) || !isScalar(item.key)) return [];
    return placesIn(item.value, file, [...at, String(item.key.value)]);
  });
  return [...reference, ...below];
}

function readable(text: string, place: PinPlace): Pinned | undefined {
  try {
    return pinnedAt(text, place);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Two places of one service in one environment: which of them counts, a person has to say. */
function alone(found: readonly FoundPin[], leftOut: readonly string[]): Looked {
  const groups = Map.groupBy(found, ({ service, environment }) => `${service} in ${environment}`);
  const single: FoundPin[] = [];
  const more: string[] = [];
  for (const [name, members] of groups) {
    const [first] = members;
    if (members.length === 1 && first !== undefined) single.push(first);
    else {
      const places = members.map(({ place }) => place.file).join(", ");
      more.push(
        `${name} is pinned in several places (${places}).\n  Declare the one that counts in slipway.yaml.`,
      );
    }
  }
  return { found: single, leftOut: [...leftOut, ...more] };
}

/** In promotion order: as given, or as they usually follow each other. */
export function environmentsIn(found: readonly FoundPin[], names: readonly string[]): readonly string[] {
  if (names.length > 0) return names;
  const there = new Set(found.map(({ environment }) => environment));
  return USUAL.filter((name) => there.has(name));
}
