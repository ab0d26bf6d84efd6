/** The branch of a promotion: one commit on the tip that replaces the machine's folder with the source's. */
import type { CommitPlan, Git, Tree } from "../lib/git/git.ts";
import { readRelease, releasePath } from "../lib/releases/releases.ts";
import { title } from "./body.ts";
import type { Promotion } from "./plan.ts";

/** Byte for byte what the environment before has; nothing else is in a promotion. */
export async function promotionPlan(tip: Tree, promotion: Promotion): Promise<CommitPlan> {
  const from = releasePath(promotion.from, promotion.service);
  const to = releasePath(promotion.environment, promotion.service);
  const files = await tip.list(from);
  const contents = await Promise.all(files.map((file) => tip.read(file)));
  const trailers = [
    `Release-Id: ${promotion.new.id}`,
    "Slipway-Verb: promote",
    `Evidence: ${promotion.evidence.commit}`,
  ];
  return {
    message: `${title(promotion)}\n\n${trailers.join("\n")}\n`,
    changes: files.map((file, i) => ({ path: to + file.slice(from.length), content: contents[i] ?? null })),
    replaceFolders: [to],
  };
}

export type BranchState =
  /** Merging it gives exactly the plan on the tip, so it is left alone, whatever it was built on. */
  | { readonly kind: "current" }
  | { readonly kind: "outdated" }
  /** It changes files that are none of a promotion's. */
  | { readonly kind: "foreign"; readonly paths: readonly string[] };

export async function branchState(
  git: Git,
  tip: Tree,
  branchTip: string,
  promotion: Promotion,
): Promise<BranchState> {
  const folder = releasePath(promotion.environment, promotion.service);
  const base = await git.mergeBase(tip.commit, branchTip);
  if (base === undefined) return { kind: "outdated" };
  const changed = (await git.changedPaths(base, branchTip)).map(({ path }) => path);
  const foreign = changed.filter((path) => !path.startsWith(`${folder}/`));
  if (foreign.length > 0) return { kind: "foreign", paths: foreign };
  const source = await objects(tip, releasePath(promotion.from, promotion.service));
  const isPlan = (await objects(await git.tree(branchTip), folder)) === source;
  const mergesCleanly = (await objects(await git.tree(base), folder)) === (await objects(tip, folder));
  return { kind: isPlan && mergesCleanly ? "current" : "outdated" };
}

/** Names and object ids of a folder: equal strings are equal bytes. */
async function objects(tree: Tree, folder: string): Promise<string> {
  const files = await tree.list(folder);
  const entries = await Promise.all(files.map((file) => tree.entry(file)));
  return files
    .map((file, i) => `${file.slice(folder.length)} ${entries[i]?.mode} ${entries[i]?.object}`)
    .join("\n");
}

/** The id of the release the branch would bring; undefined when it cannot be read. */
export async function releaseOnBranch(git: Git, branchTip: string, environment: string, service: string) {
  const release = await readRelease(await git.tree(branchTip), environment, service).catch(() => undefined);
  return release?.id;
}
