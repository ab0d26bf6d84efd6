import { readEnvironments } from "../lib/environments/environments.ts";
import { UserError } from "../lib/errors/user-error.ts";
import { connectForge } from "../lib/forge/connect.ts";
import { type Git, openGit, type Tree } from "../lib/git/git.ts";
import { HOTFIX_REFS, HOTFIX_RELEASE_REFS, parseHotfixRelease } from "../lib/hotfixes/branches.ts";
import { isPromotion, PROMOTION_REFS } from "../lib/promotion/branches.ts";
import { type Check, GATES_CONTEXT, postCheck } from "../lib/promotion/check.ts";
import type { Context, Outcome } from "../lib/report/report.ts";
import { falseClaims } from "./claims.ts";
import { type Difference, foldersOf, type ReleaseFolder, readDifference } from "./difference.ts";
import { isReleaseOf } from "./origins.ts";
import { lookAtQueue } from "./queue.ts";
import { findingsOf, heldOnes } from "./reasons.ts";
import type { CheckGatesRequest } from "./request.ts";
import { targetFindings } from "./targets.ts";
import { type Facts, type Maker, type Verdict, verdict } from "./verdict.ts";

const MAKER_REFS = [PROMOTION_REFS, "rollback/*", HOTFIX_RELEASE_REFS, HOTFIX_REFS];

/** The head is fetched as data and never checked out: what runs here is the base's code. */
export async function checkGates(request: CheckGatesRequest, context: Context): Promise<Outcome> {
  const { head, branch, base } = request;
  const forge = connectForge(context.env);
  const git = openGit(context.workspace, {
    identity: { name: "slipway", email: "slipway@localhost" },
    ...(context.env.SLIPWAY_TOKEN === undefined ? {} : { token: context.env.SLIPWAY_TOKEN }),
  });
  const statuses = await forge.statuses(head);
  const posted = statuses.find((each) => each.context === GATES_CONTEXT);
  const refs = await git.fetch(branch, ...MAKER_REFS);
  for (const commit of base === undefined ? [head] : [base, head]) await requireCommit(git, commit);
  const now = context.clock.now();
  const said =
    base === undefined
      ? await look(git, { refs, branch, head, posted, now })
      : await lookAtQueue({ git, forge, refs, base, head, now });
  for (const reason of said.reasons) context.report.error(reason);
  if (!context.dryRun && said.isPosted !== false) await postCheck(forge, head, said, statuses);
  const status = said.state === "failure" ? "refused" : said.state === "pending" ? "waiting" : "done";
  return {
    outputs: { state: said.state },
    results: [{ service: GATES_CONTEXT, status, reason: said.description }],
  };
}

interface Looked {
  readonly refs: ReadonlyMap<string, string>;
  readonly branch: string;
  readonly head: string;
  readonly posted: Check | undefined;
  readonly now: Date;
}

async function look(git: Git, { refs, branch, head, posted, now }: Looked): Promise<Verdict> {
  const tip = refs.get(branch);
  if (tip === undefined) {
    throw new UserError(`branch ${branch}: not on the remote.\n  Give the right --branch.`);
  }
  const difference = await readDifference(git, tip, head);
  if (difference === undefined) {
    const description = `${head.slice(0, 12)} shares no history with ${branch}`;
    return { state: "failure", description, reasons: [description] };
  }
  return verdict(await readFacts(git, await git.tree(tip), refs, difference, posted, now));
}

async function requireCommit(git: Git, commit: string): Promise<void> {
  if ((await git.resolve(commit)) !== undefined || (await git.fetchCommit(commit))) return;
  throw new UserError(
    `commit ${commit}: the remote does not give it.\n  Give the head of an open pull request.`,
  );
}

async function readFacts(
  git: Git,
  tip: Tree,
  refs: ReadonlyMap<string, string>,
  { head, paths, odd }: Difference,
  posted: Check | undefined,
  now: Date,
): Promise<Facts> {
  const maker = makerOf(refs, head.commit);
  const findings =
    odd.length > 0 ? [] : [...(await findingsOf(head, paths)), ...(await targetFindings(head, paths))];
  const strange = await strangeOnes(git, { tip, head }, paths, maker);
  const held =
    maker === "people" && strange.length === 0 ? await heldOnes({ tip, head }, foldersOf(paths), now) : [];
  const claims = maker === "hotfix" ? await falseClaims(git, { tip, head }, paths, refs) : [];
  return { maker, paths, odd, strange, claims, held, findings, posted };
}

function makerOf(refs: ReadonlyMap<string, string>, head: string): Maker {
  const branches = [...refs].filter(([, sha]) => sha === head).map(([name]) => name);
  if (branches.some(isPromotion)) return "promotion";
  if (branches.some((name) => parseHotfixRelease(name) !== undefined)) return "hotfix";
  return branches.some((name) => name.startsWith("rollback/")) ? "rollback" : "people";
}

async function strangeOnes(
  git: Git,
  trees: { readonly tip: Tree; readonly head: Tree },
  paths: readonly string[],
  maker: Maker,
): Promise<readonly ReleaseFolder[]> {
  // No environment before ever had a hotfix: what it claims is looked at instead.
  if (maker === "hotfix") return [];
  const environments = await readEnvironments(trees.tip);
  const strange: ReleaseFolder[] = [];
  for (const folder of foldersOf(paths)) {
    const target = environments.find(({ name }) => name === folder.environment);
    const source = maker === "promotion" ? target?.after : target?.name;
    if (source === undefined || !(await isReleaseOf(git, trees, folder, source))) strange.push(folder);
  }
  return strange;
}
