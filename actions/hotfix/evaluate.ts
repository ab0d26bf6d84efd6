/** From the built images to one item for each service: its new folder, and the results of its gates. */

import { recordedExceptionsGate } from "@slipway/lib/app/gate-answers/exceptions.ts";
import { registryGate } from "@slipway/lib/app/gate-answers/registry.ts";
import { signatureGate } from "@slipway/lib/app/gate-answers/signature.ts";
import type { HotfixTrust } from "@slipway/lib/app/hotfixes/trust.ts";
import { prepare } from "@slipway/lib/app/new-releases/prepare.ts";
import { approvalsOf } from "@slipway/lib/app/promotions/approvals.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { evidenceBranch } from "@slipway/lib/domain/evidence/evidence.ts";
import type { GateReport } from "@slipway/lib/domain/gates/evaluate.ts";
import { exceptionsGate } from "@slipway/lib/domain/gates/exceptions.ts";
import { type ClosedGate, type GateResult, isClosed, worstOf } from "@slipway/lib/domain/gates/gate.ts";
import { holdOf, readHolds } from "@slipway/lib/domain/holds/holds.ts";
import { falseClaim, firstRelease } from "@slipway/lib/domain/hotfixes/claim.ts";
import { type HotfixFacts, hotfixGates } from "@slipway/lib/domain/hotfixes/gates.ts";
import { releaseImages, serviceOfKey } from "@slipway/lib/domain/images/further.ts";
import { dependenciesOf } from "@slipway/lib/domain/promotions/dependencies.ts";
import { orReason } from "@slipway/lib/domain/promotions/sources.ts";
import { type Release, readRelease, releaseFolder } from "@slipway/lib/domain/releases/releases.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { stopOf } from "@slipway/lib/domain/stops/stops.ts";
import { hotfixVersion } from "@slipway/lib/domain/versions/hotfix-version.ts";
import { versionTags } from "@slipway/lib/domain/versions/next-version.ts";
import type { Git, RefName } from "@slipway/lib/io/git/git.ts";
import { imageTagger, type TagImage } from "@slipway/lib/io/oci/tag-image.ts";
import { built } from "./built.ts";
import type { Item, Kept } from "./item.ts";
import type { Asked, Snapshot } from "./read.ts";

export interface Deps {
  readonly git: Git;
  readonly env: NodeJS.ProcessEnv;
  readonly trust: HotfixTrust;
  /** Only look: no image is copied. */
  readonly dryRun: boolean;
}

export async function evaluate(deps: Deps, snapshot: Snapshot, asked: Asked): Promise<readonly Item[]> {
  const { git } = deps;
  const { environment, source, images } = asked;
  const services = [...new Set(Object.keys(images).map(serviceOfKey))];
  if (services.length === 0) return [];
  if ((await git.resolve(source)) === undefined) {
    const reason = `${shortSha(source)} is on no branch of the remote.\n  Push ${asked.hotfix} again.`;
    return services.map((service) => ({ kind: "kept", service, status: "failed", reason }));
  }
  const tip = snapshot.refs.get(asked.hotfix);
  if (asked.isNew && tip !== undefined && tip !== source && (await git.isAncestor(source, tip))) {
    const reason = `${asked.hotfix} is at ${shortSha(tip)} now, and this was built from ${shortSha(source)}; the run of its tip lands it`;
    return services.map((service) => ({ kind: "kept", service, status: "waiting", reason }));
  }
  const tags = await git.fetch(...services.map(versionTags));
  const candidates = await prepare(git, { source, environment: environment.name, images });
  const items = await Promise.all(
    candidates.map(async (candidate): Promise<Item> => {
      const { service } = candidate;
      try {
        if ("fault" in candidate) throw candidate.fault;
        return await evaluateOne(deps, { snapshot, asked, tags }, candidate);
      } catch (error) {
        if (error instanceof UserError)
          return { kind: "kept", service, status: "failed", reason: error.message };
        throw error;
      }
    }),
  );
  return await built(
    { tip: snapshot.tip, environment: asked.environment, tagImage: taggerOf(deps, snapshot, asked) },
    items,
  );
}

/** Where the image still has to come from another registry, a dry run cannot find it in the environment's own. */
function taggerOf({ env, dryRun }: Deps, snapshot: Snapshot, { environment }: Asked): TagImage {
  const isThere = registryOf(snapshot, environment) === environment.registry;
  return dryRun && !isThere ? async () => undefined : imageTagger(environment.registry, { env, dryRun });
}

interface EvaluationContext {
  readonly snapshot: Snapshot;
  readonly asked: Asked;
  readonly tags: ReadonlyMap<RefName, string>;
}

type PreparedRelease = Exclude<Awaited<ReturnType<typeof prepare>>[number], { fault: UserError }>;

async function evaluateOne(deps: Deps, place: EvaluationContext, candidate: PreparedRelease): Promise<Item> {
  const { service, manifests } = candidate;
  const { snapshot, asked } = place;
  const { tip } = snapshot;
  const { environment, hotfix, branch } = asked;
  const kept = (status: Kept["status"], reason: string): Kept => ({ kind: "kept", service, status, reason });
  const old = await readRelease(tip, environment.name, service);
  if (old === undefined) return kept("refused", firstRelease(environment.name, service));
  if (old.id === candidate.release.id) return kept("nothing", `${old.version} is there already`);
  const version = await versionOf(deps, place, candidate, old);
  const release: Release = { ...candidate.release, version, hotfix };
  const fault = await falseClaim({ git: deps.git, tip, refs: snapshot.refs, environment, release, branch });
  const holds = await orReason(() => readHolds(tip, environment.name));
  const facts: HotfixFacts = {
    policy: environment,
    release,
    pinned: old,
    fault,
    now: snapshot.now,
    fromRegistry: registryOf(snapshot, environment),
    reading: await readingOf(snapshot, environment, service),
    stop: stopOf(snapshot.stops, environment.name),
    hold: typeof holds === "string" ? holds : holdOf(holds, release, snapshot.now),
    dependencies: await dependenciesOf(tip, environment.name, release),
    approvals: approvalsOf(snapshot, branch),
  };
  const answers = stopping(hotfixGates(facts)).length > 0 ? [] : await aboutImage(deps, place, release);
  const gates = hotfixGates(facts, answers);
  const [first] = stopping(gates);
  if (first !== undefined) {
    return kept(first.final ? "refused" : "waiting", `${first.gate}: ${first.reason}`);
  }
  return { kind: "move", service, old, release, manifests, files: releaseFolder(release, manifests), gates };
}

/** Images are pushed to where releases begin. */
function registryOf({ environments }: Snapshot, { registry }: Asked["environment"]): string {
  return environments[0]?.registry ?? registry;
}

async function readingOf(
  { refs, evidence, now }: Snapshot,
  environment: Asked["environment"],
  service: string,
) {
  const { name, clusters } = environment;
  const hasReported = clusters.some((cluster) => refs.has(evidenceBranch(name, cluster)));
  return hasReported ? await evidence.read(environment, service, now) : undefined;
}

/** Closed gates that keep the pull request away; approvals are given to an open one. */
function stopping(gates: GateReport): readonly ClosedGate[] {
  return gates.filter(isClosed).filter(({ gate }) => gate !== "approval");
}

/** The one its branch has already, as long as it is the same release. */
async function versionOf(
  { git }: Deps,
  { snapshot, asked, tags }: EvaluationContext,
  { service, release }: PreparedRelease,
  old: Release,
): Promise<string> {
  const { tip, environments, refs } = snapshot;
  const commit = refs.get(asked.branch);
  const earlier = commit === undefined ? undefined : await orReason(async () => await git.tree(commit));
  if (typeof earlier === "object") {
    const there = await orReason(() => readRelease(earlier, asked.environment.name, service));
    if (typeof there === "object" && there.id === release.id && there.source === release.source) {
      return there.version;
    }
  }
  const names = environments.map(({ name }) => name);
  return await hotfixVersion(
    { git, tip, refs: tags, environments: names },
    { service, pinned: old.version, source: release.source },
  );
}

/** Asked where the image was pushed to, and brought along where the environment pulls from elsewhere. */
async function aboutImage(
  { env, trust, dryRun }: Deps,
  { snapshot, asked: { environment, hotfix } }: EvaluationContext,
  release: Release,
): Promise<readonly GateResult[]> {
  const { exceptions, now } = snapshot;
  const own = trust(environment.hotfix, hotfix);
  const registry = registryOf(snapshot, environment);
  const target = { registry };
  const signature = await signatureGate({ target, release, trust: own, env });
  if (isClosed(signature)) return [signature];
  const facts = { service: release.service, exceptions, now };
  const scan =
    own === undefined
      ? exceptionsGate(facts)
      : await recordedExceptionsGate({ facts, target, release, trust: own, env });
  if (isClosed(scan) || registry === environment.registry) return [scan, signature];
  const brought: GateResult[] = [];
  for (const image of releaseImages(release)) {
    const from = { registry, ...image };
    const to = { ...from, registry: environment.registry };
    brought.push(await registryGate({ from, to, trust: own, env, dryRun }));
  }
  return [scan, signature, worstOf(brought)];
}
