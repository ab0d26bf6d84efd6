import { bypassesOn } from "@slipway/lib/app/promotions/bypass.ts";
import { GATES_CONTEXT, postCheck, postedCheck } from "@slipway/lib/app/promotions/check.ts";
import { FACT_REFS, readFacts } from "@slipway/lib/app/promotions/read.ts";
import { describeError } from "@slipway/lib/app/report/outcome.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { type SignedTargets, signedTargets } from "@slipway/lib/app/rollbacks/signature.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { HOTFIX_REFS, HOTFIX_RELEASE_REFS } from "@slipway/lib/domain/hotfixes/branches.ts";
import { PROMOTION_REFS } from "@slipway/lib/domain/promotions/branches.ts";
import type { Facts } from "@slipway/lib/domain/promotions/facts.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { connectForge } from "@slipway/lib/io/forge/connect.ts";
import type { CommitStatus, Forge } from "@slipway/lib/io/forge/forge.ts";
import { ownCommits } from "@slipway/lib/io/forge/own-commits.ts";
import { type Git, openGit, type RefName } from "@slipway/lib/io/git/git.ts";
import { look } from "./look.ts";
import { lookAtQueue } from "./queue.ts";
import type { CheckGatesRequest } from "./request.ts";
import type { Verdict } from "./verdict.ts";

/** What makes release folders, and what promotions and rollbacks are decided by. */
const READ_REFS = [PROMOTION_REFS, HOTFIX_RELEASE_REFS, HOTFIX_REFS, ...FACT_REFS];

interface Deps {
  readonly git: Git;
  readonly forge: Forge;
  readonly context: Context;
  readonly request: CheckGatesRequest;
  readonly targets: SignedTargets;
}

/** The head is fetched as data and never checked out: what runs here is the base's code. */
export async function checkGates(request: CheckGatesRequest, context: Context): Promise<Outcome> {
  const forge = connectForge(context.env);
  const git = openGit(context.workspace, {
    identity: { name: "slipway", email: "slipway@localhost" },
    sources: { branch: request.branch, token: context.env.SLIPWAY_SOURCE_TOKEN },
    ...(context.env.SLIPWAY_TOKEN === undefined ? {} : { token: context.env.SLIPWAY_TOKEN }),
  });
  const deps = { git, forge, context, request, targets: signedTargets(request, context.env) };
  return request.head === undefined ? await checkAll(deps) : await checkOne(deps, request.head);
}

async function checkOne(deps: Deps, head: string): Promise<Outcome> {
  const statuses = await deps.forge.statuses(head);
  const read = readOnce(deps, await deps.git.fetch(deps.request.branch, ...READ_REFS));
  const said = await judged(deps, read, head, statuses);
  for (const reason of said.reasons) deps.context.report.error(reason);
  await post(deps, head, said, statuses);
  const status = said.state === "failure" ? "refused" : said.state === "pending" ? "waiting" : "done";
  return {
    outputs: { state: said.state },
    results: [{ service: GATES_CONTEXT, status, reason: said.description }],
  };
}

/** The branch moved, or its contents changed: earlier results for open pull requests may no longer be valid. */
async function checkAll(deps: Deps): Promise<Outcome> {
  const { git, forge, request } = deps;
  if (request.base !== undefined) throw new UserError("base: given without head.\n  Give both, or none.");
  const pulls = await forge.openHeads(request.branch);
  const read = readOnce(deps, await git.fetch(request.branch, ...READ_REFS));
  const standings = pulls.length === 0 ? new Map() : await forge.standings(pulls.map(({ number }) => number));
  const results: Result[] = [];
  const states: Verdict["state"][] = [];
  for (const { number, headSha } of pulls) {
    const service = `#${number}`;
    try {
      const standing = standings.get(number);
      const statuses = standing?.headSha === headSha ? standing.statuses : await forge.statuses(headSha);
      const said = await judged(deps, read, headSha, statuses);
      await post(deps, headSha, said, statuses);
      states.push(said.state);
      results.push({ service, status: "done", reason: `${said.state}: ${said.description}` });
    } catch (error) {
      states.push("error");
      results.push({ service, status: "failed", reason: describeError(error) });
    }
  }
  const state = (["error", "failure", "pending"] as const).find((each) => states.includes(each)) ?? "success";
  return { outputs: { state }, results };
}

type Refs = ReadonlyMap<RefName, string>;

/** What every head of a run is judged on. */
interface Read {
  readonly refs: Refs;
  readonly now: Date;
  readonly targets: SignedTargets;
  facts(): Promise<readonly Facts[]>;
}

/** Most runs have no promotion before them, and need no facts. */
function readOnce({ git, forge, request: { branch }, context, targets }: Deps, refs: Refs): Read {
  const now = context.clock.now();
  let reading: Promise<readonly Facts[]> | undefined;
  const read = async () =>
    await readFacts({
      git,
      tip: await git.tree(refs.get(branch) ?? branch),
      refs,
      now,
      isOwn: ownCommits(forge),
    });
  return {
    refs,
    now,
    targets,
    facts() {
      reading ??= read();
      return reading;
    },
  };
}

async function judged(
  { git, forge, request, context }: Deps,
  read: Read,
  head: string,
  statuses: readonly CommitStatus[],
): Promise<Verdict> {
  const { branch, base } = request;
  for (const commit of base === undefined ? [head] : [base, head]) await requireCommit(git, commit);
  if (base !== undefined) return await lookAtQueue({ ...read, git, forge, branch, base, head });
  const posted = await postedCheck(forge, statuses);
  if (posted?.isOwn === false) {
    context.report.warning(`${shortSha(head)}: another account set ${GATES_CONTEXT}; its word is replaced.`);
  }
  return await look(git, { ...read, branch, head, posted, bypasses: await bypassesOn(forge, statuses) });
}

async function post(
  { forge, context }: Deps,
  head: string,
  said: Verdict,
  statuses: readonly CommitStatus[],
): Promise<void> {
  if (!context.dryRun && said.isPosted !== false) await postCheck(forge, head, said, statuses);
}

async function requireCommit(git: Git, commit: string): Promise<void> {
  if ((await git.resolve(commit)) !== undefined || (await git.fetchCommit(commit))) return;
  throw new UserError(
    `commit ${commit}: the remote does not give it.\n  Give the head of an open pull request.`,
  );
}
