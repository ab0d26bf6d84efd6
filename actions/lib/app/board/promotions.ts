/** Open promotions and hotfixes: their branches contain the releases, the forge has their pull requests. */
import type { CommitGraph } from "../../domain/deployments/commit-graph.ts";
import type { Environment } from "../../domain/environments/environments.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import { HOTFIX_RELEASE_REFS, parseHotfixRelease } from "../../domain/hotfixes/branches.ts";
import { parseYaml } from "../../domain/parsing/yaml.ts";
import { pinIn } from "../../domain/pins/history.ts";
import { releaseSchema } from "../../domain/releases/release.ts";
import { releasePath } from "../../domain/releases/releases.ts";
import type { Forge, PullRequest } from "../../io/forge/forge.ts";
import type { Git, RefName, Tree } from "../../io/git/git.ts";
import type { StandingPin } from "../pins/standing.ts";
import { GATES_CONTEXT } from "../promotions/check.ts";
import type { Cell } from "./document.ts";
import { type BoardPins, type CellKey, cellKey } from "./facts.ts";

export type AskedForge = Pick<Forge, "openPulls"> & Partial<Pick<Forge, "standings">>;

const PREFIX = "promote/";
export const PROMOTION_REFS: readonly RefName[] = [`${PREFIX}*`, HOTFIX_RELEASE_REFS];

interface Asked {
  readonly git: Git;
  readonly forge: AskedForge | undefined;
  readonly branch: string;
}

/** What is on the branch already. */
interface Landed {
  readonly tip: Tree;
  readonly services: readonly string[];
  readonly environments: readonly Environment[];
  readonly graph: Promise<CommitGraph>;
  readonly pins: Pick<BoardPins, "standing">;
}

/** A branch of one service, or of a whole environment. */
interface StartedPromotion {
  readonly environment: string;
  readonly service: string;
  readonly branch: RefName;
  readonly path: string;
  /** `<commit>:<path>` of what it would bring. */
  readonly file: string;
  /** What the branch has there now, where it is a pin in a file of the team's own. */
  readonly pin: StandingPin | undefined;
  readonly pull: PullRequest | undefined;
}

export async function readPromotions(
  { git, forge, branch }: Asked,
  refs: ReadonlyMap<RefName, string>,
  { tip, services, environments, graph, pins }: Landed,
  notes: string[],
): Promise<ReadonlyMap<CellKey, Cell["promotion"]>> {
  const pulls = await forge?.openPulls(branch).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    notes.push(error.message);
    return undefined;
  });
  const { get } = await graph;
  // A merged branch that was not deleted is ignored, even if its release was rolled back since.
  const unmerged = [...refs].filter(([, commit]) => get(commit) === undefined);
  const started = environments.flatMap(({ name }) =>
    unmerged.flatMap(([ref, commit]) => startedOn(ref, commit, name, { services, pins }, pulls)),
  );
  const [brought, pinned] = await Promise.all([
    git.objectIds(started.map(({ file }) => file)),
    Promise.all(started.map(({ path }) => tip.entry(path))),
  ]);
  // After a squash merge it is no ancestor, but its release is pinned.
  const open = started.flatMap((each, index) => {
    const object = brought[index];
    return object === undefined || object === pinned[index]?.object ? [] : [{ ...each, object }];
  });
  const contents = await git.contents(open.map(({ object }) => object));
  // Other lines of a pin's file may differ: then the branch brings nothing of this pin.
  const moving = open.flatMap((each) => {
    const { pin } = each;
    const content = contents.get(each.object);
    if (pin === undefined) return [{ ...each, version: versionIn(content) }];
    const brings = pinIn(content, pin.place);
    const isSame = brings !== undefined && brings.tag === pin.pin?.tag && brings.digest === pin.pin.digest;
    return isSame ? [] : [{ ...each, version: brings?.tag ?? null }];
  });
  const checks = await readChecks(forge, moving, notes);
  return new Map(
    moving.map(({ environment, service, branch: from, pull, version }) => [
      cellKey(environment, service),
      {
        branch: from,
        version,
        number: pull?.number ?? null,
        url: pull?.url ?? null,
        check: checks(pull),
      },
    ]),
  );
}

type Check = NonNullable<Cell["promotion"]>["check"];

/** With one call for fifty of them, and none where nothing is open. */
async function readChecks(
  forge: AskedForge | undefined,
  started: readonly StartedPromotion[],
  notes: string[],
): Promise<(pull: PullRequest | undefined) => Check> {
  const numbers = [...new Set(started.flatMap(({ pull }) => pull?.number ?? []))];
  const standings =
    numbers.length === 0
      ? undefined
      : await forge?.standings?.(numbers).catch((error: unknown) => {
          if (!(error instanceof UserError)) throw error;
          notes.push(error.message);
          return undefined;
        });
  return (pull) => {
    const statuses = pull === undefined ? [] : (standings?.get(pull.number)?.statuses ?? []);
    const check = statuses.find(({ context }) => context === GATES_CONTEXT);
    if (check === undefined) return null;
    const { state, description, at, by } = check;
    return { state, description, at: at === undefined ? null : new Date(at).toISOString(), by: by ?? null };
  };
}

function startedOn(
  ref: RefName,
  commit: string,
  environment: string,
  { services, pins }: Pick<Landed, "services" | "pins">,
  pulls: readonly PullRequest[] | undefined,
): readonly StartedPromotion[] {
  const whole = `${PREFIX}${environment}`;
  const isHotfix = parseHotfixRelease(ref)?.environment === environment;
  if (!isHotfix && ref !== whole && !ref.startsWith(`${whole}/`)) return [];
  const pull = pulls?.find(({ head }) => head === ref);
  // A branch without an open pull request was closed, so it is ignored.
  if (pulls !== undefined && pull === undefined) return [];
  const moved = isHotfix || ref === whole ? services : [ref.slice(whole.length + 1)];
  return moved.map((service) => {
    const pin = pins.standing.get(cellKey(environment, service));
    const path = pin?.place.file ?? `${releasePath(environment, service)}/release.yaml`;
    return { environment, service, branch: ref, pull, path, file: `${commit}:${path}`, pin };
  });
}

const kind = { schema: releaseSchema, remedy: "" };

function versionIn(content: Buffer | undefined): string | null {
  return content === undefined ? null : (parseYaml(content, "release.yaml", kind).value?.version ?? null);
}
