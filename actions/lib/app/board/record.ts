/** The record of one service: every release over all environments, what became of it and who did it. Pure. */
import type { Deployment } from "../../domain/deployments/deployments.ts";
import type { HoldEvent } from "../../domain/deployments/hold-history.ts";
import type { Episode } from "../../domain/evidence/history.ts";
import type { Hold } from "./document.ts";
import { type BoardFacts, cellKey } from "./facts.ts";
import { changeOf } from "./model.ts";

export interface Entry {
  readonly environment: string;
  /** Null where the release was taken away or cannot be read. */
  readonly version: string | null;
  readonly releaseId: string | null;
  readonly source: string | null;
  readonly change: ReturnType<typeof changeOf>;
  /** The clusters' reports while it was pinned, oldest first. */
  readonly states: readonly State[];
  /** When the next one took its place; null while it is there. */
  readonly replacedAt: string | null;
}

export interface State {
  readonly cluster: string;
  readonly state: Episode["state"];
  readonly from: string;
  readonly message: string;
}

export interface Held {
  readonly kind: HoldEvent["kind"];
  readonly environment: string;
  readonly version: string;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  readonly commit: string;
}

export interface ServiceRecord {
  readonly schema: 1;
  readonly at: string;
  readonly service: string;
  /** Newest first. */
  readonly entries: readonly Entry[];
  /** Holds that were set, changed and lifted, newest first. */
  readonly held: readonly Held[];
  /** Holds that stand now. */
  readonly holds: readonly (Hold & { readonly environment: string })[];
}

export function recordOf(
  facts: BoardFacts,
  service: string,
  holds: readonly HoldEvent[] = [],
): ServiceRecord {
  const entries = facts.environments.flatMap(({ name }) => {
    const all = facts.deployments.of(name, service);
    return all.map((deployment, index) => entryOf(facts, deployment, all[index - 1]));
  });
  return {
    schema: 1,
    at: facts.at.toISOString(),
    service,
    entries: entries.toSorted((one, other) => Date.parse(other.change.at) - Date.parse(one.change.at)),
    held: holds.filter(({ hold }) => hold.service === service).map(heldOf),
    holds: facts.environments.flatMap(({ name }) =>
      (facts.holds.get(cellKey(name, service)) ?? []).map((hold) => ({ environment: name, ...hold })),
    ),
  };
}

function heldOf({ kind, hold, at, by, commit }: HoldEvent): Held {
  const { environment, version, reason } = hold;
  return { kind, environment, version, at: at.toISOString(), by, reason, commit };
}

function entryOf(facts: BoardFacts, deployment: Deployment, next: Deployment | undefined): Entry {
  const { environment, release } = deployment;
  return {
    environment,
    version: release?.version ?? null,
    releaseId: release?.id ?? null,
    source: release?.source ?? null,
    change: changeOf(deployment),
    states: statesOf(facts, deployment, next),
    replacedAt: next?.at.toISOString() ?? null,
  };
}

function statesOf(
  { history }: BoardFacts,
  { environment, service, release, at }: Deployment,
  next: Deployment | undefined,
): readonly State[] {
  return history
    .episodes(environment, service)
    .filter(
      ({ releaseId, from }) =>
        releaseId === release?.id && from >= at && (next === undefined || from < next.at),
    )
    .map(({ cluster, state, from, message }) => ({ cluster, state, from: from.toISOString(), message }))
    .toReversed();
}
