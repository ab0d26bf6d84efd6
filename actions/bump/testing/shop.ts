/** A shop at a git server, and a checkout in which images are bumped as the workflow does. */
import type { Context } from "@slipway/lib/app/report/report.ts";
import { type Release, readRelease } from "@slipway/lib/domain/releases/releases.ts";
import { openGit, type Tree } from "@slipway/lib/io/git/git.ts";
import { type Clone, clone } from "@slipway/testing/git/clone.ts";
import { startFollower } from "@slipway/testing/git/follower.ts";
import { git as plainGit } from "@slipway/testing/git/git.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { testContext } from "@slipway/testing/report.ts";
import { digestOf, shopFiles } from "@slipway/testing/repositories/shop.ts";
import { bump } from "../bump.ts";
import { request } from "../request.ts";

type Images = Readonly<Record<string, string>>;

export async function shop(
  services: readonly string[] = ["order", "product"],
  more: Record<string, string> = {},
) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("shop");
  const bare = server.folder("shop");
  const dev = stack.use(await startFollower(url, bare));
  const source = await dev.land("feat: start", { ...shopFiles(services), ...more });
  const checkout = stack.use(await clone(url));
  const identity = { name: "t", email: "t@example.com" };
  const git = openGit(checkout.path, { identity });
  // What is on the server is read there.
  const landed = openGit(bare, { identity });
  const bumpIn = (
    where: Clone,
    from: string,
    digests: Images,
    context: Partial<Context> = {},
    wait = "0",
  ) => {
    const images = Object.entries(digests).map(([name, letter]) => [
      name,
      { name: `shop/${name}`, digest: digestOf(letter) },
    ]);
    const asked = request.parse({ images: JSON.stringify(Object.fromEntries(images)), source: from, wait });
    return bump(asked, testContext(where.path, context));
  };
  return {
    server,
    url,
    dev,
    source,
    checkout,
    git,
    bumpIn,
    /** Bumps from a checkout of `from`, as the workflow does. */
    async bump(from: string, digests: Images, context: Partial<Context> = {}, wait = "0") {
      await checkout.git("fetch", "--quiet", "origin", "main");
      await checkout.git("checkout", "--quiet", from);
      return bumpIn(checkout, from, digests, context, wait);
    },
    push: (message: string, files: Parameters<Clone["commit"]>[1]) => dev.land(message, files),
    async tip(): Promise<Tree> {
      return git.tree((await git.fetch("main")).get("main") ?? "");
    },
    async pinned(service: string): Promise<Release | undefined> {
      return readRelease(await landed.tree("main"), "dev", service);
    },
    async tags(): Promise<Record<string, string>> {
      const names = (await plainGit(bare, "tag", "--list")).split("\n").filter((name) => name !== "");
      const commits = await Promise.all(names.map((name) => landed.resolve(`refs/tags/${name}`)));
      return Object.fromEntries(names.map((name, index) => [name, commits[index] ?? ""]));
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
