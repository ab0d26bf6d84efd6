/** Rollback where teams keep their files: the pin before comes back, and a hold keeps the other from coming again. */
import { pinChanges, readPin } from "@slipway/lib/app/pins/files.ts";
import { pinsOf } from "@slipway/lib/app/pins/mode.ts";
import { pinRelease } from "@slipway/lib/app/pins/release.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { holdChange } from "@slipway/lib/app/rollbacks/plan.ts";
import { CONFIG_FILE } from "@slipway/lib/domain/config/config.ts";
import {
  type Environment,
  readEnvironments,
  requireEnvironment,
} from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { freezeGate } from "@slipway/lib/domain/gates/freeze.ts";
import { type Hold, holdOf, isExpired, readHolds, toHold } from "@slipway/lib/domain/holds/holds.ts";
import type { PinPlace, Pins } from "@slipway/lib/domain/pins/declaration.ts";
import { isSamePin, type PinEpisode, pinHistory } from "@slipway/lib/domain/pins/history.ts";
import { describePin } from "@slipway/lib/domain/pins/place.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { oneLine } from "@slipway/lib/domain/text/lines.ts";
import type { CommitPlan, Git, Planner, Tree } from "@slipway/lib/io/git/git.ts";
import type { RollbackMode } from "./request.ts";

interface Back {
  readonly service: string;
  readonly place: PinPlace;
  readonly current: Release;
  readonly target: Release;
  readonly hold: Hold;
  /** When it last came there, and by which commit. */
  readonly episode: PinEpisode;
}

interface Deps {
  readonly git: Git;
  readonly branch: string;
  /** Who asks for it. */
  readonly by: string;
}

type Order = Extract<RollbackMode, { readonly kind: "order" }>;

/** One commit for all services of the order; each has its own result. */
export async function rollbackPins(
  mode: RollbackMode,
  deps: Deps,
  context: Context,
  isDryRun: boolean,
): Promise<Outcome> {
  if (mode.kind === "auto") {
    context.report.warning(NOT_BY_ITSELF);
    return { outputs: { commit: "", rollbacks: "[]", pulls: "[]" }, results: [] };
  }
  return await rollBack(mode, deps, context, isDryRun);
}

const NOT_BY_ITSELF =
  "--auto is not done for pins in files of your own: no canary is watched, and a revert by hand writes no hold.\n  Roll back with --environment, --services and --reason.";

async function rollBack(order: Order, deps: Deps, context: Context, isDryRun: boolean): Promise<Outcome> {
  const { git, branch } = deps;
  await git.unshallow();
  let planned: readonly (Back | Result)[] = [];
  const plan: Planner = async (tip) => {
    const pins = await pinsOf(tip);
    const environment = requireEnvironment(await readEnvironments(tip), order.environment);
    planned = await Promise.all(
      order.services.map((service) => backOf({ tip, pins, order, environment, service }, deps, context)),
    );
    const backs = planned.filter(isBack);
    context.report.plan(
      backs.map((each) => `${environment.name}/${each.service}: roll back ${transition(each)}`),
    );
    return backs.length === 0 ? undefined : commitOf(tip, environment, backs, order, deps.by);
  };
  if (isDryRun) {
    const refs = await git.fetch(branch);
    await plan(await git.tree(refs.get(branch) ?? branch), refs);
    return outcome(order, planned, undefined, true);
  }
  const { commit } = await git.pushReplanned(branch, plan);
  return outcome(order, planned, commit, false);
}

function isBack(each: Back | Result): each is Back {
  return "hold" in each;
}

interface Asked {
  readonly tip: Tree;
  readonly pins: Pins;
  readonly order: Order;
  readonly environment: Environment;
  readonly service: string;
}

async function backOf(asked: Asked, deps: Deps, context: Context): Promise<Back | Result> {
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
  if (rollback.merge === "review") {
    throw new UserError(
      `${file}: rollback.merge: review is not supported for pins yet.\n  Write push, or revert the commit by a pull request and use \`slipway hold\`.`,
    );
  }
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

async function commitOf(
  tip: Tree,
  { name }: Environment,
  backs: readonly Back[],
  order: Order,
  by: string,
): Promise<CommitPlan> {
  const changes = await pinChanges(
    tip,
    backs.map(({ place, target }) => ({ place, tag: target.version, digest: target.image.digest })),
  );
  const [first] = backs;
  const what =
    backs.length === 1 && first !== undefined
      ? `${first.service} ${transition(first)}`
      : `${backs.length} services`;
  return {
    message: [
      `rollback(${name}): ${what}`,
      "",
      ...backs.map(
        (each) =>
          `${each.service}: ${transition(each)} (${each.target.image.digest}), there since ${shortSha(each.episode.commit)}`,
      ),
      `Reason: ${oneLine(order.reason)}`,
      "",
      `Actor: ${oneLine(by)}`,
      "Slipway-Verb: rollback",
      "",
    ].join("\n"),
    changes: [...changes, ...backs.map(({ hold }) => holdChange(hold))],
  };
}

function transition({ current, target }: Back): string {
  return `${current.version} → ${target.version}`;
}

function outcome(
  order: Order,
  planned: readonly (Back | Result)[],
  commit: string | undefined,
  isDryRun: boolean,
): Outcome {
  const results = planned.map((each): Result => {
    if (!isBack(each)) return each;
    const about = { environment: order.environment, service: each.service };
    return isDryRun
      ? { ...about, status: "nothing", reason: `would be done: ${transition(each)}` }
      : {
          ...about,
          status: "done",
          reason: `${transition(each)}, which stood there before; ${each.current.version} is held`,
        };
  });
  const rollbacks = planned.filter(isBack).map((each) => ({
    environment: order.environment,
    service: each.service,
    from: each.current.version,
    to: each.target.version,
    hold: holdChange(each.hold).path,
  }));
  return {
    outputs: {
      commit: commit ?? "",
      rollbacks: JSON.stringify(commit === undefined ? [] : rollbacks),
      pulls: "[]",
    },
    results,
  };
}
