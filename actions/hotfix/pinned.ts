/**
 * Images that files of the team's own pin: a hotfix is a release folder, and nothing is rendered there. It is refused with the
 * command that pins the fix, filled in as far as it is known.
 */
import type { Result } from "@slipway/lib/app/report/report.ts";
import { readConfig } from "@slipway/lib/domain/config/read.ts";
import { type Environment, requireEnvironment } from "@slipway/lib/domain/environments/environments.ts";
import type { PinPlace, Pins } from "@slipway/lib/domain/pins/declaration.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import type { Built } from "./request.ts";

interface Sorted {
  /** What remains to be landed; undefined: nothing. */
  readonly built: Built | undefined;
  readonly refused: readonly Result[];
}

/** `names`: environments that were named; none: all that allow hotfixes. */
export async function withoutPinned(
  tip: Tree,
  built: Built,
  names: readonly string[],
  environments: readonly Environment[],
): Promise<Sorted> {
  const { pins } = await readConfig(tip);
  if (pins === undefined) return { built, refused: [] };
  const all = Object.entries(built.images);
  const own = all.filter(([service]) => pins.services[service] === undefined);
  const into = names.map((name) => requireEnvironment(environments, name));
  const asked = into.length > 0 ? into : environments.filter(({ hotfix }) => hotfix.allowed);
  const refused = all.flatMap(([service]) => refusals(pins, service, built, asked));
  return { built: own.length === 0 ? undefined : { ...built, images: Object.fromEntries(own) }, refused };
}

function refusals(
  { services }: Pins,
  service: string,
  built: Built,
  environments: readonly Environment[],
): readonly Result[] {
  const places = services[service];
  if (places === undefined) return [];
  const pinned = environments.flatMap(({ name }) => {
    const place = places[name];
    return place === undefined ? [] : [{ environment: name, place }];
  });
  if (pinned.length === 0) {
    const reason = `${PINS}, and none of its environments allows hotfixes or was named.\n  Name one with --environments: ${Object.keys(places).join(", ")}.`;
    return [{ service, status: "refused", reason }];
  }
  return pinned.map(({ environment, place }) => ({
    environment,
    service,
    status: "refused",
    reason: `slipway.yaml pins ${service} in ${place.file}, and a hotfix brings release folders alone.\n  ${remedy(service, environment, place, built)}`,
  }));
}

const PINS = "slipway.yaml pins it in files of your own";

function remedy(
  service: string,
  environment: string,
  place: PinPlace,
  { images, source, from }: Built,
): string {
  const digest = images[service]?.digest ?? "sha256:…";
  const pin = JSON.stringify([{ ...place, ...pinnedWith(place, digest) }]);
  return [
    `Pin it there: slipway bump --environment ${environment} --source ${source} --pins '${pin}', by the tag that the image has.`,
    `Then merge ${from} into the main branch, and pin an image that has the fix in the first environment.`,
    `To roll back instead: slipway rollback --environment ${environment} --service ${service} --reason <why>.`,
  ].join(" ");
}

function pinnedWith(place: PinPlace, digest: string) {
  return "path" in place ? { value: `<image>:<tag>@${digest}` } : { tag: "<tag>", digest };
}
