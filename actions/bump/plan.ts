/** From candidates and the tip of the branch to one commit, and a result for each service. */

import type { FailedPreparation, PreparedRelease } from "@slipway/lib/app/new-releases/prepare.ts";
import { buildTargets, overlayPath, verifyTarget } from "@slipway/lib/app/render/render.ts";
import type { Result } from "@slipway/lib/app/report/report.ts";
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import type { EvidenceSnapshot } from "@slipway/lib/domain/evidence/evidence.ts";
import {
  type Release,
  readRelease,
  releaseChanges,
  releaseFolder,
  releasePath,
} from "@slipway/lib/domain/releases/releases.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { openVersions, type Versions } from "@slipway/lib/domain/versions/assign.ts";
import type { ChangelogEntry } from "@slipway/lib/domain/versions/changelog.ts";
import { MOST_TAKEN, nextPatch } from "@slipway/lib/domain/versions/next-patch.ts";
import { inParallel } from "@slipway/lib/io/exec/in-parallel.ts";
import type { Change, CommitPlan, Git, RefName, Tree } from "@slipway/lib/io/git/git.ts";
import { TagTaken } from "@slipway/lib/io/oci/image-pair.ts";
import type { TagImage } from "@slipway/lib/io/oci/tag-image.ts";
import { type Blockade, openBlockade } from "./blocked.ts";
import { runningCanary } from "./canary.ts";

export interface Pin {
  readonly old: Release | undefined;
  readonly release: Release;
  readonly changelog: readonly ChangelogEntry[];
}

export interface BumpPlan {
  /** Releases to pin; empty when nothing has to change. */
  readonly pins: readonly Pin[];
  /** Releases of the requested services that were already pinned. */
  readonly pinned: readonly Release[];
  readonly results: readonly Result[];
  readonly changes: CommitPlan["changes"];
  readonly replaceFolders: readonly string[];
}

export interface PlanContext {
  readonly git: Git;
  readonly tip: Tree;
  readonly refs: ReadonlyMap<RefName, string>;
  readonly environment: Environment;
  readonly evidence: EvidenceSnapshot;
  readonly now: Date;
  readonly tagImage: TagImage;
}

interface PlanContextWithVersions extends PlanContext {
  readonly versions: Versions;
  /** The same for all services; an unreadable one fails each of them. */
  readonly blockade: Promise<Blockade>;
}

export async function planBump(
  place: PlanContext,
  candidates: readonly (PreparedRelease | FailedPreparation)[],
): Promise<BumpPlan> {
  const versions = openVersions(
    { ...place, environment: place.environment.name },
    candidates.map(({ service }) => service),
  );
  const { git, tip, refs, environment, now } = place;
  const blockade = openBlockade(git, tip, refs, environment, now);
  // The first use gets its error; until then it must not end the process.
  blockade.catch(() => undefined);
  // All at once, because they only query git, and parallel queries share one process.
  const drafts = await Promise.all(
    candidates.map((candidate) => planService({ ...place, versions, blockade }, candidate)),
  );
  const plans = await withFreeVersions(place, await verified(place, drafts));
  return {
    pins: plans.flatMap(({ pin }) => pin ?? []),
    pinned: plans.flatMap(({ pinned }) => pinned ?? []),
    results: plans.map(({ result }) => result),
    changes: plans.flatMap(({ changes }) => changes ?? []),
    replaceFolders: plans.flatMap(({ pin }) =>
      pin === undefined ? [] : [releasePath(place.environment.name, pin.release.service)],
    ),
  };
}

/**
 * If a tag in the registry names another image, the version was already used: by a run that died before its
 * pin, or by a faster one. Like a tag in git it is never reused, so the release gets the next patch.
 */
async function withFreeVersions(
  place: PlanContext,
  plans: readonly ServicePlan[],
  attempts = MOST_TAKEN,
): Promise<readonly ServicePlan[]> {
  const drafts = plans.flatMap(({ taken }) => (taken === undefined ? [] : withNextPatch(place, taken)));
  if (attempts === 0 || drafts.length === 0) return plans;
  const renamed = (await verified(place, drafts))[Symbol.iterator]();
  const merged = plans.map((plan) => (plan.taken === undefined ? plan : (renamed.next().value ?? plan)));
  return withFreeVersions(place, merged, attempts - 1);
}

function withNextPatch({ environment }: PlanContext, { pinned, pin, manifests }: Draft): Draft {
  const release = { ...pin.release, version: nextPatch(pin.release.version) };
  return pinPlan(environment, { pinned, pin: { ...pin, release }, manifests });
}

/** Every target is built as it will be, all with one process; a service whose target is broken is not pinned. */
async function verified(
  { tip, environment, tagImage }: PlanContext,
  drafts: readonly ServicePlan[],
): Promise<readonly ServicePlan[]> {
  const releases = drafts.flatMap(({ pin }) => pin?.release ?? []);
  const targets = await buildTargets(
    tip,
    environment.name,
    releases.map(({ service }) => service),
    {
      changes: drafts.flatMap(({ changes }) => changes ?? []),
      replaceFolders: releases.map(({ service }) => releasePath(environment.name, service)),
    },
  );
  return await inParallel(drafts, PARALLEL, async (draft) => {
    if (draft.pin === undefined) return draft;
    const { release } = draft.pin;
    const target = targets.get(release.service);
    try {
      if (target === undefined) throw new Error(`${release.service}: not built`);
      if ("fault" in target) throw target.fault;
      verifyTarget(target.manifests, environment, release);
      // The last step: the tag of a release that was never pinned would block the next one.
      await tagImage(release);
      return draft;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const failed = { result: { ...draft.result, status: "failed" as const, reason: error.message } };
      return error instanceof TagTaken && isDraft(draft) ? { ...failed, taken: draft } : failed;
    }
  });
}

/** A registry is queried about this many images at once. */
const PARALLEL = 4;

interface ServicePlan {
  readonly result: Result;
  readonly pinned?: Release | undefined;
  readonly pin?: Pin;
  readonly changes?: readonly Change[];
  /** As they are rendered, before the pin. */
  readonly manifests?: string;
  /** The plan whose version was given to another image. */
  readonly taken?: Draft;
}

type Draft = ServicePlan & { readonly pin: Pin; readonly manifests: string };

const isDraft = (plan: ServicePlan): plan is Draft => plan.pin !== undefined && plan.manifests !== undefined;

function pinPlan(
  { name }: Environment,
  { pinned, pin, manifests }: Pick<Draft, "pinned" | "pin" | "manifests">,
): Draft {
  const { old, release } = pin;
  const changes = releaseChanges(name, release.service, releaseFolder(release, manifests));
  const reason = `${old?.version ?? "none"} → ${release.version}`;
  const result = { service: release.service, environment: name, status: "done" as const, reason };
  return { pinned, pin, manifests, changes, result };
}

/** A fault of one service is its result; the others are still planned. */
async function planService(
  place: PlanContextWithVersions,
  candidate: PreparedRelease | FailedPreparation,
): Promise<ServicePlan> {
  const { service } = candidate;
  const result = (status: Result["status"], reason: string): Result => ({
    service,
    environment: place.environment.name,
    status,
    reason,
  });
  try {
    if ("fault" in candidate) throw candidate.fault;
    const old = await readRelease(place.tip, place.environment.name, service);
    const blockade = await place.blockade;
    if (old?.id === candidate.release.id) {
      const held = blockade.reasonAgainstPinned(old);
      if (held !== undefined) return { pinned: old, result: result("refused", held) };
      return { pinned: old, result: result("nothing", `${old.version} is the same image and manifests`) };
    }
    const disorder = old === undefined ? undefined : await outOfOrder(place, old, candidate);
    if (disorder !== undefined) return { pinned: old, result: result("refused", disorder) };
    const blocked = await blockade.reasonAgainst(candidate.release);
    if (blocked !== undefined) return { pinned: old, result: result("refused", blocked) };
    const canary =
      old === undefined
        ? undefined
        : await runningCanary(place.evidence, place.environment, candidate, place.now);
    if (canary !== undefined) return { pinned: old, result: result("waiting", canary) };
    const pin = await namedPin(place, candidate, old);
    return pinPlan(place.environment, { pinned: old, pin, manifests: candidate.manifests });
  } catch (error) {
    if (error instanceof UserError) return { result: result("failed", error.message) };
    throw error;
  }
}

/** A late run must not take a service back: only what contains the pinned source may follow it. */
async function outOfOrder(
  { git, environment }: PlanContext,
  old: Release,
  { service, release }: PreparedRelease,
): Promise<string | undefined> {
  if (await git.isAncestor(old.source, release.source)) return undefined;
  const [from, to] = [shortSha(old.source), shortSha(release.source)];
  const known = (await git.resolve(old.source)) !== undefined;
  const remedy = known
    ? `Release a commit that contains ${from}.`
    : `${from} is in no branch of this clone; if history was rewritten on purpose, delete ${releasePath(environment.name, service)} in a commit and start again.`;
  return `${to} does not contain ${from}, the source of ${old.version} pinned there.\n  ${remedy}`;
}

async function namedPin(
  { tip, environment, versions }: PlanContextWithVersions,
  { service, release: nameless, own, paths }: PreparedRelease,
  old: Release | undefined,
): Promise<Pin> {
  await requireOverlay(tip, environment, nameless);
  const { source } = nameless;
  const { version, changelog } = await versions.next({ service, source, own, paths, pinned: old });
  return { old, release: { ...nameless, version }, changelog };
}

async function requireOverlay(
  tip: Tree,
  environment: Environment,
  { service, image }: Pick<Release, "service" | "image">,
): Promise<void> {
  const file = overlayPath(environment.name, service);
  if ((await tip.entry(file)) !== undefined) return;
  throw new UserError(`${file}: not there, so ${service} has no place in ${environment.name}.
  Add it with this content, and the same for the environments after ${environment.name}:
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    namespace: ${environment.namespace}
    resources:
      - release
    images:
      - name: ${image.name}
        newName: ${environment.registry}/${image.name}`);
}
