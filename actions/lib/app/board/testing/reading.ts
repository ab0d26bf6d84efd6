/** What a test looks at: one cell of a board, and the paths that were read for it. */
import { NOW, type Story } from "@slipway/testing/repositories/story.ts";
import { type Git, openGit, type Tree } from "../../../io/git/git.ts";
import type { Board, Cell } from "../document.ts";
import type { BoardFacts } from "../facts.ts";
import type { AskedForge } from "../promotions.ts";
import { readBoard } from "../read.ts";

const reader = (story: Story): Git =>
  openGit(story.clone.path, { identity: { name: "reader", email: "reader@example.com" } });

/** What the whole board of a story is made of. */
export const readStory = (story: Story, now = NOW, forge?: AskedForge): Promise<BoardFacts> =>
  readBoard({
    git: reader(story),
    forge,
    branch: "main",
    repository: { name: "shop", url: null },
    now,
  });

/** A reader that records the requested paths. */
export function recording(story: Story) {
  const own = reader(story);
  const paths: string[] = [];
  const seen = (path: string) => {
    paths.push(path);
    return path;
  };
  const tree = async (commit: string): Promise<Tree> => {
    const found = await own.tree(commit);
    return {
      ...found,
      read: (path) => found.read(seen(path)),
      entry: (path) => found.entry(seen(path)),
    };
  };
  const records: Git["records"] = (tips, options) => {
    paths.push(...(options?.pathspecs ?? []));
    return own.records(tips, options);
  };
  return { git: { ...own, tree, records }, paths };
}

/** Also where all services of an environment are named at once. */
export function isOfAnother(path: string, service: string): boolean {
  const [, found] = /environments\/[^/]+\/([^/]+)\/release/.exec(path) ?? [];
  return /^environments\/[^/]+$/.test(path) || (found !== undefined && found !== service);
}

export const cell = (of: Board, service: string, environment: string): Cell => {
  const found = of.services
    .find(({ name }) => name === service)
    ?.cells.find((each) => each.environment === environment);
  if (found === undefined) throw new Error(`no ${environment}/${service}`);
  return found;
};
