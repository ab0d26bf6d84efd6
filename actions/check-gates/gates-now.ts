/**
 * Evaluates again the gates that depend only on git: a hold, a stop or bad health closes them after the verb
 * posted its status. Gates outside git (signatures, registries, custom gates, a render) and approvals are not
 * evaluated here: for those the verb's last status counts.
 */
import type { Check } from "@slipway/lib/app/promotions/check.ts";
import { checkOfClosed, closedFor } from "@slipway/lib/app/promotions/closed-gates.ts";
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import { evidenceAt, evidenceBranch } from "@slipway/lib/domain/evidence/evidence.ts";
import type { ClosedGate } from "@slipway/lib/domain/gates/gate.ts";
import { holdOf, readHolds } from "@slipway/lib/domain/holds/holds.ts";
import { hotfixGates } from "@slipway/lib/domain/hotfixes/gates.ts";
import { closedForCandidate, closedInGit } from "@slipway/lib/domain/promotions/closed-in-git.ts";
import type { Bypass } from "@slipway/lib/domain/promotions/decision.ts";
import { dependenciesOf } from "@slipway/lib/domain/promotions/dependencies.ts";
import type { Facts } from "@slipway/lib/domain/promotions/facts.ts";
import { orReason } from "@slipway/lib/domain/promotions/sources.ts";
import { type Release, readRelease } from "@slipway/lib/domain/releases/releases.ts";
import { readStops, stopOf } from "@slipway/lib/domain/stops/stops.ts";
import type { Git, RefName, Tree } from "@slipway/lib/io/git/git.ts";
import type { ReleaseFolder } from "./difference.ts";

export interface GatesNow {
  readonly git: Git;
  readonly refs: ReadonlyMap<RefName, string>;
  readonly tip: Tree;
  readonly now: Date;
  readonly environments: readonly Environment[];
  /** The facts that promote uses, on this tip; read on demand. */
  facts(): Promise<readonly Facts[]>;
  /** What the forge recorded as bypassed on the head. */
  bypasses(service: string): readonly Bypass[];
}

/** Undefined: none of the evaluated gates is closed. */
export async function gatesNow(
  asked: GatesNow,
  maker: "promotion" | "hotfix",
  head: Tree,
  folders: readonly ReleaseFolder[],
): Promise<Check | undefined> {
  const checks: Check[] = [];
  for (const folder of folders) {
    const [release, pinned] = await Promise.all(
      [head, asked.tip].map((tree) => orReason(() => readRelease(tree, folder.environment, folder.service))),
    );
    if (typeof release !== "object") continue;
    if (typeof pinned === "object" && pinned.id === release.id) continue;
    const check =
      maker === "promotion"
        ? await ofPromotion(asked, folder, release)
        : await ofHotfix(asked, folder, release, pinned);
    if (check !== undefined) checks.push(check);
  }
  return checks.find(({ state }) => state === "failure") ?? checks[0];
}

async function ofPromotion(
  { facts: read, bypasses }: GatesNow,
  { environment, service }: ReleaseFolder,
  release: Release,
): Promise<Check | undefined> {
  const facts = (await read()).find((each) => each.environment === environment && each.service === service);
  const candidates = facts === undefined || typeof facts.live !== "object" ? [] : [facts.live, ...facts.past];
  const candidate = candidates.find((each) => each.release.id === release.id);
  if (facts === undefined || candidate === undefined) {
    const reason = `${release.version} may no longer be promoted; the next run of slipway promote says what may`;
    return { state: "pending", description: `${service}: ${reason}` };
  }
  return checkOf(service, closedForCandidate(facts, candidate, bypasses(service)));
}

async function ofHotfix(
  { git, refs, tip, now, environments }: GatesNow,
  { environment: name, service }: ReleaseFolder,
  release: Release,
  pinned: Release | string | undefined,
): Promise<Check | undefined> {
  const policy = environments.find((each) => each.name === name);
  // Whether it is a hotfix at all is asked before: it needs an environment, and a release to fix.
  if (policy === undefined || typeof pinned !== "object") return undefined;
  const hasReported = policy.clusters.some((cluster) => refs.has(evidenceBranch(name, cluster)));
  const [stops, holds, reading, dependencies] = await Promise.all([
    readStops(git, refs),
    orReason(() => readHolds(tip, name)),
    hasReported ? evidenceAt(git, refs).read(policy, service, now) : undefined,
    dependenciesOf(tip, name, release),
  ]);
  const hold = typeof holds === "string" ? holds : holdOf(holds, release, now);
  const facts = {
    policy,
    release,
    pinned,
    fault: undefined,
    stop: stopOf(stops, name),
    reading,
    hold,
    dependencies,
  };
  const fromRegistry = environments[0]?.registry ?? policy.registry;
  return checkOf(service, closedInGit(hotfixGates({ ...facts, fromRegistry, approvals: undefined, now })));
}

function checkOf(service: string, closed: readonly ClosedGate[]): Check | undefined {
  return checkOfClosed(closed.map((gate) => closedFor(service, gate)));
}
