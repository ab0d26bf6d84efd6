/** Who pushed evidence and pins, and when, by the forge's word: commits say of both what their author likes. */

import type { Board } from "@slipway/lib/app/board/document.ts";
import { EVIDENCE_REFS, evidenceBranch } from "@slipway/lib/domain/evidence/evidence.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import { type Forge, ForgeError, type Push } from "@slipway/lib/io/forge/forge.ts";
import type { Git, RefName } from "@slipway/lib/io/git/git.ts";

/** Clocks differ, and a push comes after its commit. */
const TOLERATED_MS = 5 * 60_000;

export interface Asked {
  readonly git: Git;
  /** Absent without a token. */
  readonly forge: Pick<Forge, "pushesTo"> | undefined;
  readonly board: Pick<Board, "environments" | "services" | "repository">;
}

/** Sentences about what does not fit, and about what was not checked. */
export async function pushFindings(asked: Asked): Promise<readonly string[]> {
  const { forge } = asked;
  if (forge === undefined)
    return [
      "pushes: who pushed evidence and pins was not checked: SLIPWAY_TOKEN and GITHUB_REPOSITORY are not both set",
    ];
  try {
    return [...(await aboutEvidence(asked, forge)), ...(await aboutPins(asked, forge))];
  } catch (error) {
    if (error instanceof ForgeError) return [`pushes: not checked: ${firstLine(error.message)}`];
    throw error;
  }
}

async function aboutEvidence({ git, board }: Asked, forge: Pick<Forge, "pushesTo">) {
  const tips = await git.fetch(...EVIDENCE_REFS);
  const branches = board.environments.flatMap(({ name, clusters }) =>
    clusters.map((cluster) => evidenceBranch(name, cluster.name)),
  );
  const findings: string[] = [];
  for (const branch of branches) {
    const tip = tips.get(branch);
    if (tip === undefined) continue;
    const pushes = await forge.pushesTo(branch);
    if (typeof pushes === "string") findings.push(`${branch}: who pushed it was not checked: ${pushes}`);
    else findings.push(...(await aboutBranch(git, branch, tip, pushes)));
  }
  return findings;
}

async function aboutBranch(
  git: Git,
  branch: RefName,
  tip: string,
  pushes: readonly Push[],
): Promise<readonly string[]> {
  const accounts = [...new Set(pushes.map(({ by }) => by))];
  const several =
    accounts.length > 1
      ? [`${branch}: pushed by ${accounts.join(", ")}; only the reporter of that cluster may`]
      : [];
  const push = pushes.find(({ sha }) => sha === tip);
  if (push === undefined)
    return [
      ...several,
      `${branch}: who pushed ${shortSha(tip)} was not checked: the forge does not remember it`,
    ];
  const [commit] = await git.records([tip], { limit: 1 });
  return [...several, ...misdated(`${branch}: ${shortSha(tip)}`, commit?.committedAt, push)];
}

/** What is in each environment came with a commit of the branch; only the newest pushes are remembered. */
async function aboutPins({ board }: Asked, forge: Pick<Forge, "pushesTo">): Promise<readonly string[]> {
  const { branch } = board.repository;
  const pins = board.services.flatMap(({ name, cells }) =>
    cells.flatMap(({ environment, change }) =>
      change === null
        ? []
        : [{ place: `${environment}/${name}`, commit: change.commit, at: new Date(change.at) }],
    ),
  );
  if (pins.length === 0) return [];
  const pushes = await forge.pushesTo(branch);
  if (typeof pushes === "string") return [`${branch}: when pins were pushed was not checked: ${pushes}`];
  const known = new Map(pushes.map((push) => [push.sha, push]));
  const unknown = pins.filter(({ commit }) => !known.has(commit));
  return [
    ...pins.flatMap(({ place, commit, at }) => {
      const push = known.get(commit);
      return push === undefined ? [] : misdated(`${place}: ${shortSha(commit)}`, at, push);
    }),
    ...(unknown.length === 0
      ? []
      : [
          `${branch}: when ${unknown.length} of ${pins.length} pins were pushed was not checked: the forge remembers the newest pushes only, each by its last commit`,
        ]),
  ];
}

function misdated(what: string, says: Date | undefined, { by, at }: Push): readonly string[] {
  if (says === undefined || Math.abs(says.getTime() - at.getTime()) <= TOLERATED_MS) return [];
  return [
    `${what} says it was made at ${inSeconds(says)}, but ${by} pushed it at ${inSeconds(at)}: a clock is wrong, or its date was chosen`,
  ];
}

function inSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
