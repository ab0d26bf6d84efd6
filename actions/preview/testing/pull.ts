/** A shop whose services run in dev and staging what their chart renders, and branches that change it. For tests only. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderManifests } from "@slipway/lib/app/render/render.ts";
import { readServices } from "@slipway/lib/domain/services/services.ts";
import { type Clone, clone, type Files } from "@slipway/testing/git/clone.ts";
import { type GitServer, startGitServer } from "@slipway/testing/git/server.ts";
import { treeOf } from "@slipway/testing/git/tree.ts";
import { digestOf, releaseFiles, releaseOf, shopFiles } from "@slipway/testing/repositories/shop.ts";

export interface Shop extends AsyncDisposable {
  readonly server: GitServer;
  readonly dev: Clone;
  readonly start: string;
  /** Commits on a branch that leaves main at `start`; nothing is pushed. */
  branch(files: Files, from?: string): Promise<string>;
  /** As a runner does: the file of the event and the variables that name it. */
  event(pull: {
    readonly head: string;
    readonly number?: number;
    readonly fork?: boolean;
  }): Promise<NodeJS.ProcessEnv>;
}

export async function startShop(services: readonly string[] = ["product", "order"]): Promise<Shop> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const dev = stack.use(await clone(await server.createRepository("shop")));
  const files = await releasedShop(services);
  const start = await dev.push("feat: start", files);
  const owned = stack.move();
  return {
    server,
    dev,
    start,
    async branch(changes, from = start) {
      await dev.git("checkout", "--quiet", "--detach", from);
      return dev.commit("change", changes);
    },
    async event({ head, number = 7, fork = false }) {
      const path = join(dev.path, ".git", `event-${number}.json`);
      const sides = {
        base: { ref: "main", sha: start, repo: { full_name: "shop/shop" } },
        head: { ref: "change", sha: head, repo: { full_name: fork ? "somebody/shop" : "shop/shop" } },
      };
      await writeFile(path, JSON.stringify({ pull_request: { number, ...sides } }));
      return { PATH: process.env.PATH, GITHUB_EVENT_NAME: "pull_request", GITHUB_EVENT_PATH: path };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Everything that runs is what Helm renders from the same commit. */
export async function releasedShop(services: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const files = shopFiles(services);
  const tree = treeOf(files);
  const rendered = await renderManifests(tree, await readServices(tree));
  const released = [...rendered].flatMap(([service, result]) => {
    if ("fault" in result) throw result.fault;
    const release = releaseOf(service, {
      manifests: result.manifests,
      digest: digestOf("a"),
      version: "0.2.0",
    });
    return ["dev", "staging"].map((environment) => releaseFiles(environment, release));
  });
  return Object.assign({}, files, ...released);
}
