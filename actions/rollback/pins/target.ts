/** Which pin a service goes back to, and the hold that keeps the other one out. */
import { readPin } from "@slipway/lib/app/pins/files.ts";
import { pinRelease } from "@slipway/lib/app/pins/release.ts";
import type { Context, Result } from "@slipway/lib/app/report/report.ts";
import { CONFIG_FILE } from "@slipway/lib/domain/config/config.ts";
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { freezeGate } from "@slipway/lib/domain/gates/freeze.ts";
import { type Hold, holdOf, isExpired, readHolds, toHold } from "@slipway/lib/domain/holds/holds.ts";
import type { PinPlace, Pins } from "@slipway/lib/domain/pins/declaration.ts";
import { isSamePin, type PinEpisode, pinHistory } from "@slipway/lib/domain/pins/history.ts";
import { describePin } from "@slipway/lib/domain/pins/place.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import type { Git, Tree } from "@slipway/lib/io/git/git.ts";
import type { RollbackMode } from "../request.ts";

export type Order = Extract<RollbackMode, { readonly kind: "order" }>;

/** A service that goes back, from `current` to `target`. */
export interface Back {
  readonly service: string;
  readonly place: PinPlace;
  readonly current: Release;
  readonly target: Release;
  readonly hold: Hold;
  /** When it last came there, and by which commit. */
  readonly episode: PinEpisode;
}

export interface Deps {
  readonly git: Git;
  readonly branch: string;
  /** Who asks for it. */
  readonly by: string;
}

export interface Asked {
  readonly tip: Tree;
  readonly pins: Pins;
  readonly order: Order;
  readonly environment: Environment;
  readonly service: string;
}

export function isBack(each: Back | Result): each is Back {
  return "hold" in each;
}

/** A result instead of an exception: one service that cannot go back keeps no other from it. */
export async function backOf(asked: Asked, deps: Deps, context: Context): Promise<Back | Result> {
  const about = { environment: asked.environment.name, service: asked.service };
  try {
    const found = await targetOf(asked, deps, context.clock.now());
    return typeof found === "string" ? { ...about, status: "nothing", reason: found } : found;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...about, status: "failed", reason: error.message };
  }
}

async function targetOf(
  { tip, pins, order, environment, service }: Asked,
  { git, by }: Deps,
  now: Date,
): Promise<Back | string> {
  const place = placeOf(pins, service, environment.name);
  requireAllowed(environment, now);
  const pin = await readPin(tip, place);
  if (typeof pin === "string") throw new UserError(pin);
  const firstPlace = Object.values(pins.services[service] ?? {})[0] ?? place;
  const [own, first] = await Promise.all([
    pinHistory(git, tip.commit, place),
    pinHistory(git, tip.commit, firstPlace),
  ]);
  const releaseOf = (each: PinEpisode["pin"]) =>
    pinRelease(service, each, environment, [first, own], tip.commit);
  const current = releaseOf(pin);
  if (order.to === current.version) return `${current.version} is there already`;
  if (pin.digest === undefined) {
    throw new UserError(
      `${place.file}: ${service} is pinned by the tag ${pin.tag} alone, so a hold could not name what it keeps out.\n  Pin it with its digest first; to go back at once, change the tag by a commit.`,
    );
  }
  const holds = await readHolds(tip, environment.name);
  const before = own.slice(1).filter((each) => !isSamePin(each.pin, pin));
  const left = before[0];
  // A second run of the same order must not go back one more.
  if (order.to === undefined && left !== undefined && own[0] !== undefined) {
    const held = holdOf(holds, releaseOf(left.pin), now);
    const wasThere = own.slice(2).some((each) => isSamePin(each.pin, pin));
    if (held !== undefined && wasThere) {
      return `rolled back from ${left.pin.tag} already, with ${shortSha(own[0].commit)}.\n  Give --to to go back further than ${current.version}.`;
    }
  }
  const episode = before.find(
    (each) =>
      each.pin.digest !== undefined &&
      (order.to === undefined || each.pin.tag === order.to) &&
      holdOf(holds, releaseOf(each.pin), now) === undefined,
  );
  if (episode === undefined) throw new UserError(noTarget(place, order, before));
  const added = toHold(environment.name, current, {
    cause: "rollback",
    reason: order.reason,
    by,
    at: now,
    until: null,
  });
  const existing = holds.find(
    (hold) => hold.releaseId === current.id && !isExpired(hold, now) && hold.until === null,
  );
  return { service, place, current, target: releaseOf(episode.pin), hold: existing ?? added, episode };
}

function placeOf(pins: Pins, service: string, environment: string): PinPlace {
  const place = pins.services[service]?.[environment];
  if (place !== undefined) return place;
  const known = Object.keys(pins.services).join(", ");
  throw new UserError(
    `${CONFIG_FILE}: pins.services.${service}.${environment}: not declared.\n  Declare it; services there: ${known}.`,
  );
}

/** Only where the environment asks for it: what is broken should not have to wait for Monday. */
function requireAllowed(environment: Environment, now: Date): void {
  const { name, freezes, rollback } = environment;
  const file = `environments/${name}/environment.yaml`;
  if (rollback.inFreeze === "allow") return;
  const gate = freezeGate({ freezes, longestRolloutSeconds: 0, now });
  if (!gate.open)
    throw new UserError(
      `${gate.reason}, and ${name} allows no rollback meanwhile.\n  ${file} says so: rollback.inFreeze.`,
    );
}

function noTarget({ file }: PinPlace, { to }: Order, before: readonly PinEpisode[]): string {
  const seen = before
    .slice(0, 10)
    .map(({ pin, at }) => `${describePin(pin)} until ${at.toISOString().slice(0, 10)}`);
  const reason =
    to === undefined
      ? "no pin before this one has a digest and is not held"
      : `${to} never stood there with a digest, or is held`;
  return `${file}: ${reason}.\n  Before: ${seen.join(", ") || "nothing"}. Change the pin by a commit of your own.`;
}
