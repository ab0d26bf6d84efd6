/** Merging at Gitea, which checks a pull request for conflicts in the background, before and after every push. */
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import type { MergeAnswer, MergeObstacle } from "./forge.ts";
import type { Answer, Call } from "./gitea-call.ts";

/** Why the same question may soon be answered otherwise. */
type Wait = "unchecked" | "unprocessed";

/** Of conflicts it says for ever that it is still checking; a push that it took is processed eventually. */
const DEADLINES_MS: Readonly<Record<Wait, number>> = { unchecked: 15_000, unprocessed: 60_000 };
const INTERVAL_MS = 300;

const pullSchema = z.object({
  state: z.string(),
  merged: z.boolean().nullish(),
  mergeable: z.boolean(),
  head: z.object({ ref: z.string(), sha: z.string() }),
});
type Pull = z.output<typeof pullSchema>;

/**
 * It answers 405 "Please try again later" while it checks, and also when there are conflicts; and 404, or that the head is out of
 * date, while it has not processed the push of that head: the branch has moved, `refs/pull/<number>/head` has not.
 */
export async function mergeWhenChecked(call: Call, number: number, headSha: string): Promise<MergeAnswer> {
  const began = Date.now();
  for (;;) {
    const answer = await call(
      "POST",
      `/pulls/${number}/merge`,
      { Do: "merge", head_commit_id: headSha },
      [404, 405, 409],
    );
    if (answer.status < 400) return { merged: true };
    // One that nobody touched for days is looked at only when somebody asks for it (its DELAY_CHECK_FOR_INACTIVE_DAYS).
    const pull = pullSchema.parse((await call("GET", `/pulls/${number}`)).body);
    const waits =
      pull.merged || pull.state === "closed" ? undefined : await whyWait(call, pull, answer, headSha);
    if (waits === undefined || Date.now() - began >= DEADLINES_MS[waits]) return refusal(pull, answer, waits);
    await wait(INTERVAL_MS);
  }
}

async function whyWait(
  call: Call,
  { head }: Pull,
  { status, message }: Answer,
  headSha: string,
): Promise<Wait | undefined> {
  if (status === 405 && message.includes("try again later")) return "unchecked";
  if (status !== 404 && !OUT_OF_DATE.test(message)) return undefined;
  if (head.sha === headSha) return "unprocessed";
  const branch = await call("GET", `/branches/${encodeURIComponent(head.ref)}`, undefined, [404]);
  const found = branchSchema.safeParse(branch.body);
  return found.success && found.data.commit.id === headSha ? "unprocessed" : undefined;
}

const OUT_OF_DATE = /head out of date|head commit/i;
const branchSchema = z.object({ commit: z.object({ id: z.string() }) });

function refusal(pull: Pull, { status, message }: Answer, waited: Wait | undefined): MergeAnswer {
  if (pull.merged) return { merged: true };
  const reason =
    waited === "unprocessed"
      ? `the forge has not processed the push of this head within ${DEADLINES_MS.unprocessed / 1000} s (${status} ${message})`
      : message;
  return { merged: false, obstacle: obstacle(pull, status, message, waited), reason };
}

function obstacle(pull: Pull, status: number, reason: string, waited: Wait | undefined): MergeObstacle {
  if (pull.state === "closed") return "closed";
  if (waited === "unprocessed") return "unknown";
  if (status === 404 || OUT_OF_DATE.test(reason)) return "moved-head";
  // Gitea's own push of the merge lost against another one.
  if (/pushrejected|push.?out.?of.?date|base/i.test(reason) && status === 409) return "moved-base";
  if (status === 409) return "conflict";
  if (waited !== "unchecked") return /outdated|behind/i.test(reason) ? "behind" : "blocked";
  return pull.mergeable ? "unknown" : "conflict";
}
