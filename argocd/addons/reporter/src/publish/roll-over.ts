/**
 * Cuts the history of an evidence branch once a year: every full clone contains it, and readers need months
 * at most. Younger commits keep their trees, dates and messages; the previous branch stays readable under a
 * ref that clones do not fetch.
 */
import { exec } from "@slipway/lib/io/exec/exec.ts";
import type { Git } from "@slipway/lib/io/git/git.ts";
import { wordsOf } from "../log.ts";
import type { Target } from "../observe.ts";

const DAY_MS = 86_400_000;
/** History that readers need: healthy releases to roll back to, figures of the last months. */
const KEPT_DAYS = 180;
const YEAR_DAYS = 365;

export interface Rolled {
  /** The branch's new tip, with the same files. */
  readonly tip: string;
  readonly archive: string;
}

/** The forge does not accept the shorter history, or git could not write it. The branch is unchanged. */
export interface NotRolled {
  readonly environment: string;
  readonly branch: string;
  /** The answer of the forge or git. */
  readonly reason: string;
  readonly remedy: string;
}

interface Place {
  /** The bare clone. */
  readonly folder: string;
  readonly branch: string;
  readonly target: Target;
  readonly tip: string;
}

/** Undefined: nothing in it is old enough. A failure never throws, because evidence must be published anyway. */
export async function rollOver(git: Git, place: Place, now: Date): Promise<Rolled | NotRolled | undefined> {
  try {
    return await cut(git, place, now);
  } catch (error) {
    return notRolled(place, wordsOf(error));
  }
}

function notRolled({ branch, target: { environment } }: Place, reason: string): NotRolled {
  const remedy =
    `Allow only the reporter's account to force-push ${branch} and to create refs/slipway/*. ` +
    "Until then the branch grows with every report, and so does every full clone.";
  return { environment, branch, reason, remedy };
}

async function cut(git: Git, place: Place, now: Date): Promise<Rolled | NotRolled | undefined> {
  const { folder, branch, target, tip } = place;
  const commits = await commitsOf(folder, tip);
  const daysOld = ({ seconds }: Recorded) => (now.getTime() - seconds * 1000) / DAY_MS;
  const [oldest] = commits;
  if (oldest === undefined || daysOld(oldest) < KEPT_DAYS + YEAR_DAYS) return undefined;
  // The first commit contains the state at the start of the kept time.
  const first = Math.max(
    0,
    commits.findLastIndex((commit) => daysOld(commit) >= KEPT_DAYS),
  );
  const rolled = await rewritten(folder, commits.slice(first));
  const { environment, cluster } = target;
  const archive = `refs/slipway/evidence/${environment}/${cluster}/${now.getUTCFullYear()}`;
  for (const update of [
    { ref: archive, to: tip },
    { ref: branch, to: rolled, expect: tip, force: true },
  ]) {
    const [result] = await git.push([update]);
    if (result?.status !== "pushed" && result?.status !== "unchanged")
      return notRolled(
        place,
        `${update.ref}: ${result?.status ?? "refused"}: ${result?.reason ?? "no answer"}`,
      );
  }
  return { tip: rolled, archive };
}

interface Recorded {
  readonly tree: string;
  readonly seconds: number;
  readonly subject: string;
}

/** Oldest first. */
async function commitsOf(folder: string, tip: string): Promise<readonly Recorded[]> {
  const { stdout } = await exec(
    "git",
    ["log", "--first-parent", "--reverse", "--format=%T %ct %s", tip, "--"],
    {
      cwd: folder,
    },
  );
  return stdout.split("\n").flatMap((line) => {
    const [, tree = "", seconds, subject = ""] = /^([0-9a-f]{40,64}) (\d+) (.*)$/.exec(line) ?? [];
    return seconds === undefined ? [] : [{ tree, seconds: Number(seconds), subject }];
  });
}

const REF = "refs/slipway/rolled";

/** The same trees and dates, one after the other, without older commits: one process for any number of commits. */
async function rewritten(folder: string, commits: readonly Recorded[]): Promise<string> {
  const stream = commits.map(({ tree, seconds, subject }, index) => {
    const message = `${subject}\n`;
    return [
      ...(index === 0 ? [`reset ${REF}`, ""] : []),
      `commit ${REF}`,
      `committer slipway-reporter <slipway-reporter@localhost> ${seconds} +0000`,
      `data ${Buffer.byteLength(message)}`,
      message,
      `M 040000 ${tree} ""`,
      "",
    ].join("\n");
  });
  await exec("git", ["fast-import", "--quiet", "--force"], {
    cwd: folder,
    input: `${stream.join("\n")}\ndone\n`,
  });
  const { stdout } = await exec("git", ["rev-parse", REF], { cwd: folder });
  return stdout.trim();
}
