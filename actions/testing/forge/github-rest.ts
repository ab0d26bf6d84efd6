/** How the stand-in answers each REST operation. */
import type { Fields } from "./github-fields.ts";
import { branchRulesOf } from "./github-settings.ts";
import { lastStatuses, type State, type StoredPull } from "./github-state.ts";

type Answer = readonly [number, unknown];
export type Handler = (id: string, body: Fields, query: URLSearchParams, account: string) => Promise<Answer>;

const MISSING: Answer = [404, { message: "Not Found" }];

export function restHandlers(state: State): Readonly<Record<string, Handler>> {
  const { pulls, repository } = state;
  const numbered = (id: string) => pulls.find((pull) => pull.number === Number(id));
  const show = (pull: StoredPull) => shown(state, pull);
  let lastMerge: Promise<unknown> = Promise.resolve();
  return {
    "GET /pulls": async (_id, _body, query) => {
      await closeHeadless(state);
      const found = pulls.filter(
        (pull) =>
          pull.state === (query.get("state") ?? "open") &&
          (query.get("base") ?? pull.base) === pull.base &&
          (query.get("head")?.split(":")[1] ?? pull.head) === pull.head,
      );
      const [size, page] = [Number(query.get("per_page") ?? 30), Number(query.get("page") ?? 1)];
      return [200, await Promise.all(found.slice((page - 1) * size, page * size).map(show))];
    },
    "POST /pulls": (_id, body) => openPull(state, body),
    "GET /pulls/{pull_number}": async (id) => {
      const pull = numbered(id);
      return pull === undefined ? MISSING : [200, await show(pull)];
    },
    "PATCH /pulls/{pull_number}": async (id, body) => {
      const pull = numbered(id);
      if (pull === undefined) return MISSING;
      if (typeof body.title === "string") pull.title = body.title;
      if (typeof body.body === "string") pull.body = body.body;
      if (body.state === "closed") pull.state = "closed";
      return [200, await show(pull)];
    },
    "PUT /pulls/{pull_number}/merge": async (id, body) => {
      const pull = numbered(id);
      if (pull === undefined) return MISSING;
      // One after the other: GitHub never merges a pull request twice.
      const merged = lastMerge.then(() => merge(state, pull, body));
      lastMerge = merged.catch(() => undefined);
      return await merged;
    },
    "POST /issues/{issue_number}/comments": async (id, body) => {
      const comment = { id: 1 + pulls.flatMap(({ comments }) => comments).length, own: true };
      numbered(id)?.comments.push({ ...comment, body: String(body.body) });
      return [201, { id: comment.id }];
    },
    "PATCH /issues/comments/{comment_id}": async (id, body) => {
      const comment = pulls.flatMap(({ comments }) => comments).find((each) => each.id === Number(id));
      if (comment === undefined) return MISSING;
      comment.body = String(body.body);
      return [200, { id: comment.id }];
    },
    "DELETE /issues/comments/{comment_id}": async (id) => {
      for (const { comments } of pulls) {
        const at = comments.findIndex((each) => each.id === Number(id));
        if (at >= 0) comments.splice(at, 1);
      }
      return [204, undefined];
    },
    "POST /actions/workflows/{workflow_id}/dispatches": async (id, body) => {
      state.dispatches.push({ ...body, workflow: id });
      return [204, undefined];
    },
    "POST /statuses/{sha}": async (id, body, _query, creator) => {
      if (String(body.description ?? "").length > 140) {
        return [422, { message: "description is too long (maximum is 140 characters)" }];
      }
      state.statuses.push({
        sha: id,
        context: String(body.context ?? "default"),
        state: String(body.state),
        description: String(body.description ?? ""),
        target_url: typeof body.target_url === "string" ? body.target_url : null,
        created_at: new Date().toISOString(),
        creator,
      });
      return [201, { id: 1 }];
    },
    "GET /commits/{ref}/statuses": async (id) => [
      200,
      state.statuses
        .filter(({ sha }) => sha === id)
        .toReversed()
        .map((status) => ({ ...status, creator: { login: status.creator } })),
    ],
    "GET /commits/{ref}": async (id) => {
      const { verified = false, author = null, committer = null } = state.commits.get(id) ?? {};
      const account = (login: string | null) => (login === null ? null : { login });
      const commit = { verification: { verified } };
      return [200, { sha: id, commit, author: account(author), committer: account(committer) }];
    },
    "GET /commits/{commit_sha}/pulls": async (id) => [
      200,
      pulls
        .filter((pull) => pull.mergeCommit === id)
        .map(({ number, mergedAt }) => ({ number, merged_at: mergedAt, merge_commit_sha: id })),
    ],
    "GET /activity": async (_id, _body, query) => {
      const branch = query.get("ref") ?? "";
      if (state.pushes.has(branch) && state.pushes.get(branch) === undefined)
        return [403, { message: "Resource not accessible by integration" }];
      const pushes = state.pushes.get(branch) ?? [];
      return [
        200,
        pushes.map(({ after, login, timestamp }) => ({
          after,
          timestamp,
          ref: `refs/heads/${branch}`,
          activity_type: "push",
          actor: { login },
        })),
      ];
    },
    "GET /rules/branches/{branch}": async (id) => {
      const name = decodeURIComponent(id);
      if (state.rules.has(name) && state.rules.get(name) === undefined)
        return [403, { message: "Resource not accessible by integration" }];
      return [200, state.rules.get(name) ?? branchRulesOf(state.settings, name)];
    },
    "DELETE /git/refs/{ref}": async (id) => {
      const name = decodeURIComponent(id).replace(/^heads\//, "");
      if ((await repository.headOf(name)) === undefined) {
        return [422, { message: "Reference does not exist" }];
      }
      await repository.deleteBranch?.(name);
      return [204, undefined];
    },
  };
}

async function openPull(state: State, body: Fields): Promise<Answer> {
  const { pulls, repository } = state;
  const head = String(body.head);
  if ((await repository.headOf(head)) === undefined) {
    return [422, { message: "Validation Failed: head invalid" }];
  }
  if (pulls.some((pull) => pull.state === "open" && pull.head === head && pull.base === body.base)) {
    return [422, { message: `A pull request already exists for owner:${head}.` }];
  }
  const pull: StoredPull = {
    number: pulls.length + 1,
    title: String(body.title),
    body: String(body.body ?? ""),
    state: "open",
    mergedAt: null,
    head,
    base: String(body.base),
    comments: [],
    reviews: [],
    mergeStateStatus: "CLEAN",
  };
  if (pull.title.length > 256 || pull.body.length > 65_536) return [422, { message: "Validation Failed" }];
  pulls.push(pull);
  return [201, await shown(state, pull)];
}

/** GitHub closes the pull request of a branch that somebody deletes. */
async function closeHeadless({ pulls, repository }: State): Promise<void> {
  for (const pull of pulls) {
    if (pull.state === "open" && (await repository.headOf(pull.head)) === undefined) pull.state = "closed";
  }
}

/** In GitHub's order: what is wrong with the pull request, with its head, with its checks, with the merge itself. */
async function merge(state: State, pull: StoredPull, body: Fields): Promise<Answer> {
  const planted = state.mergeAnswers.shift();
  if (planted !== undefined) return [planted[0], { message: planted[1] }];
  if (pull.state !== "open") return [405, { message: "Pull Request is not mergeable" }];
  const head = await state.repository.headOf(pull.head);
  if (body.sha !== head) {
    return [409, { message: "Head branch was modified. Review and try the merge again." }];
  }
  const green = lastStatuses(state, head ?? "").filter((each) => each.state === "success");
  const missing = state.requiredChecks.find((name) => !green.some(({ context }) => context === name));
  if (missing !== undefined) return [405, { message: `Required status check "${missing}" is expected.` }];
  if ((await state.repository.merge?.(pull)) === false) {
    pull.mergeStateStatus = "DIRTY";
    return [405, { message: "Pull Request is not mergeable" }];
  }
  pull.state = "closed";
  pull.mergedAt = "2026-01-01T00:00:00Z";
  return [200, { sha: head, merged: true, message: "Pull Request successfully merged" }];
}

async function shown({ repository, fullName }: State, pull: StoredPull) {
  // GitHub remembers the head of a branch that is gone.
  pull.lastHead = (await repository.headOf(pull.head)) ?? pull.lastHead;
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body,
    state: pull.state,
    merged_at: pull.mergedAt,
    html_url: `http://github.test/pull/${pull.number}`,
    head: {
      ref: pull.head,
      sha: pull.lastHead ?? "",
      repo: { full_name: pull.fork ?? fullName },
    },
    base: { ref: pull.base },
  };
}
