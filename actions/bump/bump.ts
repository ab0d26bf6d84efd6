import { setTimeout as pause } from "node:timers/promises";
import {
  type FailedPreparation,
  type PreparedRelease,
  prepare,
} from "@slipway/lib/app/new-releases/prepare.ts";
import type { Context, Outcome } from "@slipway/lib/app/report/report.ts";
import { BadRequest } from "@slipway/lib/app/request/request.ts";
import {
  type Environment,
  readEnvironments,
  requireEnvironment,
} from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { evidenceAt } from "@slipway/lib/domain/evidence/evidence.ts";
import { STOP_REFS } from "@slipway/lib/domain/stops/stops.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import { versionTags } from "@slipway/lib/domain/versions/next-version.ts";
import { GITHUB_ISSUER, type Trust, trustOf } from "@slipway/lib/io/cosign/trust.ts";
import { signedCommits } from "@slipway/lib/io/forge/signed-commits.ts";
import { type Git, openGit, type Planner, type RefName, type Tree } from "@slipway/lib/io/git/git.ts";
import { imageTagger } from "@slipway/lib/io/oci/tag-image.ts";
import { bumpFiles } from "./files.ts";
import { bumpMessage, runOf } from "./message.ts";
import { forgeEnvironment } from "./place.ts";
import { type BumpPlan, planBump } from "./plan.ts";
import { type BumpRequest, DEFAULT_WAIT_SECONDS } from "./request.ts";
import { type SignatureCheck, signatureCheck } from "./signatures.ts";
import { untrustedSource } from "./source.ts";
import { tagReleases } from "./tags.ts";

type PreparedReleases = readonly (PreparedRelease | FailedPreparation)[];

interface Round {
  readonly plan: BumpPlan;
  readonly commit: string | undefined;
}

const LONGEST_PAUSE_MS = 5_000;

/**
 * Pins the images in the environment with one commit on the tip of the branch; plans again when another push wins.
 * A service that cannot be bumped is a result with its reason, the others are bumped all the same. One whose canary
 * runs is waited for, `wait` long, and left to the next run then.
 */
export async function bump(request: BumpRequest, context: Context): Promise<Outcome> {
  const identity = { name: request.botName, email: request.botEmail };
  const forgeEnv = await forgeEnvironment(context, request);
  const git = openGit(context.workspace, {
    token: context.env.SLIPWAY_TOKEN,
    identity,
    publisher: signedCommits(forgeEnv),
    sources: { branch: request.branch, token: context.env.SLIPWAY_SOURCE_TOKEN },
  });
  const trust = trustOf(request);
  if (request.pins.length > 0) return bumpFiles(git, requireOneMode(request, trust), context, forgeEnv);
  const check = signatureCheck(trust, context);
  await git.unshallow();
  const untrusted = await untrustedSource(git, request, context.env);
  if (untrusted !== undefined) return refuseAll(request, untrusted);
  const candidates = await prepare(git, request);
  const deadline = performance.now() + request.wait * 1000;
  const rounds = [await pinRound(git, request, context, candidates, check)];
  for (let left = waitingOf(rounds, candidates); left.length > 0; left = waitingOf(rounds, candidates)) {
    if (context.dryRun || performance.now() >= deadline) break;
    await pause(Math.min(LONGEST_PAUSE_MS, (request.wait * 1000) / 5));
    rounds.push(await pinRound(git, request, context, left, check));
  }
  return toOutcome(rounds, context.dryRun);
}

/** Nothing is rendered, because an unreviewed commit must not be read. */
function refuseAll({ images, environment }: BumpRequest, reason: string): Outcome {
  const results = Object.keys(images).map((service) => ({
    service,
    environment,
    reason,
    status: "refused" as const,
  }));
  return { outputs: { commit: "", releases: "{}" }, results };
}

function requireOneMode(request: BumpRequest, trust: Trust | undefined): BumpRequest {
  const findings: string[] = [];
  if (Object.keys(request.images).length > 0) {
    findings.push(
      "bump: both images and pins are given.\n  Give images where there are release folders, pins where there are none.",
    );
  }
  // Nothing in a pin says which registry its image is in; to take the inputs and not to look would be worse.
  if (trust !== undefined) {
    findings.push(
      "bump: pins are not verified, but a public key or an identity is given.\n  Verify their images before (verify-image), and leave it out here.",
    );
  }
  if (trust === undefined && request.issuer !== undefined && request.issuer !== GITHUB_ISSUER) {
    findings.push("bump: pins are not verified, but an issuer is given.\n  Leave issuer out.");
  }
  if (request.wait !== DEFAULT_WAIT_SECONDS) {
    findings.push("bump: no canary is waited for with pins, but wait is given.\n  Leave wait out.");
  }
  if (findings.length > 0) throw new BadRequest(findings);
  return request;
}

/** One fetch, one plan, one commit, one push of the pins and one of their tags, however many services. */
async function pinRound(
  git: Git,
  request: BumpRequest,
  context: Context,
  candidates: PreparedReleases,
  check: SignatureCheck,
): Promise<Round> {
  const also = [...candidates.map(({ service }) => versionTags(service)), ...alsoRead(request)];
  let planned: BumpPlan = { pins: [], pinned: [], results: [], changes: [], replaceFolders: [] };
  let refs: ReadonlyMap<RefName, string> = new Map();
  const plan: Planner = async (tip, fetched) => {
    const environment = await firstEnvironment(tip, request.environment);
    refs = fetched;
    const evidence = evidenceAt(git, refs);
    const verified = await check(environment.registry, candidates);
    const tagImage = imageTagger(environment.registry, context);
    const now = context.clock.now();
    planned = await planBump({ git, tip, refs, environment, evidence, now, tagImage }, verified);
    context.report.plan(planned.results.map(({ service, reason }) => `${service}: ${firstLine(reason)}`));
    if (planned.pins.length === 0) return undefined;
    const provenance = {
      environment: environment.name,
      source: request.source,
      repository: request.repository,
      ...runOf(context.env),
    };
    return { ...planned, message: bumpMessage(planned.pins, provenance) };
  };
  if (context.dryRun) {
    await planOnly(git, request.branch, also, plan);
    return { plan: planned, commit: undefined };
  }
  const { commit } = await git.pushReplanned(request.branch, plan, { alsoFetch: also });
  const releases = [...planned.pinned, ...planned.pins.map(({ release }) => release)];
  // A commit of another repository is not to be brought into this one, not even by a tag.
  const own = releases.filter(({ repository }) => repository === undefined);
  await tagReleases(git, refs, own, context.report);
  return { plan: planned, commit };
}

function alsoRead({ environment }: BumpRequest): readonly RefName[] {
  return [`evidence/${environment}/*`, `heartbeat/${environment}/*`, ...STOP_REFS];
}

function waitingOf(rounds: readonly Round[], candidates: PreparedReleases): PreparedReleases {
  const waiting = rounds.at(-1)?.plan.results.filter(({ status }) => status === "waiting") ?? [];
  return candidates.filter(({ service }) => waiting.some((result) => result.service === service));
}

async function firstEnvironment(tip: Tree, name: string): Promise<Environment> {
  const environment = requireEnvironment(await readEnvironments(tip), name);
  if (environment.after === undefined) return environment;
  throw new UserError(
    `environment ${name}: releases come here from ${environment.after}, not from a build.\n  Bump the first environment; promote moves releases on.`,
  );
}

async function planOnly(git: Git, branch: string, also: readonly RefName[], plan: Planner): Promise<void> {
  const refs = await git.fetch(branch, ...also);
  await plan(await git.tree(refs.get(branch) ?? branch), refs);
}

/** A service's last round says how it ended. */
function toOutcome(rounds: readonly Round[], isDryRun: boolean): Outcome {
  const landed = rounds.filter(({ commit }) => commit !== undefined);
  const pins = landed.flatMap(({ plan }) => plan.pins);
  const releases = pins.map(({ release: { service, id, version, image } }) => [
    service,
    { id, version, digest: image.digest },
  ]);
  const last = new Map(rounds.flatMap(({ plan }) => plan.results.map((result) => [result.service, result])));
  const results = [...last.values()].map((result) =>
    isDryRun && result.status === "done"
      ? { ...result, status: "nothing" as const, reason: `would pin ${result.reason}` }
      : result,
  );
  const commit = landed.at(-1)?.commit ?? "";
  return {
    outputs: { commit, releases: JSON.stringify(Object.fromEntries(releases)) },
    results,
    failsWhenRefused: true,
  };
}
