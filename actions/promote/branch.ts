/** The branch of a promotion: one commit on the tip that replaces the machine's folder with the source's. */
import type { CommitPlan, Git, Tree } from "../lib/git/git.ts";
import type { Promotion } from "../lib/promotion/decision.ts";
import { readRelease, releasePath } from "../lib/releases/releases.ts";
import { title } from "./body.ts";

/** Byte for byte what the environment before has; nothing else is in a promotion. */
export function promotionPlan(promotion: Promotion): CommitPlan {
  const to = releasePath(promotion.environment, promotion.service);
  const trailers = [
    `Release-Id: ${promotion.new.id}`,
    "Slipway-Verb: promote",
    `Evidence: ${promotion.evidence.commit}`,
  ];
  return {
    message: `${title(promotion)}\n\n${trailers.join("\n")}\n`,
    changes: [...promotion.files].map(([name, content]) => ({ path: `${to}/${name}`, content })),
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
  const isPlan = await holds(await git.tree(branchTip), folder, promotion.files);
  const mergesCleanly = (await objects(await git.tree(base), folder)) === (await objects(tip, folder));
  return { kind: isPlan && mergesCleanly ? "current" : "outdated" };
}

/** Whether the folder is exactly these files. */
async function holds(tree: Tree, folder: string, files: ReadonlyMap<string, Buffer>): Promise<boolean> {
  const paths = await tree.list(folder);
  const contents = await Promise.all(paths.map((path) => tree.read(path)));
  return (
    paths.length === files.size &&
    paths.every((path, i) => files.get(path.slice(folder.length + 1))?.equals(contents[i] ?? Buffer.of()))
  );
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
