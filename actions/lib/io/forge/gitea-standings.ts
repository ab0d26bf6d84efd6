/** What others say about pull requests at Gitea: three calls for each, because its lists tell none of it. */
import * as z from "zod";
import type { CommitStatus, Standing } from "./forge.ts";
import type { Call } from "./gitea-call.ts";
import { everyPage } from "./gitea-pages.ts";

const pullSchema = z.object({
  number: z.number(),
  head: z.object({ sha: z.string() }),
  mergeable: z.boolean(),
  user: z.object({ login: z.string() }),
});
const reviewSchema = z.object({
  id: z.number(),
  state: z.string(),
  commit_id: z.string(),
  dismissed: z.boolean(),
  official: z.boolean(),
  user: z.object({ login: z.string() }).nullable(),
});
const statusSchema = z.object({
  context: z.string(),
  status: z.string(),
  description: z.string().nullish(),
  target_url: z.string().nullish(),
  updated_at: z.string().nullish(),
  creator: z.object({ login: z.string() }).nullish(),
});

export async function readStandings(
  call: Call,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, Standing>> {
  const found = new Map<number, Standing>();
  // One after the other: a forge on one machine is no faster for being asked for everything at once.
  for (const number of numbers) found.set(number, await readStanding(call, number));
  return found;
}

async function readStanding(call: Call, number: number): Promise<Standing> {
  const pull = pullSchema.parse((await call("GET", `/pulls/${number}`)).body);
  const [statuses, approvals] = await Promise.all([
    readStatuses(call, pull.head.sha),
    readApprovals(call, pull),
  ]);
  // `mergeable: false` is also what it says before it has looked; a merge will tell.
  const mergeState = pull.mergeable ? "clean" : "unknown";
  return { headSha: pull.head.sha, statuses, approvals, mergeState };
}

export async function readStatuses(call: Call, sha: string): Promise<readonly CommitStatus[]> {
  const { body } = await call("GET", `/commits/${sha}/status?limit=50`);
  const { statuses } = z.object({ statuses: z.array(statusSchema).nullish() }).parse(body);
  return (statuses ?? []).map(({ context, status, description, target_url, updated_at, creator }) => ({
    context,
    state: status === "success" || status === "failure" || status === "error" ? status : "pending",
    description: description ?? "",
    ...(target_url ? { targetUrl: target_url } : {}),
    ...(updated_at ? { at: updated_at } : {}),
    ...(creator ? { by: creator.login } : {}),
  }));
}

/** The last word of each reviewer, when it is an approval of this head by somebody who may push. */
async function readApprovals(call: Call, pull: z.output<typeof pullSchema>): Promise<readonly string[]> {
  // A reviewer's last word may follow any number of comments, each of which is a review.
  const reviews = await everyPage(call, `/pulls/${pull.number}/reviews`, reviewSchema, ({ id }) => id);
  const last = new Map<string, z.output<typeof reviewSchema>>();
  for (const review of reviews) {
    const isOpinion = review.state === "APPROVED" || review.state === "REQUEST_CHANGES";
    if (isOpinion && review.user !== null) last.set(review.user.login, review);
  }
  const approving = [...last].filter(
    ([login, review]) =>
      review.state === "APPROVED" &&
      !review.dismissed &&
      review.commit_id === pull.head.sha &&
      login !== pull.user.login,
  );
  const isTrusted = approving.every(([, { official }]) => official);
  const writers = isTrusted ? [] : await readWriters(call);
  return approving.flatMap(([login, { official }]) => (official || writers.includes(login) ? [login] : []));
}

/**
 * "Official" reviews exist on protected branches only. Elsewhere: who may be assigned is who may write; the permission of
 * somebody else is shown to administrators only.
 */
async function readWriters(call: Call): Promise<readonly string[]> {
  const { body } = await call("GET", "/assignees");
  return z
    .array(z.object({ login: z.string() }))
    .parse(body)
    .map(({ login }) => login);
}
