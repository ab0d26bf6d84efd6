import type { CommitGraph } from "../../domain/deployments/commit-graph.ts";
import type { Deployments } from "../../domain/deployments/deployments.ts";
import type { Environment } from "../../domain/environments/environments.ts";
import type { Reading } from "../../domain/evidence/evidence.ts";
import type { EvidenceHistory } from "../../domain/evidence/history.ts";
import type { Decision } from "../../domain/promotions/decision.ts";
import type { Release } from "../../domain/releases/releases.ts";
import type { StandingPin } from "../pins/standing.ts";
import type { Confirmed } from "./confirmed.ts";
import type { Board, BoardEnvironment, Cell, Hold } from "./document.ts";

/** One service in one environment, as text: the key of everything that is known about the two. */
export type CellKey = string;

export function cellKey(environment: string, service: string): CellKey {
  return `${environment}/${service}`;
}

export function serviceIn(key: CellKey): string {
  return key.slice(key.indexOf("/") + 1);
}

/** Pins in files of a team's own. */
export interface BoardPins {
  /** What the declaration names. */
  readonly declared: readonly string[];
  /** Of these, what is read. */
  readonly services: readonly string[];
  readonly standing: ReadonlyMap<CellKey, StandingPin>;
  readonly decisions: ReadonlyMap<CellKey, Decision>;
}

/** Everything a board is made of, read at one moment. */
export interface BoardFacts {
  readonly at: Date;
  readonly repository: Board["repository"];
  /** In the order releases go. */
  readonly environments: readonly Environment[];
  readonly services: readonly string[];
  /** What is pinned; a string says why it cannot be read. */
  readonly pinned: ReadonlyMap<CellKey, Release | string>;
  /** Pins in files of a team's own: each is in `pinned`, too. */
  readonly pins: Pick<BoardPins, "services" | "standing">;
  readonly deployments: Deployments;
  /** The forge's confirmation of the commit that pinned it; absent if the forge was not asked. */
  readonly confirmed: ReadonlyMap<CellKey, Confirmed>;
  readonly graph: CommitGraph;
  /** Commits that affect a service; absent if its inputs are unknown, and then every commit counts. */
  readonly touching: ReadonlyMap<string, ReadonlySet<string>>;
  readonly readings: ReadonlyMap<CellKey, Reading>;
  readonly history: EvidenceHistory;
  /** `<environment>/<cluster>` → the last heartbeat of its reporter. */
  readonly beats: ReadonlyMap<string, Date>;
  readonly holds: ReadonlyMap<CellKey, readonly Hold[]>;
  readonly stops: ReadonlyMap<string, BoardEnvironment["stop"]>;
  readonly freezes: ReadonlyMap<string, BoardEnvironment["freeze"]>;
  readonly decisions: ReadonlyMap<CellKey, Decision>;
  readonly promotions: ReadonlyMap<CellKey, Cell["promotion"]>;
  readonly notes: readonly string[];
}
