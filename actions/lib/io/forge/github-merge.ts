/** What GitHub's words for a refused merge mean. It answers 405 for most of it, and means it for seconds or for good. */
import type { MergeAnswer, MergeObstacle, PullRequest, Standing } from "./forge.ts";

const WORDS: readonly (readonly [RegExp, MergeObstacle])[] = [
  [/head branch was modified/i, "moved-head"],
  // Answered for seconds after a sibling's merge; it is not final (akuity/kargo#5761).
  [/base branch was modified/i, "moved-base"],
  [/not up to date with the base|out-of-date with the base/i, "behind"],
  [/merge conflict/i, "conflict"],
  [/required status check|approving review|review is required|protected branch|rule violations/i, "blocked"],
];

interface Look {
  readonly pull: () => Promise<PullRequest>;
  readonly standing: () => Promise<Standing | undefined>;
}

/** Looks again where the words alone do not say: a repeat of a request whose answer was lost finds itself merged. */
export async function mergeRefusal(words: string, look: Look): Promise<MergeAnswer> {
  const obstacle = WORDS.find(([pattern]) => pattern.test(words))?.[1];
  if (obstacle !== undefined) return { merged: false, obstacle, reason: words };
  const { state } = await look.pull();
  if (state === "merged") return { merged: true };
  if (state === "closed") return { merged: false, obstacle: "closed", reason: words };
  const mergeState = (await look.standing())?.mergeState ?? "unknown";
  // "clean" next to a refusal: GitHub has not caught up with itself.
  return { merged: false, obstacle: mergeState === "clean" ? "unknown" : mergeState, reason: words };
}
