/** Which files a request writes or deletes; each service has its own result. */

import { readStandingPins, type StandingPin } from "@slipway/lib/app/pins/standing.ts";
import type { Result, Status } from "@slipway/lib/app/report/report.ts";
import { CONFIG_FILE } from "@slipway/lib/domain/config/config.ts";
import { readConfig } from "@slipway/lib/domain/config/read.ts";
import { type Deployments, readDeployments } from "@slipway/lib/domain/deployments/deployments.ts";
import { requireSetUp } from "@slipway/lib/domain/environments/adopted.ts";
import {
  type Environment,
  readEnvironments,
  requireEnvironment,
} from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import {
  formatHold,
  type Hold,
  holdFile,
  isExpired,
  readHolds,
  toHold,
  toSeconds,
} from "@slipway/lib/domain/holds/holds.ts";
import { type Release, readRelease } from "@slipway/lib/domain/releases/releases.ts";
import type { Change, Git, Tree } from "@slipway/lib/io/git/git.ts";
import type { HoldRequest } from "./request.ts";

export interface Planned {
  readonly result: Result;
  readonly hold?: Hold;
  readonly change?: Change;
}

interface HoldContext {
  readonly git: Git;
  readonly tip: Tree;
  readonly environment: Environment;
  readonly holds: readonly Hold[];
  readonly now: Date;
  readonly by: string;
  deployments(): Promise<Deployments>;
}

export async function planHolds(
  git: Git,
  tip: Tree,
  request: HoldRequest,
  now: Date,
  by: string,
): Promise<readonly Planned[]> {
  const environment = requireEnvironment(
    requireSetUp(await readEnvironments(tip), tip.commit),
    request.environment,
  );
  const holds = await readHolds(tip, environment.name);
  let deployments: Promise<Deployments> | undefined;
  const place: HoldContext = {
    git,
    tip,
    environment,
    holds,
    now,
    by,
    deployments() {
      deployments ??= readDeployments(git, tip.commit);
      return deployments;
    },
  };
  return Promise.all(request.services.map((service) => planService(place, request, service)));
}

async function planService(place: HoldContext, request: HoldRequest, service: string): Promise<Planned> {
  try {
    return request.lift ? lift(place, request, service) : await set(place, request, service);
  } catch (error) {
    if (error instanceof UserError) return answer(place, service, "failed", error.message);
    throw error;
  }
}

function answer({ environment }: HoldContext, service: string, status: Status, reason: string): Planned {
  return { result: { environment: environment.name, service, status, reason } };
}

async function set(place: HoldContext, request: HoldRequest, service: string): Promise<Planned> {
  const { environment, holds, now, by } = place;
  const release = await wantedRelease(place, request.releaseId, service);
  const standing = holds.find((hold) => hold.releaseId === release.id && !isExpired(hold, now));
  if (standing !== undefined) {
    const words = `${release.version} is held already since ${standing.at} (${standing.cause}, by ${standing.by}): ${standing.reason}`;
    return answer(place, service, "nothing", words);
  }
  const until = untilOf(request, now);
  const reason = request.reason ?? "";
  const hold = toHold(environment.name, release, { cause: "person", reason, by, at: now, until });
  const change = { path: holdFile(environment.name, service, release.id), content: formatHold(hold) };
  const end = until === null ? "until a newer release" : `until ${until}, or a newer release`;
  return { ...answer(place, service, "done", `${release.version} is held ${end}`), hold, change };
}

function untilOf({ until }: HoldRequest, now: Date): string | null {
  if (until === undefined) return null;
  return toSeconds("time" in until ? until.time : new Date(now.getTime() + until.seconds * 1000));
}

async function wantedRelease(place: HoldContext, requested: string, service: string): Promise<Release> {
  const { tip, environment, deployments } = place;
  const pins = await ownPins(place, service);
  if (pins.length > 0) return wantedPin(pins, environment.name, requested);
  if (requested === "current") {
    const pinned = await readRelease(tip, environment.name, service);
    if (pinned !== undefined) return pinned;
    throw new UserError(
      `${environment.name} has no release of ${service}, so there is no current one.\n  Name a version or a release id.`,
    );
  }
  const known = await deployments();
  for (const { name } of await readEnvironments(tip)) {
    const found = known
      .of(name, service)
      .find(({ release }) => release?.id === requested || release?.version === requested)?.release;
    if (found !== undefined) return found;
  }
  throw new UserError(
    `${service} ${requested}: no environment ever had it.\n  Name a version or a release id that one had.`,
  );
}

/** Of a service that slipway.yaml pins in files of the team's own; none for others. */
async function ownPins({ git, tip }: HoldContext, service: string): Promise<readonly StandingPin[]> {
  const { pins } = await readConfig(tip);
  const own = pins?.services[service];
  if (pins === undefined || own === undefined) return [];
  return await readStandingPins(
    git,
    tip,
    { ...pins, services: { [service]: own } },
    await readEnvironments(tip),
  );
}

function wantedPin(pins: readonly StandingPin[], environment: string, requested: string): Release {
  const standing = pins.find((each) => each.environment === environment);
  const [{ service = "" } = {}] = pins;
  if (requested !== "current") {
    const all = pins.flatMap(({ deployments }) => deployments.flatMap(({ release }) => release ?? []));
    const known = all.filter(({ image }) => image.digest !== "");
    const found = known.find(({ id, version }) => id === requested || version === requested);
    if (found !== undefined) return found;
    throw new UserError(
      `${service} ${requested}: no environment ever pinned it with a digest.\n  Name a tag or a digest that one had: ${[...new Set(known.map(({ version }) => version))].slice(0, 10).join(", ") || "none"}.`,
    );
  }
  if (standing === undefined) {
    throw new UserError(
      `${CONFIG_FILE}: pins.services.${service}.${environment}: not declared, so there is no current pin.\n  Name a tag or a digest with --release.`,
    );
  }
  const { release, place } = standing;
  if (typeof release === "string") throw new UserError(release);
  if (release.image.digest !== "") return release;
  throw new UserError(
    `${place.file}: ${service} is pinned by the tag ${release.version} alone, so a hold could not name what it keeps out.\n  Pin it with its digest first, or name a digest with --release.`,
  );
}

function lift(place: HoldContext, { releaseId }: HoldRequest, service: string): Planned {
  const { environment } = place;
  const own = place.holds
    .filter((hold) => hold.service === service)
    .filter((hold) => releaseId === "current" || [hold.releaseId, hold.version].includes(releaseId))
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  const [hold, ...others] = own;
  if (hold === undefined) return answer(place, service, "nothing", "there is no hold");
  const left = others.map(({ version }) => version).join(", ");
  const words = `the hold of ${hold.version} is lifted${left === "" ? "" : `; still held: ${left}`}`;
  const change = { path: holdFile(environment.name, service, hold.releaseId), content: null };
  return { ...answer(place, service, "done", words), hold, change };
}
