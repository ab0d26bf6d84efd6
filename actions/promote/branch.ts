/** The branch of a promotion: one commit on the tip that replaces release folders with those of the source. */
import type { Promotion } from "@slipway/lib/domain/promotions/decision.ts";
import { personOn } from "@slipway/lib/domain/promotions/person.ts";
import { isExactly } from "@slipway/lib/domain/releases/contents.ts";
import { readRelease, releaseChanges, releasePath } from "@slipway/lib/domain/releases/releases.ts";
import type { CommitPlan, Git, Tree } from "@slipway/lib/io/git/git.ts";
import { message } from "./message.ts";

/** Byte for byte the content of the previous environment; a promotion contains nothing else. */
export function folderChange({
  environment,
  service,
  files,
}: Promotion): Required<Pick<CommitPlan, "changes" | "replaceFolders">> {
  return {
    changes: releaseChanges(environment, service, files),
    replaceFolders: [releasePath(environment, service)],
  };
}

export function promotionPlan(promotions: readonly Promotion[], env: NodeJS.ProcessEnv): CommitPlan {
  const folders = promotions.map(folderChange);
  return {
    message: message(promotions, env),
    changes: folders.flatMap(({ changes }) => changes),
    replaceFolders: folders.flatMap(({ replaceFolders }) => replaceFolders),
  };
}

export type BranchState =
  /** If merging it gives exactly the plan on the tip, the branch is kept, on any base. */
  | { readonly kind: "current" }
  | { readonly kind: "outdated" }
  /** People's work is on it, or files that are none of a promotion's. */
  | { readonly kind: "foreign"; readonly reason: string };

export interface BranchContent {
  readonly environment: string;
  readonly promotions: readonly Promotion[];
  /** Services whose release may stay on the branch though nothing moves it now: they wait. */
  readonly tolerated: readonly string[];
}

export async function branchState(
  git: Git,
  tip: Tree,
  branchTip: string,
  content: BranchContent,
): Promise<BranchState> {
  const base = await git.mergeBase(tip.commit, branchTip);
  if (base === undefined) return { kind: "outdated" };
  const changed = (await git.changedPaths(base, branchTip)).map(({ path }) => path);
  const reason = await foreign(git, tip, branchTip, content.environment, changed);
  if (reason !== undefined) return { kind: "foreign", reason };
  const folders = content.promotions.map(({ service }) => releasePath(content.environment, service));
  const allowed = [...folders, ...content.tolerated.map((name) => releasePath(content.environment, name))];
  if (changed.some((path) => !allowed.some((folder) => path.startsWith(`${folder}/`)))) {
    return { kind: "outdated" };
  }
  const [branch, from] = [await git.tree(branchTip), await git.tree(base)];
  const good = await Promise.all(
    content.promotions.map(async ({ service, files }, i) => {
      const folder = folders[i] ?? "";
      const isPlan = await isExactly(branch, content.environment, service, files);
      return isPlan && (await objects(from, folder)) === (await objects(tip, folder));
    }),
  );
  return { kind: good.every(Boolean) ? "current" : "outdated" };
}

async function foreign(
  git: Git,
  tip: Tree,
  branchTip: string,
  environment: string,
  changed: readonly string[],
): Promise<string | undefined> {
  const folder = releaseFolderOf(environment);
  const paths = changed.filter((path) => !folder.test(path));
  if (paths.length > 0) {
    return `its branch changes ${paths.map((path) => JSON.stringify(path)).join(", ")}, which is none of a promotion's`;
  }
  const person = await personOn(git, "promote", branchTip, tip.commit);
  return person === undefined ? undefined : `its branch has a commit of a person: ${person}`;
}

function releaseFolderOf(environment: string): RegExp {
  return new RegExp(`^environments/${environment}/[^/]+/release/[^/]+$`);
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
