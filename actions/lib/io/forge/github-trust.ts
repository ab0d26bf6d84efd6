/** Who did what at GitHub, as GitHub recorded it: commits, statuses, and the rules of branches. */
import type { Octokit } from "@octokit/rest";
import { type BranchRules, type CommitStatus, ForgeError, type Push } from "./forge.ts";
import type { Repository } from "./github-graphql.ts";

/** GitHub's own account: it signs what its API and its pages commit for an account. */
const WEB_FLOW = "web-flow";

type Rest = Octokit["rest"];

export async function isOwnCommit(
  rest: Rest,
  at: Repository,
  sha: string,
  account: string,
): Promise<boolean> {
  const commit = await orMissing(
    async () => (await rest.repos.getCommit({ ...at, ref: sha, per_page: 1 })).data,
  );
  if (commit?.sha !== sha || commit.commit.verification?.verified !== true) return false;
  if (commit.author?.login !== account) return false;
  if (![WEB_FLOW, account].includes(commit.committer?.login ?? "")) return false;
  return !(await isSquash(rest, at, sha));
}

/** GitHub names the pull request's author as that of a squash, while whoever merged it wrote the message. */
async function isSquash(rest: Rest, at: Repository, sha: string): Promise<boolean> {
  const { data } = await rest.repos.listPullRequestsAssociatedWithCommit({
    ...at,
    commit_sha: sha,
    per_page: 100,
  });
  return data.some(({ merge_commit_sha, merged_at }) => merge_commit_sha === sha && merged_at !== null);
}

/** The last of each context. The combined status does not say who set it. */
export async function readStatuses(
  rest: Rest,
  at: Repository,
  sha: string,
): Promise<readonly CommitStatus[]> {
  const { data } = await rest.repos.listCommitStatusesForRef({ ...at, ref: sha, per_page: 100 });
  const last = new Map(data.toReversed().map((status) => [status.context, status]));
  return [...last.values()].map(({ context, state, description, target_url, created_at, creator }) => ({
    context,
    state: state === "success" || state === "failure" || state === "error" ? state : "pending",
    description: description ?? "",
    ...(target_url ? { targetUrl: target_url } : {}),
    ...(created_at ? { at: created_at } : {}),
    ...(creator ? { by: creator.login } : {}),
  }));
}

export async function readRules(rest: Rest, at: Repository, branch: string): Promise<BranchRules | string> {
  try {
    const { data } = await rest.repos.getBranchRules({ ...at, branch, per_page: 100 });
    return {
      isRestricted: data.some(({ type }) => type === "update"),
      checks: data.flatMap((rule) =>
        rule.type === "required_status_checks"
          ? (rule.parameters?.required_status_checks ?? []).map(({ context, integration_id: id }) => ({
              context,
              hasSource: id !== undefined,
            }))
          : [],
      ),
    };
  } catch (error) {
    if (error instanceof ForgeError && [401, 403, 404].includes(error.status))
      return "the token may not read rulesets";
    throw error;
  }
}

export async function readPushes(
  rest: Rest,
  at: Repository,
  branch: string,
): Promise<readonly Push[] | string> {
  try {
    const { data } = await rest.repos.listActivities({ ...at, ref: branch, per_page: 50 });
    return data
      .filter(({ ref }) => ref === `refs/heads/${branch}`)
      .map(({ after, actor, timestamp }) => ({
        sha: after,
        by: actor?.login ?? "a deleted account",
        at: new Date(timestamp),
      }));
  } catch (error) {
    if (error instanceof ForgeError && [401, 403, 404].includes(error.status))
      return "the token may not read the repository's activity";
    throw error;
  }
}

async function orMissing<Found>(read: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ForgeError && [404, 409, 422].includes(error.status)) return undefined;
    throw error;
  }
}
