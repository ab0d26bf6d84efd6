/** One fetch, one list of pull requests, and the facts of each environment. */
import {
  type Environment,
  readEnvironments,
  requireEnvironment,
} from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { EVIDENCE_REFS, type EvidenceSnapshot, evidenceAt } from "@slipway/lib/domain/evidence/evidence.ts";
import {
  HOTFIX_REFS,
  HOTFIX_RELEASE_REFS,
  hotfixReleaseBranch,
  parseHotfixRelease,
} from "@slipway/lib/domain/hotfixes/branches.ts";
import { handedOn } from "@slipway/lib/domain/images/further.ts";
import { readExceptions } from "@slipway/lib/domain/promotions/sources.ts";
import { type Release, readRelease, releasedServices } from "@slipway/lib/domain/releases/releases.ts";
import { readStops, STOP_REFS, type Stop } from "@slipway/lib/domain/stops/stops.ts";
import type { Exception } from "@slipway/lib/domain/vulnerabilities/exceptions.ts";
import type { Forge, PullRequest, Standing } from "@slipway/lib/io/forge/forge.ts";
import type { Git, RefName, Tree } from "@slipway/lib/io/git/git.ts";
import type { Built } from "./request.ts";

export interface Snapshot {
  readonly tip: Tree;
  readonly environments: readonly Environment[];
  readonly refs: ReadonlyMap<RefName, string>;
  readonly pulls: readonly PullRequest[];
  readonly standings: ReadonlyMap<number, Standing>;
  readonly stops: readonly Stop[];
  readonly evidence: EvidenceSnapshot;
  readonly exceptions: readonly Exception[] | string;
  readonly now: Date;
}

/** What one environment is to be given by one hotfix. */
export interface Asked {
  readonly environment: Environment;
  /** `hotfix/<name>` */
  readonly hotfix: string;
  /** The bot's branch. */
  readonly branch: RefName;
  readonly source: string;
  readonly images: Built["images"];
  /** It was just built, so it must be the tip of the hotfix's branch. */
  readonly isNew?: true;
}

interface Sources {
  readonly git: Git;
  readonly forge: Forge;
  readonly branch: string;
  readonly now: Date;
}

export async function readSnapshot({ git, forge, branch, now }: Sources): Promise<Snapshot> {
  const [refs, pulls] = await Promise.all([
    git.fetch(branch, HOTFIX_REFS, HOTFIX_RELEASE_REFS, ...EVIDENCE_REFS, ...STOP_REFS),
    forge.openPulls(branch),
  ]);
  const head = refs.get(branch);
  if (head === undefined) {
    throw new UserError(`branch ${branch}: not on the remote.\n  Give the right --branch.`);
  }
  const ours = pulls.filter((pull) => parseHotfixRelease(pull.head) !== undefined);
  const [tip, standings, stops] = await Promise.all([
    git.tree(head),
    ours.length === 0 ? new Map() : forge.standings(ours.map(({ number }) => number)),
    readStops(git, refs),
  ]);
  const [environments, exceptions] = await Promise.all([readEnvironments(tip), readExceptions(tip)]);
  const evidence = evidenceAt(git, refs);
  return { tip, environments, refs, pulls: ours, standings, stops, exceptions, evidence, now };
}

/** For built images: the named environments, or all that allow hotfixes. */
export function askedFor(
  { images, source, from }: Built,
  names: readonly string[],
  { environments }: Snapshot,
): readonly Asked[] {
  const requested =
    names.length === 0
      ? environments.filter(({ hotfix }) => hotfix.allowed)
      : [...new Set(names)].map((name) => requireEnvironment(environments, name));
  if (requested.length === 0) {
    throw new UserError(
      "environments/*/environment.yaml: no environment allows hotfixes.\n  An owner sets hotfix: { allowed: true } where they may come in.",
    );
  }
  return requested.map((environment) => ({
    environment,
    hotfix: from,
    source,
    images,
    isNew: true as const,
    branch: hotfixReleaseBranch(environment.name, from),
  }));
}

/** For existing branches: their content names the release. An unreadable one is a text. */
export async function askedByBranches(
  git: Git,
  { refs, environments, tip }: Snapshot,
): Promise<readonly (Asked | { readonly branch: RefName; readonly fault: string })[]> {
  const found = await Promise.all(
    [...refs].map(async ([branch, commit]) => {
      const parsed = parseHotfixRelease(branch);
      const environment = environments.find(({ name }) => name === parsed?.environment);
      if (parsed === undefined || environment === undefined) return [];
      try {
        const brought = await broughtBy(git, await git.tree(commit), tip, environment.name);
        return [askedOf(brought, { branch, environment, hotfix: parsed.hotfix })];
      } catch (error) {
        if (error instanceof UserError) return [{ branch, fault: error.message }];
        throw error;
      }
    }),
  );
  return found.flat();
}

function askedOf(
  brought: readonly Release[],
  place: Pick<Asked, "branch" | "environment" | "hotfix">,
): Asked | { readonly branch: RefName; readonly fault: string } {
  const sources = [...new Set(brought.map(({ source }) => source))];
  const [source = ""] = sources;
  if (sources.length > 1)
    return { branch: place.branch, fault: "its releases were built from several commits" };
  return {
    ...place,
    source,
    images: Object.assign({}, ...brought.map(handedOn)),
  };
}

/** The releases there that the tip does not have. */
async function broughtBy(git: Git, head: Tree, tip: Tree, environment: string): Promise<readonly Release[]> {
  const base = await git.mergeBase(tip.commit, head.commit);
  const changed = base === undefined ? [] : await git.changedPaths(base, head.commit);
  const services = (await releasedServices(head, environment)).filter((service) =>
    changed.some(({ path }) => path.startsWith(`environments/${environment}/${service}/release/`)),
  );
  const releases = await Promise.all(services.map((service) => readRelease(head, environment, service)));
  return releases.flatMap((release) => release ?? []);
}
