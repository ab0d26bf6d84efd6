import { readEnvironments } from "../lib/environments/environments.ts";
import { Findings, UserError } from "../lib/errors/user-error.ts";
import { connectForge } from "../lib/forge/connect.ts";
import { type Git, openGit, type Tree } from "../lib/git/git.ts";
import { holdOf, readHolds } from "../lib/holds/holds.ts";
import { isPromotion, PROMOTION_REFS } from "../lib/promotion/branches.ts";
import { type Check, GATES_CONTEXT, postCheck } from "../lib/promotion/check.ts";
import { readRelease } from "../lib/releases/releases.ts";
import type { Context, Outcome } from "../lib/report/report.ts";
import { type Difference, type ReleaseFolder, readDifference, releaseFolderOf } from "./difference.ts";
import { isReleaseOf } from "./origins.ts";
import type { CheckGatesRequest } from "./request.ts";
import { type Facts, type Maker, type Verdict, verdict } from "./verdict.ts";

const ROLLBACK_REFS = "rollback/*";

/** The head is fetched as data and never checked out: what runs here is the base's code. */
export async function checkGates(request: CheckGatesRequest, context: Context): Promise<Outcome> {
  const { head, branch } = request;
  const forge = connectForge(context.env);
  const git = openGit(context.workspace, {
    identity: { name: "slipway", email: "slipway@localhost" },
    ...(context.env.SLIPWAY_TOKEN === undefined ? {} : { token: context.env.SLIPWAY_TOKEN }),
  });
  const statuses = await forge.statuses(head);
  const posted = statuses.find((each) => each.context === GATES_CONTEXT);
  const said = await look(git, branch, head, posted, context.clock.now());
  for (const reason of said.reasons) context.report.error(reason);
  if (!context.dryRun && said.isPosted !== false) await postCheck(forge, head, said, statuses);
  const status = said.state === "failure" ? "refused" : said.state === "pending" ? "waiting" : "done";
  return {
    outputs: { state: said.state },
    results: [{ service: GATES_CONTEXT, status, reason: said.description }],
  };
}

async function look(
  git: Git,
  branch: string,
  head: string,
  posted: Check | undefined,
  now: Date,
): Promise<Verdict> {
  const refs = await git.fetch(branch, PROMOTION_REFS, ROLLBACK_REFS);
  const tip = refs.get(branch);
  if (tip === undefined) {
    throw new UserError(`branch ${branch}: not on the remote.\n  Give the right --branch.`);
  }
  if ((await git.resolve(head)) === undefined && !(await git.fetchCommit(head))) {
    throw new UserError(
      `commit ${head}: the remote does not give it.\n  Give the head of an open pull request.`,
    );
  }
  const difference = await readDifference(git, tip, head);
  if (difference === undefined) {
    const description = `${head.slice(0, 12)} shares no history with ${branch}`;
    return { state: "failure", description, reasons: [description] };
  }
  return verdict(await readFacts(git, await git.tree(tip), refs, difference, posted, now));
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
  const findings = odd.length > 0 ? [] : await findingsOf(head, paths);
  const strange = await strangeOnes(git, { tip, head }, paths, maker);
  const held = maker === "people" && strange.length === 0 ? await heldOnes({ tip, head }, paths, now) : [];
  return { maker, paths, odd, strange, held, findings, posted };
}

function makerOf(refs: ReadonlyMap<string, string>, head: string): Maker {
  const branches = [...refs].filter(([, sha]) => sha === head).map(([name]) => name);
  if (branches.some(isPromotion)) return "promotion";
  return branches.some((name) => name.startsWith("rollback/")) ? "rollback" : "people";
}

/** A file that cannot be read closes every gate of its environment, so it must not come in. */
async function findingsOf(head: Tree, paths: readonly string[]): Promise<readonly string[]> {
  const isPolicy = (path: string) => /^environments\/[^/]+\/(environment\.yaml$|holds\/)/.test(path);
  if (!paths.some(isPolicy)) return [];
  try {
    for (const { name } of await readEnvironments(head)) await readHolds(head, name);
    return [];
  } catch (error) {
    if (error instanceof Findings) return error.findings;
    if (error instanceof UserError) return [error.message];
    throw error;
  }
}

async function strangeOnes(
  git: Git,
  trees: { readonly tip: Tree; readonly head: Tree },
  paths: readonly string[],
  maker: Maker,
): Promise<readonly ReleaseFolder[]> {
  const environments = await readEnvironments(trees.tip);
  const strange: ReleaseFolder[] = [];
  for (const folder of foldersOf(paths)) {
    const target = environments.find(({ name }) => name === folder.environment);
    const source = maker === "promotion" ? target?.after : target?.name;
    if (source === undefined || !(await isReleaseOf(git, trees, folder, source))) strange.push(folder);
  }
  return strange;
}

/** Reverting a revert would bring back what was taken back for a reason; the hold says which. */
async function heldOnes(
  { tip, head }: { readonly tip: Tree; readonly head: Tree },
  paths: readonly string[],
  now: Date,
): Promise<readonly string[]> {
  const sentences = await Promise.all(
    foldersOf(paths).map(async ({ environment, service }) => {
      const release = await readRelease(head, environment, service);
      const hold = release && holdOf(await readHolds(tip, environment), release, now);
      return hold === undefined
        ? []
        : [
            `${service} ${hold.version} is held in ${environment}: ${hold.reason}. Lift it: slipway hold --lift --env ${environment} --service ${service}`,
          ];
    }),
  );
  return sentences.flat();
}

function foldersOf(paths: readonly string[]): readonly ReleaseFolder[] {
  const folders = paths.flatMap((path) => {
    const folder = releaseFolderOf(path);
    return folder === undefined ? [] : [[`${folder.environment}/${folder.service}`, folder] as const];
  });
  return [...new Map(folders).values()];
}
