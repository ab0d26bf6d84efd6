/** Many runs at once, each in its own checkout, while people push: what has to be true afterwards. */
import { exitCode } from "@slipway/lib/app/report/outcome.ts";
import type { Outcome } from "@slipway/lib/app/report/report.ts";
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { clone } from "@slipway/testing/git/clone.ts";
import { git } from "@slipway/testing/git/git.ts";
import { releaseOf, type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect } from "vitest";

interface Race {
  readonly runs: number;
  readonly services: number;
  /** Commits that people push to main meanwhile. */
  readonly pushes: number;
}

const AUTO = { staging: { merge: "auto" }, prod: { merge: "auto" } } as const;

/** dev has 0.2.0 of all services and staging 0.1.0, all healthy: each is to move one environment on, once. */
export async function race({ runs, services, pushes }: Race): Promise<void> {
  const names = Array.from({ length: services }, (_, index) => `service-${index}`);
  await using stack = new AsyncDisposableStack();
  const shop = stack.use(await startShop({ policies: AUTO, services: names }));
  shop.forge.requiredChecks.push("slipway/gates");
  await release(shop, names, ["dev", "staging"], "0.1.0");
  await release(shop, names, ["dev"], "0.2.0");
  const before = await git(shop.bare, "rev-parse", "main");
  const checkouts: string[] = [];
  for (let run = 0; run < runs; run += 1) {
    const checkout = stack.use(await clone(shop.bare));
    await checkout.git("remote", "set-url", "origin", shop.url);
    checkouts.push(checkout.path);
  }
  const [outcomes] = await Promise.all([
    Promise.all(checkouts.map((workspace) => shop.run({ workspace }))),
    push(shop, pushes),
  ]);
  expect(outcomes.filter((outcome) => exitCode(outcome) !== 0).flatMap(failures)).toEqual([]);
  // What the losers left is made up for by the next run; after it nothing is left to do but to wait for staging.
  await shop.run();
  const { results } = await shop.run();
  expect(results.filter(({ status }) => status === "done" || status === "failed")).toEqual([]);
  await requireMovedOnce(shop, names, before);
  expect(await git(shop.bare, "ls-tree", "--name-only", "main", "notes/").then(lines)).toHaveLength(pushes);
}

function failures({ results }: Outcome): readonly string[] {
  return results.flatMap(({ environment, service, status, reason }) =>
    status === "failed" ? [`${environment}/${service}: ${reason}`] : [],
  );
}

async function release(
  shop: Shop,
  names: readonly string[],
  environments: readonly string[],
  version: string,
): Promise<void> {
  const source = await shop.developer.git("rev-parse", "HEAD");
  const releases = names.map((name) => releaseOf(name, version, source));
  for (const environment of environments) {
    await shop.pinAll(environment, releases);
    await shop.reportAll(environment, releases);
  }
}

async function push(shop: Shop, pushes: number): Promise<void> {
  await using person = await clone(shop.bare);
  await person.git("remote", "set-url", "origin", shop.url);
  const hers = openGit(person.path, { identity: { name: "ann", email: "ann@example.com" } });
  for (let index = 0; index < pushes; index += 1) {
    const note = { path: `notes/${index}.md`, content: `${index}\n` };
    await hers.pushReplanned("main", async () => ({ message: `docs: note ${index}`, changes: [note] }));
  }
}

async function requireMovedOnce(shop: Shop, names: readonly string[], before: string): Promise<void> {
  const merged = shop.forge.pulls.filter(({ mergedAt }) => mergedAt !== null);
  expect(merged.map(({ head }) => head).toSorted()).toEqual(["promote/prod", "promote/staging"]);
  expect(shop.forge.pulls.filter(({ state }) => state === "open")).toEqual([]);
  expect(await shop.branches()).toEqual([]);
  for (const name of names) {
    for (const [environment, version] of [
      ["dev", "0.2.0"],
      ["staging", "0.2.0"],
      ["prod", "0.1.0"],
    ] as const) {
      const file = `${releasePath(environment, name)}/release.yaml`;
      expect(await shop.show(`main:${file}`)).toContain(`version: ${version}\n`);
      const moves = await git(
        shop.bare,
        "log",
        "--first-parent",
        "--format=%s",
        `${before}..main`,
        "--",
        file,
      );
      expect(lines(moves)).toHaveLength(environment === "dev" ? 0 : 1);
    }
  }
}

function lines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
