/** A repository on a git server, its developer, and a clone that `openGit` works in. */
import { clone, emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import type { CommitPlan } from "../../../domain/repository/changes.ts";
import type { Tree } from "../../../domain/repository/tree.ts";
import { openGit } from "../git.ts";

export const identity = { name: "slipway[bot]", email: "bot@example.com" };

export async function repository(files: Record<string, string> = { "README.md": "hello\n" }) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("shop");
  const dev = stack.use(await emptyClone(url));
  await dev.push("chore: start", files);
  const checkout = stack.use(await clone(url));
  const git = openGit(checkout.path, { identity });
  return { server, url, dev, checkout, git, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

export const plan = (changes: Record<string, string | null>, more: Partial<CommitPlan> = {}): CommitPlan => ({
  message: "test: plan",
  changes: Object.entries(changes).map(([path, content]) => ({ path, content })),
  ...more,
});

export async function filesOf(tree: Tree): Promise<Record<string, string>> {
  const paths = await tree.list("");
  const contents = await Promise.all(paths.map((path) => tree.read(path)));
  return Object.fromEntries(paths.map((path, index) => [path, String(contents[index])]));
}
