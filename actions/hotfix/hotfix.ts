import { hotfixTrustOf } from "@slipway/lib/app/hotfixes/trust.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { trustOf } from "@slipway/lib/io/cosign/trust.ts";
import { connectForge } from "@slipway/lib/io/forge/connect.ts";
import { signedCommits } from "@slipway/lib/io/forge/signed-commits.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { evaluate } from "./evaluate.ts";
import type { Item } from "./item.ts";
import { type Deps, type Landed, land } from "./land.ts";
import { withoutPinned } from "./pinned.ts";
import { title } from "./pull-request-text.ts";
import { type Asked, askedByBranches, askedFor, readSnapshot, type Snapshot } from "./read.ts";
import { type Built, builtIn, type HotfixRequest } from "./request.ts";

/** Rounds of read, plan, apply before another run is left to win. */
const ROUNDS = 3;

/**
 * With images: opens pull requests with the hotfix's images for the environments that allow it. Without:
 * evaluates the gates of open ones again. A second run changes nothing.
 */
export async function hotfix(request: HotfixRequest, context: Context): Promise<Outcome> {
  const all = builtIn(request);
  const trust = hotfixTrustOf(trustOf(request), request.hotfixPublicKey);
  const forge = connectForge(context.env);
  const publisher = signedCommits(context.env);
  const git = openGit(context.workspace, {
    identity: { name: request.botName, email: request.botEmail },
    publisher,
    token: context.env.SLIPWAY_TOKEN,
  });
  await git.unshallow();
  const { branch } = request;
  const { env, dryRun } = context;
  for (let round = 1; ; round += 1) {
    const snapshot = await readSnapshot({ git, forge, branch, now: context.clock.now() });
    const deps = { git, forge, branch, publisher, env, snapshot, trust, dryRun };
    const { built, refused } = await sorted(all, snapshot, request);
    // All images were refused. The run without images evaluates the open pull requests.
    if (all !== undefined && built === undefined) return withRefused(NOTHING, refused);
    const { asked, faults } = await requestedHotfixes(deps, built, request);
    const planned: (readonly [Asked, readonly Item[]])[] = [];
    for (const each of asked) planned.push([each, await evaluate(deps, snapshot, each)]);
    context.report.plan(planned.flatMap(([each, items]) => planLines(each, items)));
    if (dryRun) return withRefused({ ...NOTHING, results: planned.flatMap(wouldBe) }, refused);
    const landed: Landed[] = [];
    for (const [each, items] of planned) landed.push(await land(deps, each, items));
    if (round === ROUNDS || !landed.some(({ again }) => again))
      return withRefused(outcome(landed, faults), refused);
  }
}

const NOTHING: Outcome = { outputs: { pulls: "[]" }, results: [] };

/** A refused image fails the run, so that a green run means that the fix was pinned. */
function withRefused(outcome: Outcome, refused: readonly Result[]): Outcome {
  if (refused.length === 0) return outcome;
  return { ...outcome, results: [...outcome.results, ...refused], failsWhenRefused: true };
}

async function sorted(built: Built | undefined, { tip, environments }: Snapshot, request: HotfixRequest) {
  return built === undefined
    ? { built, refused: [] }
    : await withoutPinned(tip, built, request.environments, environments);
}

async function requestedHotfixes(deps: Deps, built: Built | undefined, { environments }: HotfixRequest) {
  const { git, snapshot } = deps;
  if (built !== undefined) return { asked: askedFor(built, environments, snapshot), faults: [] };
  const found = await askedByBranches(git, snapshot);
  const faults = found.flatMap((each): readonly Result[] =>
    "fault" in each ? [{ service: each.branch, status: "failed", reason: each.fault }] : [],
  );
  return { asked: found.flatMap((each) => ("fault" in each ? [] : [each])), faults };
}

function planLines(asked: Asked, items: readonly Item[]): readonly string[] {
  return items.map((item) =>
    item.kind === "move"
      ? title(asked, [item])
      : `${asked.environment.name}/${item.service}: ${item.status}: ${item.reason}`,
  );
}

function wouldBe([{ environment }, items]: readonly [Asked, readonly Item[]]): readonly Result[] {
  return items.map(
    (item): Result => ({
      service: item.service,
      environment: environment.name,
      ...(item.kind === "kept"
        ? { status: item.status, reason: item.reason }
        : { status: "nothing", reason: `would release ${item.old.version} → ${item.release.version}` }),
    }),
  );
}

function outcome(landed: readonly Landed[], faults: readonly Result[]): Outcome {
  const pulls = landed.flatMap(({ asked: { environment, hotfix: from }, pull }) =>
    pull === undefined
      ? []
      : [{ environment: environment.name, hotfix: from, number: pull.number, url: pull.url }],
  );
  return {
    outputs: { pulls: JSON.stringify(pulls) },
    results: [...landed.flatMap(({ results }) => results), ...faults],
  };
}
