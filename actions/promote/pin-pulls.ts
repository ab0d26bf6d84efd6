/** The pull request of one pin: the branch `promote/<environment>/<service>`, one commit on the tip, one file changed. */
import type { Decided } from "@slipway/lib/app/pins/decide.ts";
import type { Result } from "@slipway/lib/app/report/report.ts";
import { wordsOf } from "@slipway/lib/domain/gates/gate.ts";
import type { Promotion } from "@slipway/lib/domain/promotions/decision.ts";
import type { Forge } from "@slipway/lib/io/forge/forge.ts";
import type { CommitPlan, Git, RefName, Tree } from "@slipway/lib/io/git/git.ts";
import { title } from "./message.ts";
import { STATUS } from "./status.ts";

export type PinForge = Pick<Forge, "openPulls" | "openPull" | "updatePull" | "closePull">;

interface Deps {
  readonly git: Git;
  readonly tip: Tree;
  readonly refs: ReadonlyMap<RefName, string>;
  readonly branch: string;
  readonly forge: PinForge;
}

type Answer = Pick<Result, "status" | "reason">;

/** Opens, updates or closes; a branch that holds anything else is left alone. */
export function proposals(deps: Deps) {
  const { git, tip, refs, branch, forge } = deps;
  // One request for all of them.
  const open = forge.openPulls(branch);
  const findPull = async (head: string) => (await open).find((pull) => pull.head === head);
  return async (
    { environment, service, place, decision }: Decided,
    promotion: Promotion | undefined,
    plan: CommitPlan | undefined,
  ): Promise<Answer> => {
    // Of one service each: two pins of a file then conflict in git, and are planned again.
    const head = `promote/${environment.name}/${service}`;
    const there = refs.get(head);
    const foreign = there === undefined ? undefined : await foreignOn(git, tip, there, place.file);
    if (foreign !== undefined) return { status: "refused", reason: `${head} ${foreign}` };
    if (promotion === undefined || plan === undefined) {
      const reason = decision.kind === "promote" ? "" : decision.reason;
      const status = decision.kind === "promote" ? "nothing" : STATUS[decision.kind];
      const pull = await findPull(head);
      if (pull === undefined) return { status, reason };
      await forge.closePull(pull.number, `It can no longer be promoted: ${reason}`);
      return { status, reason: `${reason}; closed ${pull.url}` };
    }
    const isThere = there !== undefined && (await holds(git, tip, there, plan));
    if (!isThere) {
      const commit = await git.commit(tip.commit, plan);
      const [pushed] = await git.push([{ ref: head, to: commit, expect: there ?? null }]);
      if (pushed?.status === "lost-race") return { status: "waiting", reason: `${head} moved meanwhile` };
      if (pushed?.status === "refused") return { status: "failed", reason: `${head}: ${pushed.reason}` };
    }
    const text = { title: title([promotion]), body: bodyOf(promotion, place.file) };
    const pull = (await findPull(head)) ?? (await forge.openPull({ head, base: branch, ...text }));
    if (pull.title !== text.title || !isThere) await forge.updatePull(pull.number, text);
    return { status: "done", reason: `${pull.url} waits for review` };
  };
}

async function foreignOn(git: Git, tip: Tree, there: string, file: string): Promise<string | undefined> {
  const base = await git.mergeBase(tip.commit, there);
  if (base === undefined) return undefined;
  const others = (await git.changedPaths(base, there))
    .map(({ path }) => path)
    .filter((path) => path !== file);
  return others.length === 0
    ? undefined
    : `changes ${others.join(", ")} too, so it is left alone.\n  Delete the branch.`;
}

/** Built on this tip's file, and says what is to be said: another run need not push it again. */
async function holds(git: Git, tip: Tree, there: string, plan: CommitPlan): Promise<boolean> {
  const base = await git.mergeBase(tip.commit, there);
  if (base === undefined) return false;
  const [head, from] = await Promise.all([git.tree(there), git.tree(base)]);
  const same = await Promise.all(
    plan.changes.map(async ({ path, content }) => {
      const [now, before, at] = await Promise.all([head.read(path), from.entry(path), tip.entry(path)]);
      return content !== null && now?.equals(Buffer.from(content)) === true && before?.object === at?.object;
    }),
  );
  return same.every(Boolean);
}

function bodyOf({ service, environment, from, old, new: renewed, gates }: Promotion, file: string): string {
  const rows = gates.map((each) => `| ${each.gate} | ${mark(each.open)} | ${escaped(wordsOf(each))} |`);
  return [
    `\`${service}\` moves from ${from} to ${environment}: ${old?.version ?? "none"} → ${renewed.version}, in \`${file}\`.`,
    "",
    "| gate | | what was seen |",
    "|---|---|---|",
    ...rows,
    "",
    "The gates were asked when this was opened or updated; the next run closes it when one of them closes.",
  ].join("\n");
}

function mark(isOpen: boolean | null): string {
  return isOpen === null ? "not asked" : isOpen ? "open" : "closed";
}

function escaped(words: string): string {
  return words.replace(/\s+/g, " ").replaceAll("|", "\\|");
}
