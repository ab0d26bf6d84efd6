/** A pin as the gates know a release: its id is the digest of its image, its source the commit that brought it. */

import type { Environment } from "../../domain/environments/environments.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import type { Pins } from "../../domain/pins/declaration.ts";
import { isSamePin, type PinEpisode } from "../../domain/pins/history.ts";
import type { Pinned } from "../../domain/pins/place.ts";
import type { Release } from "../../domain/releases/releases.ts";

/** What identifies a pinned image for which nothing was rendered. */
const STRATEGY = "pin";

/**
 * `lines`: histories in which the pin is looked for, the first environment's first. It is as old as its first appearance: an old
 * image that is pinned again does not pass for a new one.
 * Throws `UserError` where the image is not the environment's.
 */
export function pinRelease(
  service: string,
  pin: Pinned,
  { registry, name }: Pick<Environment, "registry" | "name">,
  lines: readonly (readonly PinEpisode[])[],
  tip: string,
): Release {
  const { repository, tag, digest } = pin;
  if (!repository.startsWith(`${registry}/`)) {
    throw new UserError(
      `environments/${name}/environment.yaml: registry: ${registry} is not where ${service} comes from, which is ${repository}.\n  Write the registry that the image's name begins with.`,
    );
  }
  const origin = lines.map((line) => line.findLast((each) => isSamePin(each.pin, pin))).find(Boolean);
  return {
    schema: 1,
    service,
    // What a tag without a digest names is not known: it equals no other pin.
    id: digest ?? `${repository}:${tag}`,
    version: tag,
    image: { name: repository.slice(registry.length + 1), digest: digest ?? "" },
    source: origin?.commit ?? tip,
    strategy: STRATEGY,
  };
}

/** Environments of a service in promotion order. */
export function environmentsWith(
  { services }: Pins,
  service: string,
  environments: readonly Environment[],
): readonly Environment[] {
  const own = services[service] ?? {};
  return environments.filter(({ name }) => own[name] !== undefined);
}
