/** Reads everything a board shows with one fetch, a constant number of git processes and two calls to the forge at most, a few more for one release. */
import { commitGraph } from "../../domain/deployments/commit-graph.ts";
import { readDeployments } from "../../domain/deployments/deployments.ts";
import { commitsTouching } from "../../domain/deployments/touching.ts";
import { requireSetUp } from "../../domain/environments/adopted.ts";
import {
  type Environment,
  readEnvironments,
  requireEnvironment,
} from "../../domain/environments/environments.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import { evidenceAt, heartbeatBranch, type Reading } from "../../domain/evidence/evidence.ts";
import { readHistory } from "../../domain/evidence/history.ts";
import { isExpired, readHolds } from "../../domain/holds/holds.ts";
import type { Decision } from "../../domain/promotions/decision.ts";
import { decide } from "../../domain/promotions/planner.ts";
import type { Cell as OneCell } from "../../domain/promotions/sources.ts";
import { releasedServices } from "../../domain/releases/releases.ts";
import type { OwnCommits } from "../../domain/repository/own-commits.ts";
import { serviceInputs } from "../../domain/services/inputs.ts";
import type { Paths } from "../../domain/services/paths.ts";
import { readServices } from "../../domain/services/services.ts";
import { readStops, type Stop, stopOf } from "../../domain/stops/stops.ts";
import type { Forge } from "../../io/forge/forge.ts";
import type { Git, RefName, Tree } from "../../io/git/git.ts";
import { readFacts } from "../promotions/read.ts";
import { type Confirmed, confirmedBy } from "./confirmed.ts";
import type { Board, BoardEnvironment, Hold } from "./document.ts";
import { type BoardFacts, type BoardPins, type CellKey, cellKey, serviceIn } from "./facts.ts";
import { freezeOf } from "./freezes.ts";
import { idleStops, impossibleBranches, RESERVED_REFS } from "./impossible-branches.ts";
import { pinnedOf, readPins, withPins } from "./pins.ts";
import { type AskedForge, readPromotions } from "./promotions.ts";
import { readPinned, sourceTips } from "./releases.ts";

export interface BoardSources {
  readonly git: Git;
  /** Absent: open promotions are derived from the branches, without numbers and addresses. */
  readonly forge: (AskedForge & Partial<Pick<Forge, "statuses" | "account">>) | undefined;
  /** Who made a commit that put a release back; absent where no forge is known. */
  readonly isOwn?: OwnCommits | undefined;
  readonly branch: string;
  readonly repository: Pick<Board["repository"], "name" | "url">;
  readonly now: Date;
  /** Nothing but this is read, and no figures; absent: everything. */
  readonly only?: OneCell | undefined;
}

/** Commits that distances are counted in: the newest of the branch. */
const COMMITS = 20_000;

export async function readBoard(sources: BoardSources): Promise<BoardFacts> {
  const { git, branch, now, only } = sources;
  const refs = await git.fetch(branch, ...RESERVED_REFS);
  const head = refs.get(branch);
  if (head === undefined) {
    throw new UserError(`branch ${branch}: not on the remote.\n  Give the right --branch.`);
  }
  const tip = await git.tree(head);
  const notes: string[] = [];
  const all = requireSetUp(await readEnvironments(tip), head);
  const pins = await readPins({ git, tip, refs, now, only }, all, notes);
  if (only !== undefined) await requireCell(tip, all, only, pins);
  const environments = only === undefined ? all : all.filter(({ name }) => name === only.environment);
  const released = await readPinned(tip, all, only?.service);
  const pinned = pinnedOf(released, pins, notes);
  const services = [...new Set([...[...pinned.keys()].map(serviceIn), ...pins.services])].sort();
  const recording = sourceTips(git, released, notes).then((tips) =>
    git.records([head, ...tips], { limit: COMMITS }),
  );
  const graph = recording.then(commitGraph);
  const [releaseHistory, records, history, holds, stops, inputs, readings, beats, promotions, decisions] =
    await Promise.all([
      readDeployments(git, head, only?.service),
      recording,
      // Figures are made of it, and a service's record.
      readHistory(git, refs, only === undefined ? environments : []),
      readAllHolds(tip, environments, now, notes),
      readStops(git, refs),
      readInputs(tip, only?.service, notes),
      readReadings(sources, refs, environments, services),
      readBeats(git, refs, environments),
      readPromotions(sources, refs, { tip, services, environments, graph, pins }, notes),
      readDecisions({ git, tip, refs, now, isOwn: sources.isOwn, only }),
    ]);
  const deployments = withPins(releaseHistory, pins);
  // A call or two for one release, too many for all of a board.
  const confirmed = new Map<CellKey, Confirmed>();
  if (only !== undefined) {
    const [deployment] = deployments.of(only.environment, only.service);
    const found = await confirmedBy(sources, deployment);
    if (found !== undefined) confirmed.set(cellKey(only.environment, only.service), found);
  }
  return {
    at: now,
    repository: { ...sources.repository, branch, commit: head },
    graph: await graph,
    touching: commitsTouching(records, inputs),
    environments,
    services,
    pinned,
    pins,
    deployments,
    confirmed,
    history,
    readings,
    holds,
    beats,
    promotions,
    decisions: new Map([...decisions, ...pins.decisions]),
    stops: stopsOf(environments, stops),
    freezes: new Map(environments.map((each) => [each.name, freezeOf(each, now)] as const)),
    notes: [
      ...impossibleBranches(environments, refs.keys()),
      ...idleStops(environments, refs.keys()),
      ...notes,
      ...history.notes,
    ],
  };
}

function stopsOf(
  environments: readonly Environment[],
  stops: readonly Stop[],
): ReadonlyMap<string, BoardEnvironment["stop"]> {
  return new Map(
    environments.map(({ name }) => {
      const stop = stopOf(stops, name);
      if (stop === undefined) return [name, null];
      const { branch, reason, by, since } = stop;
      return [name, { branch, reason, by, since: since.toISOString() }];
    }),
  );
}

async function requireCell(
  tip: Tree,
  environments: readonly Environment[],
  { environment, service }: OneCell,
  { declared }: BoardPins,
): Promise<void> {
  requireEnvironment(environments, environment);
  const released = await Promise.all(environments.map(({ name }) => releasedServices(tip, name)));
  const known = [...new Set([...released.flat(), ...declared])].sort();
  if (known.includes(service)) return;
  throw new UserError(
    `service ${JSON.stringify(service)}: no environment has a release of it.\n  Known: ${known.join(", ") || "none"}.`,
  );
}

/** As the planner evaluates it from git: gates outside git (signatures, custom gates) are evaluated by promote. */
async function readDecisions(
  sources: Parameters<typeof readFacts>[0],
): Promise<ReadonlyMap<CellKey, Decision>> {
  const facts = await readFacts(sources);
  return new Map(facts.map((each) => [cellKey(each.environment, each.service), decide(each)]));
}

async function readAllHolds(
  tip: Tree,
  environments: readonly Environment[],
  now: Date,
  notes: string[],
): Promise<ReadonlyMap<CellKey, readonly Hold[]>> {
  const all = await Promise.all(
    environments.map(({ name }) =>
      readHolds(tip, name).catch((error: unknown) => {
        notes.push(describeError(error));
        return [];
      }),
    ),
  );
  const standing = all.flat().filter((hold) => !isExpired(hold, now));
  const byCell = Map.groupBy(standing, ({ environment, service }) => cellKey(environment, service));
  return new Map(
    [...byCell].map(([place, holds]) => [
      place,
      holds.map(({ version, releaseId, cause, reason, by, at, until }) => ({
        version,
        releaseId,
        cause,
        reason,
        by,
        at,
        until,
      })),
    ]),
  );
}

/** Without services of its own the repository may still be delivered from; then every commit counts. */
async function readInputs(
  tip: Tree,
  only: string | undefined,
  notes: string[],
): Promise<ReadonlyMap<string, Paths>> {
  try {
    const all = await readServices(tip);
    const services = all.filter(({ name }) => only === undefined || name === only);
    const inputs = await Promise.all(services.map((service) => serviceInputs(tip, service)));
    return new Map(services.map(({ name }, index) => [name, inputs[index]?.paths ?? []]));
  } catch (error) {
    notes.push(describeError(error));
    return new Map();
  }
}

async function readReadings(
  { git, now }: BoardSources,
  refs: ReadonlyMap<RefName, string>,
  environments: readonly Environment[],
  services: readonly string[],
): Promise<ReadonlyMap<CellKey, Reading>> {
  const evidence = evidenceAt(git, refs);
  const places = environments.flatMap((environment) => services.map((service) => ({ environment, service })));
  const readings = await Promise.all(
    places.map(({ environment, service }) => evidence.read(environment, service, now)),
  );
  return new Map(
    places.flatMap(({ environment, service }, index) => {
      const reading = readings[index];
      return reading === undefined ? [] : [[cellKey(environment.name, service), reading] as const];
    }),
  );
}

async function readBeats(
  git: Git,
  refs: ReadonlyMap<RefName, string>,
  environments: readonly Environment[],
): Promise<ReadonlyMap<string, Date>> {
  const tips = environments.flatMap(({ name, clusters }) =>
    clusters.flatMap((cluster) => {
      const tip = refs.get(heartbeatBranch(name, cluster));
      return tip === undefined ? [] : [[`${name}/${cluster}`, tip] as const];
    }),
  );
  const records = await git.records(tips.map(([, tip]) => tip));
  const dates = new Map(records.map(({ sha, committedAt }) => [sha, committedAt]));
  return new Map(
    tips.flatMap(([place, tip]) => {
      const date = dates.get(tip);
      return date === undefined ? [] : [[place, date] as const];
    }),
  );
}

function describeError(error: unknown): string {
  if (error instanceof UserError) return error.message;
  throw error;
}
