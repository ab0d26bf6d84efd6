/** Pushes all branches at once, then opens, updates and closes pull requests: one API call for each that changes. */
import type { Forge, PullRequest } from "../lib/forge/forge.ts";
import type { Git, PushResult, Tree } from "../lib/git/git.ts";
import type { Promotion } from "../lib/promotion/decision.ts";
import { buildTarget } from "../lib/render/render.ts";
import { describeError } from "../lib/report/outcome.ts";
import type { Result } from "../lib/report/report.ts";
import { body, title } from "./body.ts";
import { sourceCommits } from "./commits.ts";
import type { Step } from "./prepare.ts";
import { promotionBranch } from "./read.ts";
import { renderedDiff } from "./rendered-diff.ts";

export interface Applied {
  readonly results: readonly Result[];
  readonly pulls: readonly { environment: string; service: string; number: number; url: string }[];
  /** Somebody else moved one of the branches: what was read no longer holds. */
  readonly lostRace: boolean;
}

interface Deps {
  readonly git: Git;
  readonly forge: Forge;
  readonly tip: Tree;
  readonly branch: string;
}

type PushStep = Extract<Step, { kind: "push" }>;

export async function apply(deps: Deps, steps: readonly Step[]): Promise<Applied> {
  const pushed = await pushBranches(deps.git, deps.tip, steps);
  const done: { step: Step; result: Result; pull: PullRequest | undefined }[] = [];
  for (const step of steps) {
    const pull = await applyStep(deps, step, pushed.get(step)).catch((error: unknown) =>
      describeError(error),
    );
    done.push(
      typeof pull === "string"
        ? { step, pull: undefined, result: result(step, "failed", pull) }
        : { step, ...pull },
    );
  }
  const gone = done.filter(({ step, result: { status } }) => step.kind === "close" && status !== "failed");
  await deleteBranches(
    deps.git,
    gone.map(({ step }) => step),
  );
  return {
    results: done.map((each) => each.result),
    pulls: done.flatMap(({ step, pull }) => {
      const { environment, service } = step.read.facts;
      return pull?.state === "open" ? [{ environment, service, number: pull.number, url: pull.url }] : [];
    }),
    lostRace: [...pushed.values()].some(({ status }) => status === "lost-race"),
  };
}

async function pushBranches(
  git: Git,
  tip: Tree,
  steps: readonly Step[],
): Promise<ReadonlyMap<Step, PushResult>> {
  const pushes = steps.filter((step): step is PushStep => step.kind === "push");
  const commits = await Promise.all(pushes.map((step) => git.commit(tip.commit, step.plan)));
  const results = await git.push(
    pushes.map((step, i) => ({
      ref: branchOf(step),
      to: commits[i] ?? null,
      expect: step.read.branchTip ?? null,
    })),
  );
  return new Map(results.flatMap((each, i) => (pushes[i] === undefined ? [] : [[pushes[i], each]])));
}

async function deleteBranches(git: Git, steps: readonly Step[]): Promise<void> {
  await git.push(
    steps.flatMap((step) => {
      const { branchTip } = step.read;
      return branchTip === undefined ? [] : [{ ref: branchOf(step), to: null, expect: branchTip }];
    }),
  );
}

interface Done {
  readonly result: Result;
  readonly pull: PullRequest | undefined;
}

async function applyStep(deps: Deps, step: Step, pushed: PushResult | undefined): Promise<Done> {
  const { pull } = step.read;
  switch (step.kind) {
    case "leave":
      return { pull, result: result(step, step.status, step.reason) };
    case "close":
      if (pull !== undefined) await deps.forge.closePull(pull.number, closing(step.reason));
      return { pull: undefined, result: result(step, step.status, step.reason) };
    case "keep":
      return await keep(deps, step);
    case "push":
      return await afterPush(deps, step, pushed);
  }
}

/** The branch stands: what is left is a pull request that was never opened, unless a person closed it. */
async function keep(deps: Deps, step: Extract<Step, { kind: "keep" }>): Promise<Done> {
  const { pull, branchTip } = step.read;
  if (pull !== undefined)
    return {
      pull,
      result: result(step, "nothing", `${change(step.promotion)}: ${pull.url} waits for review`),
    };
  const head = branchOf(step);
  const closed = await deps.forge.findClosedPull({ head, base: deps.branch });
  if (closed?.headSha === branchTip && closed?.state === "closed") {
    const reason = `${closed.url} was closed by a person.\n  Reopen it, or delete the branch ${head} to have it opened anew.`;
    return { pull: closed, result: result(step, "waiting", reason) };
  }
  return await present(deps, step, undefined);
}

async function afterPush(deps: Deps, step: PushStep, pushed: PushResult | undefined): Promise<Done> {
  const head = branchOf(step);
  if (pushed?.status === "lost-race") {
    return { pull: step.read.pull, result: result(step, "waiting", `another run moved ${head} first`) };
  }
  if (pushed?.status === "refused" || pushed === undefined) {
    const reason = `${head}: the server refused the push: ${pushed?.reason ?? "no answer"}.\n  Allow the bot to push promote/*.`;
    return { pull: step.read.pull, result: result(step, "failed", reason) };
  }
  return await present(deps, step, step.read.pull);
}

async function present(
  { git, forge, tip, branch }: Deps,
  step: Extract<Step, { kind: "push" | "keep" }>,
  existing: PullRequest | undefined,
): Promise<Done> {
  const { promotion, rendered } = step;
  const { environment, service } = promotion;
  const before = promotion.old === undefined ? "" : await buildTarget(tip, environment, service);
  const text = {
    title: title(promotion),
    body: body({
      promotion,
      commits: await sourceCommits(git, promotion),
      diff: await renderedDiff(before, rendered),
    }),
  };
  const pull =
    existing === undefined
      ? await forge.openPull({ head: branchOf(step), base: branch, ...text })
      : await forge.updatePull(existing.number, text);
  const verb = existing === undefined ? "opened" : "updated";
  return { pull, result: result(step, "done", `${change(promotion)}: ${verb} ${pull.url}`) };
}

function result(step: Step, status: Result["status"], reason: string): Result {
  const { environment, service } = step.read.facts;
  return { environment, service, status, reason };
}

function change({ old, new: renewed }: Promotion): string {
  return `${old?.version ?? "none"} → ${renewed.version}`;
}

function closing(reason: string): string {
  return `Closed by \`slipway promote\`: ${reason.split("\n")[0]}. It is opened again when the gates allow it.`;
}

function branchOf(step: Step): string {
  return promotionBranch(step.read.facts.environment, step.read.facts.service);
}
