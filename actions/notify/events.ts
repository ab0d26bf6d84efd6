/** States of the board that people wait for, each with an id that stays the same while the state does. Pure. */
import type { Board, BoardEnvironment, Cell } from "@slipway/lib/app/board/document.ts";

export const KINDS = [
  ...(["released", "promoted", "waiting-for-review", "aborted"] as const),
  ...(["rolled-back", "frozen", "stopped", "reporter-silent"] as const),
] as const;
export type Kind = (typeof KINDS)[number];

export interface Event {
  /** The same state has the same id, in every run. */
  readonly id: string;
  readonly kind: Kind;
  readonly environment: string;
  readonly service?: string;
  readonly version?: string;
  /** One sentence, without markup. */
  readonly text: string;
  /** Page of the pull request, where there is one. */
  readonly url?: string;
}

export function eventsOf(board: Board): readonly Event[] {
  return [
    ...board.environments.flatMap(environmentEvents),
    ...board.services.flatMap(({ name, cells }) =>
      cells.flatMap((cell) => {
        const environment = board.environments.find((each) => each.name === cell.environment);
        return environment === undefined ? [] : cellEvents(environment, name, cell);
      }),
    ),
  ];
}

function environmentEvents({ name, freeze, stop, clusters }: BoardEnvironment): readonly Event[] {
  const frozen: readonly Event[] =
    freeze?.state === "active"
      ? [event("frozen", name, [freeze.until ?? freeze.words], `${name} is frozen: ${freeze.words}`)]
      : [];
  const stopped: readonly Event[] =
    stop === null
      ? []
      : [event("stopped", name, [stop.since], `${name} was stopped by ${stop.by}: ${stop.reason}`)];
  const silent = clusters
    .filter(({ isAlive }) => !isAlive)
    .map(({ name: cluster, beatAt }) =>
      event(
        "reporter-silent",
        name,
        [cluster, beatAt ?? "never"],
        beatAt === null
          ? `The reporter of ${name}/${cluster} was never heard of`
          : `The reporter of ${name}/${cluster} is silent since ${beatAt}; gates of ${name} are closed`,
      ),
    );
  return [...frozen, ...stopped, ...silent];
}

function cellEvents(environment: BoardEnvironment, service: string, cell: Cell): readonly Event[] {
  return [
    ...changeEvents(environment, service, cell),
    ...abortEvents(environment, service, cell),
    ...reviewEvents(environment, service, cell),
  ];
}

function changeEvents({ name, after }: BoardEnvironment, service: string, cell: Cell): readonly Event[] {
  const { release, change } = cell;
  if (release === null || change === null) return [];
  const { version } = release;
  const about = { service, version };
  const key = [service, change.commit];
  if (change.verb === "rollback" || change.verb === "revert") {
    const from = change.from === null ? "" : ` from ${change.from}`;
    const why = change.reason === null ? "" : `: ${change.reason}`;
    return [
      event(
        "rolled-back",
        name,
        key,
        `${service} in ${name} was rolled back${from} to ${version}${why}`,
        about,
      ),
    ];
  }
  return after === null
    ? [event("released", name, key, `${service} ${version} was released into ${name}`, about)]
    : [
        event(
          "promoted",
          name,
          key,
          `${service} ${version} was promoted into ${name} by ${change.by}`,
          about,
        ),
      ];
}

function abortEvents({ name }: BoardEnvironment, service: string, cell: Cell): readonly Event[] {
  const { release, health } = cell;
  if (release === null || health.state !== "aborted") return [];
  const why = health.message === "" ? "" : `: ${health.message}`;
  const text = `The canary of ${service} ${release.version} in ${name} was aborted${why}`;
  return [event("aborted", name, [service, release.id], text, { service, version: release.version })];
}

/** Open pull requests that a person merges, once every other gate is open. */
function reviewEvents({ name, merge }: BoardEnvironment, service: string, cell: Cell): readonly Event[] {
  const { promotion, next } = cell;
  if (merge !== "review" || promotion === null || promotion.number === null) return [];
  const closed = (next?.gates ?? []).filter(({ isOpen }) => !isOpen).map(({ gate }) => gate);
  if (promotion.check?.state !== "success" && (next === null || closed.some((gate) => gate !== "approval")))
    return [];
  const version = promotion.version ?? undefined;
  return [
    event(
      "waiting-for-review",
      name,
      [service, String(promotion.number), version ?? ""],
      `${service}${version === undefined ? "" : ` ${version}`} waits for a review into ${name}: #${promotion.number}`,
      {
        service,
        ...(version === undefined ? {} : { version }),
        ...(promotion.url === null ? {} : { url: promotion.url }),
      },
    ),
  ];
}

function event(
  kind: Kind,
  environment: string,
  key: readonly string[],
  text: string,
  about: Partial<Pick<Event, "service" | "version" | "url">> = {},
): Event {
  return { id: [kind, environment, ...key].join("/"), kind, environment, text, ...about };
}
