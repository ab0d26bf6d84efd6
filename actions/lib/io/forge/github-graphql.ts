/** The GraphQL half of the GitHub adapter. Every answer is checked against a schema before it is believed. */
import type { Octokit } from "@octokit/rest";
import * as z from "zod";
import type { Comment } from "./comments.ts";
import {
  type BranchCommit,
  type CommitAnswer,
  type CommitStatus,
  ForgeError,
  type Standing,
} from "./forge.ts";
import { commentsQuery, commitMutation, standingsQuery, viewerQuery } from "./github-queries.ts";

/** Pull requests a query: each costs a few of the nodes GitHub allows in one. */
const CHUNK = 50;

export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

type Graphql = Octokit["graphql"];

const standingSchema = z.object({
  number: z.number(),
  headRefOid: z.string(),
  mergeable: z.enum(["MERGEABLE", "CONFLICTING", "UNKNOWN"]),
  mergeStateStatus: z.string(),
  latestOpinionatedReviews: z
    .object({
      nodes: z.array(
        z.object({
          state: z.string(),
          author: z.object({ login: z.string() }).nullable(),
          commit: z.object({ oid: z.string() }).nullable(),
        }),
      ),
    })
    .nullable(),
  commits: z.object({
    nodes: z.array(
      z.object({
        commit: z.object({
          oid: z.string(),
          status: z
            .object({
              contexts: z.array(
                z.object({
                  context: z.string(),
                  state: z.enum(["ERROR", "EXPECTED", "FAILURE", "PENDING", "SUCCESS"]),
                  description: z.string().nullable(),
                  targetUrl: z.string().nullable(),
                  createdAt: z.string().nullish(),
                  creator: z.object({ __typename: z.string(), login: z.string() }).nullable(),
                }),
              ),
            })
            .nullable(),
        }),
      }),
    ),
  }),
});

export async function readStandings(
  ask: Graphql,
  { owner, repo }: Repository,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, Standing>> {
  const schema = z.object({ repository: z.record(z.string(), standingSchema) });
  const found = new Map<number, Standing>();
  for (let at = 0; at < numbers.length; at += CHUNK) {
    const query = standingsQuery(numbers.slice(at, at + CHUNK));
    const answer = schema.parse(await asked("Standings", ask(query, { owner, name: repo })));
    for (const pull of Object.values(answer.repository)) found.set(pull.number, toStanding(pull));
  }
  return found;
}

function toStanding(pull: z.output<typeof standingSchema>): Standing {
  const headSha = pull.headRefOid;
  const reviews = pull.latestOpinionatedReviews?.nodes ?? [];
  const head = pull.commits.nodes.find(({ commit }) => commit.oid === headSha)?.commit;
  return {
    headSha,
    statuses: (head?.status?.contexts ?? []).map(toStatus),
    approvals: reviews.flatMap(({ state, author, commit }) =>
      state === "APPROVED" && commit?.oid === headSha && author !== null ? [author.login] : [],
    ),
    mergeState: mergeState(pull),
  };
}

interface Creator {
  readonly __typename: string;
  readonly login: string;
}

function toStatus(status: {
  context: string;
  state: string;
  description: string | null;
  targetUrl: string | null;
  createdAt?: string | null | undefined;
  creator: Creator | null;
}): CommitStatus {
  const states = { ERROR: "error", FAILURE: "failure", SUCCESS: "success" } as const;
  return {
    context: status.context,
    state: states[status.state as keyof typeof states] ?? "pending",
    description: status.description ?? "",
    ...(status.targetUrl === null ? {} : { targetUrl: status.targetUrl }),
    ...(status.createdAt ? { at: status.createdAt } : {}),
    ...(status.creator === null ? {} : { by: loginOf(status.creator) }),
  };
}

/** REST and `viewer` call an App's account `name[bot]`, an actor is called `name`: a person may have that name. */
function loginOf({ __typename: type, login }: Creator): string {
  return type === "Bot" && !login.endsWith("[bot]") ? `${login}[bot]` : login;
}

const viewerSchema = z.object({ viewer: z.object({ login: z.string().min(1) }) });

export async function readAccount(ask: Graphql): Promise<string> {
  return viewerSchema.parse(await asked("Viewer", ask(viewerQuery))).viewer.login;
}

function mergeState({
  mergeable,
  mergeStateStatus,
}: {
  mergeable: string;
  mergeStateStatus: string;
}): Standing["mergeState"] {
  if (mergeable === "CONFLICTING" || mergeStateStatus === "DIRTY") return "conflict";
  if (mergeable === "UNKNOWN" || mergeStateStatus === "UNKNOWN") return "unknown";
  if (mergeStateStatus === "BEHIND") return "behind";
  // UNSTABLE: a check that is not required is red; that never stopped a merge.
  return ["CLEAN", "HAS_HOOKS", "UNSTABLE"].includes(mergeStateStatus) ? "clean" : "blocked";
}

const commentsSchema = z.object({
  repository: z.object({
    pullRequest: z.object({
      comments: z.object({
        nodes: z.array(
          z.object({ databaseId: z.number().nullable(), body: z.string(), viewerDidAuthor: z.boolean() }),
        ),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      }),
    }),
  }),
});

/** The comments that this token's account wrote. */
export async function ownComments(
  ask: Graphql,
  { owner, repo }: Repository,
  number: number,
): Promise<readonly Comment[]> {
  const own: Comment[] = [];
  for (let after: string | null = null; ; ) {
    const variables: Record<string, unknown> = { owner, name: repo, number, after };
    const answer = commentsSchema.parse(await asked("Comments", ask(commentsQuery, variables)));
    const { nodes, pageInfo } = answer.repository.pullRequest.comments;
    for (const { databaseId, body, viewerDidAuthor } of nodes) {
      if (viewerDidAuthor && databaseId !== null) own.push({ id: databaseId, body });
    }
    // The same cursor again would be asked for ever.
    if (!pageInfo.hasNextPage || pageInfo.endCursor === after) return own;
    after = pageInfo.endCursor;
  }
}

const committedSchema = z.object({
  createCommitOnBranch: z.object({ commit: z.object({ oid: z.string() }) }),
});

export async function commitOnBranch(
  ask: Graphql,
  { owner, repo }: Repository,
  { branch, expectedHead, message, changes }: BranchCommit,
): Promise<CommitAnswer> {
  const [headline = "", ...rest] = message.split("\n");
  const body = rest.join("\n").trim();
  const input = {
    branch: { repositoryNameWithOwner: `${owner}/${repo}`, branchName: branch },
    expectedHeadOid: expectedHead,
    message: { headline, ...(body === "" ? {} : { body }) },
    fileChanges: {
      additions: changes.flatMap(({ path, content }) =>
        content === null ? [] : [{ path, contents: Buffer.from(content).toString("base64") }],
      ),
      deletions: changes.flatMap(({ path, content }) => (content === null ? [{ path }] : [])),
    },
  };
  try {
    const answer = committedSchema.parse(await ask(commitMutation, { input }));
    return { committed: true, sha: answer.createCommitOnBranch.commit.oid };
  } catch (error) {
    const stale = staleReason(error);
    if (stale === undefined) throw toForgeError("CommitOnBranch", error);
    return { committed: false, reason: stale };
  }
}

/** Octokit throws it for an answer 200 that holds errors. */
const refusedSchema = z.object({
  name: z.literal("GraphqlResponseError"),
  errors: z.array(z.object({ type: z.string().optional(), message: z.string() })),
});

function staleReason(error: unknown): string | undefined {
  return refusedSchema
    .safeParse(error)
    .data?.errors.find(
      ({ type, message }) => type === "STALE_DATA" || message.startsWith("Expected branch to point to"),
    )?.message;
}

async function asked(operation: string, answer: Promise<unknown>): Promise<unknown> {
  return await answer.catch((error: unknown) => {
    throw toForgeError(operation, error);
  });
}

function toForgeError(operation: string, error: unknown): unknown {
  const refused = refusedSchema.safeParse(error).data;
  if (refused === undefined) return error;
  const types: Readonly<Record<string, number>> = { NOT_FOUND: 404, FORBIDDEN: 403, UNAUTHORIZED: 401 };
  const status = types[refused.errors[0]?.type ?? ""] ?? 422;
  const words = refused.errors.map(({ message }) => message).join("; ");
  return new ForgeError(`POST /graphql ${operation}`, status, words);
}
