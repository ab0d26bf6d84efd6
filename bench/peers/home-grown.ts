/** The scripts one finds in pipelines: `kustomize edit set image`, commit, push, and again when the push lost. */
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { type Clone, clone } from "@slipway/testing/git/clone.ts";
import type { Contender } from "./contender.ts";
import { folderOf, imageOf, kustomizationOf, NEW, pushedImageOf } from "./repository.ts";

const MOST_TRIES = 200;

async function editAndCommit(work: Clone, service: string): Promise<void> {
  const image = `${imageOf(service)}=${pushedImageOf(service)}:${NEW.tag}@${NEW.digest}`;
  await exec("kustomize", ["edit", "set", "image", image], { cwd: join(work.path, folderOf(service)) });
  await work.git("commit", "--quiet", "--all", "-m", `chore(${service}): ${NEW.tag}`);
}

/** `until git push; do git pull --rebase; done` */
async function push(work: Clone): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    try {
      await work.git("push", "--quiet", "origin", "HEAD:main");
      return;
    } catch {
      await work.git("pull", "--quiet", "--rebase", "origin", "main");
    }
  }
  throw new Error(`git push was rejected ${MOST_TRIES} times`);
}

const files = { overlayPath: kustomizationOf, pinFile: kustomizationOf, wanted: NEW };

/** One job for all: a loop over the services, one push at its end. */
export const loop: Contender = {
  ...files,
  name: "kustomize edit, one loop",
  async prepare({ url, services }) {
    const work = await clone(url);
    return {
      async run() {
        for (const service of services) await editAndCommit(work, service);
        await push(work);
      },
      [Symbol.asyncDispose]: () => work[Symbol.asyncDispose](),
    };
  },
};

/** One workflow run a service, `atOnce` of them at a time, each in its own checkout. */
export const runEach = (atOnce: number): Contender => ({
  ...files,
  name: `kustomize edit, a run each (${atOnce} at once)`,
  async prepare({ url, services }) {
    const stack = new AsyncDisposableStack();
    const jobs: (readonly [string, Clone])[] = [];
    for (const service of services) jobs.push([service, stack.use(await clone(url))]);
    return {
      async run() {
        const queue = jobs.values();
        const runner = async () => {
          for (const [service, work] of queue) {
            await work.git("pull", "--quiet", "--rebase", "origin", "main");
            await editAndCommit(work, service);
            await push(work);
          }
        };
        await Promise.all(Array.from({ length: atOnce }, runner));
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  },
});
