/** How the stand-in answers GraphQL: by the operation's name, after the document was held against the schema. */
import * as z from "zod";
import type { Fields } from "./github-fields.ts";
import { lastStatuses, type State, type StoredPull } from "./github-state.ts";
import { documentFaults, inputSchema } from "./graphql-document.ts";

const commitInput = z.object({
  branch: z.object({ branchName: z.string() }),
  expectedHeadOid: z.string(),
  message: z.object({ headline: z.string(), body: z.string().default("") }),
  fileChanges: z.object({
    additions: z.array(z.object({ path: z.string(), contents: z.string() })).default([]),
    deletions: z.array(z.object({ path: z.string() })).default([]),
  }),
});

export async function answerGraphql(
  state: State,
  body: Fields,
  account: string,
): Promise<readonly [number, unknown]> {
  const query = String(body.query);
  const faults = documentFaults(query);
  if (faults.length > 0) return [400, { message: `not in the GraphQL schema: ${faults.join("; ")}` }];
  const variables = z.record(z.string(), z.unknown()).parse(body.variables ?? {});
  const operation = /^\w+ (\w+)/.exec(query)?.[1];
  if (operation === "Standings") return await standings(state, query);
  if (operation === "Comments") return comments(state, Number(variables.number), variables.after);
  if (operation === "CommitOnBranch") return await commit(state, variables.input, account);
  if (operation === "Viewer") return [200, { data: { viewer: { login: account } } }];
  return [400, { message: `no answer for ${operation}` }];
}

function refusal(type: string, message: string): readonly [number, unknown] {
  return [200, { data: null, errors: [{ type, message }] }];
}

async function standings(state: State, query: string): Promise<readonly [number, unknown]> {
  const repository: Record<string, unknown> = {};
  for (const [, alias = "", number] of query.matchAll(/(p\d+): pullRequest\(number: (\d+)\)/g)) {
    const pull = state.pulls.find((each) => each.number === Number(number));
    if (pull === undefined) {
      return refusal("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
    }
    repository[alias] = await standing(state, pull);
  }
  return [200, { data: { repository } }];
}

async function standing(state: State, pull: StoredPull) {
  const head = (await state.repository.headOf(pull.head)) ?? "";
  const contexts = lastStatuses(state, head).map(
    ({ context, state: word, description, target_url, created_at, creator }) => ({
      context,
      state: word.toUpperCase(),
      description,
      targetUrl: target_url,
      createdAt: created_at,
      creator: actorOf(creator),
    }),
  );
  return {
    number: pull.number,
    headRefOid: head,
    mergeable: pull.mergeStateStatus === "DIRTY" ? "CONFLICTING" : "MERGEABLE",
    mergeStateStatus: pull.mergeStateStatus,
    latestOpinionatedReviews: {
      nodes: pull.reviews.map(({ login, state: word, commit: oid }) => ({
        state: word,
        author: { login },
        commit: { oid },
      })),
    },
    commits: {
      nodes: [{ commit: { oid: head, status: contexts.length === 0 ? null : { contexts } } }],
    },
  };
}

/** Two a page, so that a few comments are more than one. */
function comments({ pulls }: State, number: number, after: unknown): readonly [number, unknown] {
  const pull = pulls.find((each) => each.number === number);
  if (pull === undefined) return refusal("NOT_FOUND", "Could not resolve to a PullRequest.");
  const start = Number(after ?? 0);
  const page = {
    nodes: pull.comments
      .slice(start, start + 2)
      .map(({ id, body, own }) => ({ databaseId: id, body, viewerDidAuthor: own })),
    pageInfo: { hasNextPage: start + 2 < pull.comments.length, endCursor: String(start + 2) },
  };
  return [200, { data: { repository: { pullRequest: { comments: page } } } }];
}

/** GraphQL tells of a bot without the end that REST gives its name. */
function actorOf(login: string) {
  const isBot = login.endsWith("[bot]");
  return { __typename: isBot ? "Bot" : "User", login: login.replace(/\[bot\]$/, "") };
}

async function commit(
  { repository, commits }: State,
  raw: unknown,
  account: string,
): Promise<readonly [number, unknown]> {
  const checked = inputSchema("CreateCommitOnBranchInput").safeParse(raw);
  if (!checked.success) return [400, { message: checked.error.message }];
  const { branch, expectedHeadOid, message, fileChanges } = commitInput.parse(raw);
  const head = await repository.headOf(branch.branchName);
  if (head !== expectedHeadOid) {
    return refusal(
      "STALE_DATA",
      `Expected branch to point to "${head}" but it points to "${expectedHeadOid}". Pull and try again.`,
    );
  }
  const files = new Map<string, Buffer | null>([
    ...fileChanges.deletions.map(({ path }) => [path, null] as const),
    ...fileChanges.additions.map(({ path, contents }) => [path, Buffer.from(contents, "base64")] as const),
  ]);
  const text = [message.headline, message.body].filter((part) => part !== "").join("\n\n");
  const oid = (await repository.commit?.(branch.branchName, expectedHeadOid, text, files)) ?? head;
  if (oid !== undefined) commits.set(oid, { verified: true, author: account, committer: "web-flow" });
  return [200, { data: { createCommitOnBranch: { commit: { oid } } } }];
}
