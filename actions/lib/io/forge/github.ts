/** GitHub and GitHub Enterprise, through Octokit; repeats and deadlines are the fetch's (`fetch.ts`). */
import type { Octokit } from "@octokit/rest";
import { faultOf, retryingFetch } from "../http/retrying-fetch.ts";
import { applyComment, planComment } from "./comments.ts";
import { type Forge, type ForgeAddress, ForgeError, newest, type PullRequest, shortened } from "./forge.ts";
import { commitOnBranch, ownComments, readAccount, readStandings } from "./github-graphql.ts";
import { mergeRefusal } from "./github-merge.ts";
import { isOwnCommit, readPushes, readRules, readStatuses } from "./github-trust.ts";

interface GithubPull {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly merged_at: string | null;
  readonly html_url: string;
  /** `repo` is null when a fork was deleted. */
  readonly head: {
    readonly ref: string;
    readonly sha: string;
    readonly repo: { readonly full_name: string } | null;
  };
  readonly base: { readonly ref: string };
}

/**
 * The client, loaded with its first call: Octokit is a fifth of what the largest verbs would load at each start, and
 * many runs end without a call.
 */
export function octokitOnDemand(address: ForgeAddress, fetcher: typeof fetch): () => Promise<Octokit> {
  let loading: Promise<Octokit> | undefined;
  const load = async () => {
    const { Octokit } = await import("@octokit/rest");
    const octokit = new Octokit({
      auth: address.token,
      baseUrl: address.apiUrl,
      userAgent: "slipway",
      request: { fetch: fetcher },
      // Octokit's own log prints every failed request, also those whose answer is expected.
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
    octokit.hook.error("request", (error, request) => {
      throw forgeError(error, `${request.method} ${request.url}`);
    });
    return octokit;
  };
  return () => {
    loading ??= load();
    return loading;
  };
}

export function github(address: ForgeAddress, fetcher: typeof fetch = retryingFetch()): Forge {
  const client = octokitOnDemand(address, fetcher);
  const at = { owner: address.owner, repo: address.repository };

  async function findPull({ head, base }: { head: string; base: string }): Promise<PullRequest | undefined> {
    const { data } = await (await client()).rest.pulls.list({
      ...at,
      state: "open",
      base,
      head: `${at.owner}:${head}`,
    });
    return data
      .filter(isOwn)
      .map(pullRequest)
      .find((pull) => pull.head === head);
  }

  // A fork may name its branch as it likes.
  const isOwn = ({ head }: GithubPull) =>
    head.repo?.full_name.toLowerCase() === `${at.owner}/${at.repo}`.toLowerCase();

  let own: Promise<string> | undefined;
  const account = () => {
    own ??= client().then(({ graphql }) => readAccount(graphql));
    return own;
  };
  const openList = async (base: string) =>
    (await client()).paginate("GET /repos/{owner}/{repo}/pulls", {
      ...at,
      state: "open",
      base,
      per_page: 100,
    });

  return {
    flavour: "github",
    account,
    isOwnCommit: async (sha) => isOwnCommit((await client()).rest, at, sha, await account()),
    branchRules: async (branch) => readRules((await client()).rest, at, branch),
    pushesTo: async (branch) => readPushes((await client()).rest, at, branch),
    openHeads: async (base) =>
      (await openList(base)).map(({ number, head }) => ({ number, headSha: head.sha })),
    findPull,
    async findClosedPull({ head, base }) {
      const query = { ...at, state: "closed", base, head: `${at.owner}:${head}` } as const;
      return newest((await (await client()).rest.pulls.list(query)).data.map(pullRequest));
    },
    openPulls: async (base) => (await openList(base)).filter(isOwn).map(pullRequest),
    async mergedPulls(base) {
      const newestFirst = { state: "closed", sort: "updated", direction: "desc", per_page: 50 } as const;
      const { data } = await (await client()).rest.pulls.list({ ...at, base, ...newestFirst });
      return data.filter(isOwn).flatMap((pull) => {
        const { merged_at: mergedAt } = pull;
        return mergedAt === null ? [] : [{ ...pullRequest(pull), mergedAt: new Date(mergedAt) }];
      });
    },
    async openPull({ head, base, title, body }) {
      try {
        return pullRequest(
          (await (await client()).rest.pulls.create({ ...at, head, base, title, body })).data,
        );
      } catch (error) {
        // 422 also answers a repeat of a request whose first answer was lost: the pull request may be ours already.
        const existing = isStatus(error, 422) ? await findPull({ head, base }) : undefined;
        if (existing === undefined) throw error;
        const { data } = await (await client()).rest.pulls.update({
          ...at,
          pull_number: existing.number,
          title,
          body,
        });
        return pullRequest(data);
      }
    },
    async updatePull(number, change) {
      return pullRequest(
        (await (await client()).rest.pulls.update({ ...at, pull_number: number, ...change })).data,
      );
    },
    async closePull(number, comment) {
      // Closed first: a run that ends in between is not followed by one that says the same again.
      const { data } = await (await client()).rest.pulls.update({
        ...at,
        pull_number: number,
        state: "closed",
      });
      if (pullRequest(data).state === "merged") return;
      await (await client()).rest.issues.createComment({ ...at, issue_number: number, body: comment });
    },
    standings: async (numbers) => readStandings((await client()).graphql, at, numbers),
    async upsertComment(number, marker, body) {
      const plan = planComment(await ownComments((await client()).graphql, at, number), marker, body);
      const { issues } = (await client()).rest;
      await applyComment(plan, {
        create: (text) => issues.createComment({ ...at, issue_number: number, body: text }),
        update: (id, text) => issues.updateComment({ ...at, comment_id: id, body: text }),
        remove: (id) => issues.deleteComment({ ...at, comment_id: id }),
      });
    },
    async mergePull(number, { headSha }) {
      try {
        await (await client()).rest.pulls.merge({
          ...at,
          pull_number: number,
          sha: headSha,
          merge_method: "merge",
        });
        return { merged: true };
      } catch (error) {
        if (![405, 409, 422].some((status) => isStatus(error, status))) throw error;
        const words = error instanceof Error ? error.message : "";
        return await mergeRefusal(words, {
          pull: async () =>
            pullRequest((await (await client()).rest.pulls.get({ ...at, pull_number: number })).data),
          standing: async () => (await readStandings((await client()).graphql, at, [number])).get(number),
        });
      }
    },
    async dispatchWorkflow(file, ref) {
      await (await client()).rest.actions.createWorkflowDispatch({ ...at, workflow_id: file, ref });
    },
    async commitStatus(sha, { context, state, description, targetUrl }) {
      await (await client()).rest.repos.createCommitStatus({
        ...at,
        sha,
        context,
        state,
        description: shortened(description),
        ...(targetUrl === undefined ? {} : { target_url: targetUrl }),
      });
    },
    statuses: async (sha) => readStatuses((await client()).rest, at, sha),
    async deleteBranch(name) {
      try {
        await (await client()).rest.git.deleteRef({ ...at, ref: `heads/${name}` });
      } catch (error) {
        // 422 "Reference does not exist"
        if (!isStatus(error, 404) && !isStatus(error, 422)) throw error;
      }
    },
    commitOnBranch: async (commit) => commitOnBranch((await client()).graphql, at, commit),
  };
}

function isStatus(error: unknown, status: number): error is ForgeError {
  return error instanceof ForgeError && error.status === status;
}

function forgeError(error: unknown, request: string): ForgeError {
  if (!(error instanceof Error)) return new ForgeError(request, 0, String(error));
  const status = "status" in error && typeof error.status === "number" ? error.status : 0;
  // Octokit turns a failed connection into status 500 without a response.
  const isAnswered = "response" in error && error.response !== undefined;
  return isAnswered
    ? new ForgeError(request, status, error.message)
    : new ForgeError(request, 0, faultOf(error));
}

function pullRequest(pull: GithubPull): PullRequest {
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body ?? "",
    head: pull.head.ref,
    base: pull.base.ref,
    headSha: pull.head.sha,
    state: pull.merged_at !== null ? "merged" : pull.state === "open" ? "open" : "closed",
    url: pull.html_url,
  };
}
