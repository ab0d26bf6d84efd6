/** Gitea 1.26: close to GitHub's API, not equal. Every answer is checked against a schema before it is believed. */
import * as z from "zod";
import { retryingFetch } from "../http/retrying-fetch.ts";
import { applyComment, type Comment, planComment } from "./comments.ts";
import {
  type Forge,
  type ForgeAddress,
  ForgeError,
  type MergedPull,
  newest,
  type PullRequest,
  shortened,
} from "./forge.ts";
import { type Call, giteaCaller } from "./gitea-call.ts";
import { mergeWhenChecked } from "./gitea-merge.ts";
import { everyPage } from "./gitea-pages.ts";
import { readStandings, readStatuses } from "./gitea-standings.ts";
import { isOwnCommit, readAccount, readPushes, readRules } from "./gitea-trust.ts";

const PAGE = 50;

const pullSchema = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]),
  merged: z.boolean().nullish(),
  merged_at: z.string().nullish(),
  html_url: z.string(),
  head: z.object({ ref: z.string(), sha: z.string(), repo_id: z.number() }),
  base: z.object({ ref: z.string(), repo_id: z.number() }),
});

export function gitea(address: ForgeAddress, fetcher: typeof fetch = retryingFetch()): Forge {
  const call = giteaCaller(address, fetcher);

  async function openList(base: string): Promise<readonly z.output<typeof pullSchema>[]> {
    const pulls = await everyPage(call, "/pulls?state=open", pullSchema, ({ number }) => number);
    return pulls.filter((pull) => pull.base.ref === base);
  }

  async function openPulls(base: string): Promise<readonly PullRequest[]> {
    return (await openList(base)).filter(isOwn).map(pullRequest);
  }

  async function closedPulls(): Promise<readonly z.output<typeof pullSchema>[]> {
    const answer = await call("GET", `/pulls?state=closed&sort=recentupdate&limit=${PAGE}`);
    return z.array(pullSchema).parse(answer.body).filter(isOwn);
  }

  async function findPull({ head, base }: { head: string; base: string }): Promise<PullRequest | undefined> {
    return (await openPulls(base)).find((pull) => pull.head === head);
  }

  async function edit(number: number, change: Readonly<Record<string, string>>): Promise<PullRequest> {
    const answer = await call("PATCH", `/pulls/${number}`, change);
    return pullRequest(pullSchema.parse(answer.body));
  }

  let own: Promise<string> | undefined;
  const account = () => {
    own ??= readAccount(call);
    return own;
  };

  return {
    flavour: "gitea",
    account,
    isOwnCommit: async (sha) => await isOwnCommit(call, sha, await account()),
    branchRules: (branch) => readRules(call, branch),
    pushesTo: (branch) => readPushes(call, branch),
    openHeads: async (base) =>
      (await openList(base)).map(({ number, head }) => ({ number, headSha: head.sha })),
    openPulls,
    findPull,
    mergedPulls: async (base) =>
      (await closedPulls()).filter((pull) => pull.base.ref === base).flatMap(merged),
    async findClosedPull({ head, base }) {
      const pulls = (await closedPulls()).map(pullRequest);
      return newest(pulls.filter((pull) => pull.head === head && pull.base === base));
    },
    async openPull(pull) {
      const answer = await call("POST", "/pulls", { ...pull }, [409]);
      if (answer.status !== 409) return pullRequest(pullSchema.parse(answer.body));
      const existing = await findPull(pull);
      if (existing === undefined) throw new ForgeError("POST /pulls", 409, answer.message);
      return edit(existing.number, { title: pull.title, body: pull.body });
    },
    updatePull: (number, change) => edit(number, { ...change }),
    async closePull(number, comment) {
      // Closed first: a run that ends in between is not followed by one that says the same again.
      const path = `/pulls/${number}`;
      const { status, message } = await call("PATCH", path, { state: "closed" }, [412]);
      if (status === 412) {
        if (pullSchema.parse((await call("GET", path)).body).merged) return;
        throw new ForgeError(`PATCH ${path}`, status, message);
      }
      await call("POST", `/issues/${number}/comments`, { body: comment });
    },
    standings: (numbers) => readStandings(call, numbers),
    async upsertComment(number, marker, body) {
      await applyComment(planComment(await ownComments(call, number), marker, body), {
        create: (text) => call("POST", `/issues/${number}/comments`, { body: text }),
        update: (id, text) => call("PATCH", `/issues/comments/${id}`, { body: text }),
        remove: (id) => call("DELETE", `/issues/comments/${id}`),
      });
    },
    mergePull: (number, { headSha }) => mergeWhenChecked(call, number, headSha),
    async dispatchWorkflow(file, ref) {
      await call("POST", `/actions/workflows/${encodeURIComponent(file)}/dispatches`, { ref });
    },
    async commitStatus(sha, status) {
      await call("POST", `/statuses/${sha}`, {
        context: status.context,
        state: status.state,
        description: shortened(status.description),
        ...(status.targetUrl === undefined ? {} : { target_url: status.targetUrl }),
      });
    },
    statuses: (sha) => readStatuses(call, sha),
    async deleteBranch(name) {
      await call("DELETE", `/branches/${encodeURIComponent(name)}`, undefined, [404]);
    },
  };
}

// A fork may name its branch as it likes.
function isOwn({ head, base }: z.output<typeof pullSchema>): boolean {
  return head.repo_id === base.repo_id;
}

const commentSchema = z.object({ id: z.number(), body: z.string(), user: z.object({ login: z.string() }) });

/** The comments this token's account wrote. Gitea answers all comments of an issue at once. */
async function ownComments(call: Call, number: number): Promise<readonly Comment[]> {
  const [login, comments] = await Promise.all([readAccount(call), call("GET", `/issues/${number}/comments`)]);
  return z
    .array(commentSchema)
    .parse(comments.body)
    .filter(({ user }) => user.login === login);
}

function merged(pull: z.output<typeof pullSchema>): readonly MergedPull[] {
  if (!pull.merged || !pull.merged_at) return [];
  return [{ ...pullRequest(pull), mergedAt: new Date(pull.merged_at) }];
}

function pullRequest(pull: z.output<typeof pullSchema>): PullRequest {
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body ?? "",
    head: pull.head.ref,
    base: pull.base.ref,
    headSha: pull.head.sha,
    state: pull.merged ? "merged" : pull.state,
    url: pull.html_url,
  };
}
