/**
 * Soak by the forge's own times. Commits carry the dates that their authors chose; what bounds a soak is when the forge got the
 * pin and the first report of the healthy time. Asked of what would move otherwise: one request a branch in a run.
 */

import type { GateResult } from "../../domain/gates/gate.ts";
import { soakGate } from "../../domain/gates/soak.ts";
import type { Facts } from "../../domain/promotions/facts.ts";
import { soakOf } from "../../domain/promotions/gates.ts";
import type { SoakMark } from "../../domain/promotions/soak-floor.ts";
import type { Release } from "../../domain/releases/releases.ts";
import { shortSha } from "../../domain/repository/short-sha.ts";
import { firstLine } from "../../domain/text/lines.ts";
import { type Forge, ForgeError, type Push } from "../../io/forge/forge.ts";
import type { Git } from "../../io/git/git.ts";
import type { OutsideGates } from "../gate-answers/outside.ts";

interface Sources {
  readonly git: Git;
  readonly forge: Pick<Forge, "pushesTo">;
  /** The branch the environments live on. */
  readonly branch: string;
}

/** When a commit came to a branch, by the forge's word. */
interface Arrival {
  readonly what: string;
  readonly at: Date;
}

/** Pushes of one branch, newest first; a text says why they are not known. */
type PushesOf = (branch: string) => Promise<readonly Push[] | string>;

export function alsoPushed(gates: OutsideGates, sources: Sources): OutsideGates {
  const pushesOf = askedOnce(sources.forge);
  return {
    ...gates,
    async ask(facts, release) {
      const isAsked = facts.policy.gates.soakSeconds > 0;
      const own = isAsked ? await soakByPushes(sources, pushesOf, facts, release) : [];
      return [...own, ...(await gates.ask(facts, release))];
    },
  };
}

function askedOnce(forge: Sources["forge"]): PushesOf {
  const known = new Map<string, ReturnType<PushesOf>>();
  const ask: PushesOf = async (branch) => {
    try {
      return await forge.pushesTo(branch);
    } catch (error) {
      if (error instanceof ForgeError) return firstLine(error.message);
      throw error;
    }
  };
  return (branch) => {
    const answer = known.get(branch) ?? ask(branch);
    known.set(branch, answer);
    return answer;
  };
}

async function soakByPushes(
  sources: Sources,
  pushesOf: PushesOf,
  facts: Facts,
  release: Release,
): Promise<readonly GateResult[]> {
  const all = [...(typeof facts.live === "object" ? [facts.live] : []), ...facts.past];
  const candidate = all.find((each) => each.release.id === release.id);
  if (candidate?.soakFloor === undefined) return [];
  const { at, marks } = candidate.soakFloor;
  const answers = await Promise.all(marks.map((mark) => arrivalOf(sources, pushesOf, mark)));
  const arrivals = answers.flatMap((each) => (typeof each === "string" ? [] : [each]));
  const [latest] = arrivals.toSorted((one, other) => other.at.getTime() - one.at.getTime());
  const isLater = latest !== undefined && latest.at > at;
  const unknown = answers.filter((each) => typeof each === "string");
  const counted = [
    isLater ? `from ${latest.what}, by the forge's time` : "by the dates of commits",
    ...unknown,
  ].join("; ");
  return [soakGate({ ...soakOf(facts, candidate, isLater ? latest.at : at), counted })];
}

/** A text says why it is not known. */
async function arrivalOf(
  { git, branch: main }: Sources,
  pushesOf: PushesOf,
  { branch = main, commit }: SoakMark,
): Promise<Arrival | string> {
  const pushes = await pushesOf(branch);
  const name = `${shortSha(commit)} on ${branch}`;
  if (typeof pushes === "string") return `of ${name} the date of its commit counts: ${pushes}`;
  const ids = await git.objectIds(pushes.map(({ sha }) => `${sha}^{commit}`));
  // What came after this run's fetch says nothing about what was fetched.
  const fetched = ids.findIndex((id) => id !== undefined);
  const at = fetched < 0 ? undefined : await arrivedAt(git, pushes.slice(fetched), commit);
  return at === undefined
    ? `of ${name} the date of its commit counts: the forge does not remember when it was pushed`
    : { what: `the push of ${name}`, at };
}

/**
 * The time of the oldest push that contains the commit, where an older one is remembered that does not; without one it may have
 * come before. A push whose commit is gone from the branch does not contain it: history that was replaced began with its push.
 */
async function arrivedAt(git: Git, pushes: readonly Push[], commit: string): Promise<Date | undefined> {
  let [low, high] = [0, pushes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const contains = await git.isAncestor(commit, pushes[middle]?.sha ?? "");
    if (contains) low = middle + 1;
    else high = middle;
  }
  // None contains it: it came after all of them.
  if (low === 0) return pushes[0]?.at;
  const first = pushes[low - 1];
  return low < pushes.length || first?.sha === commit ? first?.at : undefined;
}
