import type { PushResult, PushUpdate } from "../../domain/repository/changes.ts";
import { obstaclesTo, removalOf } from "./obstacles.ts";
import { fullName, type Remote, remoteFault } from "./remote.ts";

/** What git and the servers say when a ref moved between the fetch and the push. */
const LOST_RACE =
  /non-fast-forward|fetch first|cannot lock ref|incorrect old value|stale info|failed to update ref|failed to lock|reference already exists/i;

export function isLostRace(words: string): boolean {
  return LOST_RACE.test(words);
}

/** Pushes all updates at once; each ref has its own result. Throws only when the remote gave no answer for the refs. */
export async function pushRefs(
  remote: Remote,
  updates: readonly PushUpdate[],
): Promise<readonly PushResult[]> {
  if (updates.length === 0) return [];
  const leases = updates
    .filter((update) => update.expect !== undefined)
    .map((update) => `--force-with-lease=${fullName(update.ref)}:${update.expect ?? ""}`);
  const { stdout, stderr, exitCode } = await push(remote, [...leases, remote.name, ...updates.map(refspec)]);
  const answers = answersByRef(stdout);
  const results = updates.map((update) => toResult(update, answers.get(fullName(update.ref)), stderr));
  if (results.every((result) => result === undefined)) {
    throw remoteFault(remote.name, exitCode === 0 ? "push (no answer)" : "push", stderr);
  }
  return await withoutImpossible(
    remote,
    results.map(
      (result, index) =>
        result ?? { ref: updates[index]?.ref ?? "", status: "refused", reason: "the server gave no answer" },
    ),
  );
}

/** A branch that another one is in the way of looks like a lost race, and no new plan ever wins that. */
async function withoutImpossible(
  remote: Remote,
  results: readonly PushResult[],
): Promise<readonly PushResult[]> {
  const lost = results.filter(({ status, reason }) => status === "lost-race" && !MOVED.test(reason));
  if (lost.length === 0) return results;
  const { text } = await remote.call(["ls-remote", "--refs", remote.name]);
  const names = text.split("\n").flatMap((line) => line.split("\t")[1] ?? []);
  return results.map((result) => {
    const inTheWay = lost.includes(result) ? obstaclesTo(fullName(result.ref), names) : [];
    if (inTheWay.length === 0) return result;
    const branches = inTheWay.map((name) => name.replace(/^refs\/heads\//, ""));
    const reason = `git cannot store it next to ${branches.join(", ")}; remove what is in the way: ${removalOf(branches)}`;
    return { ref: result.ref, status: "refused", reason };
  });
}

/** The ref is there, so nothing is in its way. */
const MOVED = /non-fast-forward|fetch first|is at [0-9a-f]+ but expected/i;

async function push(remote: Remote, args: readonly string[]) {
  const { text, stderr, exitCode } = await remote.call(["push", "--porcelain", "--no-verify", ...args], {
    allowFailure: true,
  });
  return { stdout: text, stderr, exitCode };
}

/** A lease allows a replacement by itself, and a plus sign would override the lease: git then replaces whatever is there. */
function refspec(update: PushUpdate): string {
  const isForced = update.force && update.expect === undefined;
  return `${isForced ? "+" : ""}${update.to ?? ""}:${fullName(update.ref)}`;
}

interface Answer {
  readonly flag: string;
  readonly summary: string;
}

/** `git push --porcelain` prints `<flag> TAB <from>:<to> TAB <summary>` for each ref. */
function answersByRef(stdout: string): ReadonlyMap<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const line of stdout.split("\n")) {
    const [flag = "", refs = "", summary] = line.split("\t");
    if (summary !== undefined) answers.set(refs.slice(refs.indexOf(":") + 1), { flag, summary });
  }
  return answers;
}

function toResult(update: PushUpdate, answer: Answer | undefined, stderr: string): PushResult | undefined {
  if (answer === undefined) return undefined;
  const { flag, summary } = answer;
  if (flag === "=") return { ref: update.ref, status: "unchanged", reason: summary };
  if (flag !== "!") return { ref: update.ref, status: "pushed", reason: summary };
  if (isLostRace(summary)) return { ref: update.ref, status: "lost-race", reason: summary };
  return { ref: update.ref, status: "refused", reason: [summary, ...serverWords(stderr)].join("; ") };
}

/** A protected branch or a server-side hook explains itself in `remote:` lines. */
function serverWords(stderr: string): readonly string[] {
  return stderr
    .split("\n")
    .filter((line) => line.startsWith("remote:"))
    .map((line) => line.slice("remote:".length).trim())
    .filter((line) => line !== "");
}
