/** Merging at Gitea, which checks a pull request for conflicts in the background, before and after every push. */
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import type { MergeAnswer, MergeObstacle } from "./forge.ts";
import type { Call } from "./gitea-call.ts";

const DEADLINE_MS = 15_000;
const stateSchema = z.object({ state: z.string(), merged: z.boolean().nullish(), mergeable: z.boolean() });

/** It answers 405 "Please try again later" while it checks, and also when there are conflicts. */
export async function mergeWhenChecked(call: Call, number: number, headSha: string): Promise<MergeAnswer> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const answer = await call(
      "POST",
      `/pulls/${number}/merge`,
      { Do: "merge", head_commit_id: headSha },
      [405, 409],
    );
    if (answer.status < 400) return { merged: true };
    const isChecking = answer.status === 405 && answer.message.includes("try again later");
    if (isChecking && Date.now() < deadline) {
      // One that nobody touched for days is looked at only when somebody asks for it (its DELAY_CHECK_FOR_INACTIVE_DAYS).
      await call("GET", `/pulls/${number}`);
      await wait(300);
      continue;
    }
    return await refusal(call, number, answer.status, answer.message, isChecking);
  }
}

async function refusal(
  call: Call,
  number: number,
  status: number,
  reason: string,
  isUnchecked: boolean,
): Promise<MergeAnswer> {
  const pull = stateSchema.parse((await call("GET", `/pulls/${number}`)).body);
  if (pull.merged) return { merged: true };
  return { merged: false, obstacle: obstacle(pull, status, reason, isUnchecked), reason };
}

function obstacle(
  pull: z.output<typeof stateSchema>,
  status: number,
  reason: string,
  isUnchecked: boolean,
): MergeObstacle {
  if (pull.state === "closed") return "closed";
  if (/head out of date|head commit/i.test(reason)) return "moved-head";
  // Gitea's own push of the merge lost against another one.
  if (/pushrejected|push.?out.?of.?date|base/i.test(reason) && status === 409) return "moved-base";
  if (status === 409) return "conflict";
  if (!isUnchecked) return /outdated|behind/i.test(reason) ? "behind" : "blocked";
  return pull.mergeable ? "unknown" : "conflict";
}
