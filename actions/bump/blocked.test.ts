import { exitCode } from "@slipway/lib/app/report/outcome.ts";
import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { readRelease } from "@slipway/lib/domain/releases/releases.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { emptyClone, type Files } from "@slipway/testing/git/clone.ts";
import { git } from "@slipway/testing/git/git.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { testContext } from "@slipway/testing/report.ts";
import { digestOf, releaseFiles, releaseOf, shopFiles } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { bump } from "./bump.ts";
import { request } from "./request.ts";

/** A shop with a release of product in dev, and commits to release. */
async function shop() {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const person = stack.use(await emptyClone(await server.createRepository("platform")));
  const bare = server.folder("platform");
  const first = await person.push("feat: start", shopFiles(["product"]));
  const pinned = releaseOf("product", { source: first });
  await person.push("bump(dev): product", releaseFiles("dev", pinned));
  const push = (message: string, files: Files = {}) => person.push(message, files);
  return {
    bare,
    pinned,
    person,
    push,
    async bump(letter: string, source: string) {
      const images = JSON.stringify({ product: { name: "shop/product", digest: digestOf(letter) } });
      const { results } = await bump(
        request.parse({ images, source, wait: "0" }),
        testContext(person.path, { clock: { now: () => new Date("2026-03-01T12:00:00Z") } }),
      );
      await person.git("pull", "--quiet", "--rebase", "origin", "main");
      return results;
    },
    tree: () => openGit(bare, { identity: { name: "t", email: "t@example.com" } }).tree("main"),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const refused = (reason: RegExp) => [{ status: "refused", reason: expect.stringMatching(reason) }];
const order = { cause: "failed", reason: "20 % errors", by: "bot", until: null } as const;

test("PP-22 a held image is not bumped again, not even from a newer commit; a newer one is", async () => {
  await using platform = await shop();
  const bad = await platform.push("feat: bad", { "services/product/src/main.ts": "bad\n" });
  expect(await platform.bump("b", bad)).toMatchObject([{ status: "done" }]);
  const { release } = releaseOf("product", { source: bad, digest: digestOf("b"), version: "0.2.0" });
  const hold = toHold("dev", release, { ...order, at: new Date("2026-03-01T11:00:00Z") });
  await platform.push("rollback(dev): product", {
    ...releaseFiles("dev", platform.pinned),
    [holdFile("dev", "product", release.id)]: formatHold(hold),
  });
  expect(await platform.bump("b", bad)).toMatchObject(refused(/^0\.2\.0 is held in dev .*20 % errors/));
  const later = await platform.push("docs: a word");
  expect(await platform.bump("b", later)).toMatchObject(refused(/is held in dev/));
  expect(await platform.bump("c", bad)).toMatchObject(refused(/is held in dev/));
  expect(await platform.bump("c", later)).toMatchObject([{ status: "done" }]);
});

test("PP-22 a hold that cannot be read lets nothing in, and is named", async () => {
  await using platform = await shop();
  const source = await platform.push("chore: a hold?", { "environments/dev/holds/odd.yaml": "nonsense" });
  expect(await platform.bump("b", source)).toMatchObject([
    { status: "failed", reason: expect.stringContaining("environments/dev/holds/odd.yaml") },
  ]);
});

test("PP-20 nothing is bumped into an environment that is stopped, until it is resumed", async () => {
  await using platform = await shop();
  const source = await platform.push("feat: more", { "services/product/src/main.ts": "more\n" });
  for (const branch of ["stop/dev", "stop/all"]) {
    await git(platform.bare, "branch", branch, "main");
    expect(await platform.bump("b", source)).toMatchObject(refused(/is stopped since .*feat: more/));
    await git(platform.bare, "branch", "-D", branch);
  }
  await git(platform.bare, "branch", "stop/prod", "main");
  expect(await platform.bump("b", source)).toMatchObject([{ status: "done" }]);
});

test("PP-22 a held release that is pinned anyway is reported as refused", async () => {
  await using platform = await shop();
  const source = await platform.push("feat: more", { "services/product/src/main.ts": "more\n" });
  expect(await platform.bump("b", source)).toMatchObject([{ status: "done" }]);
  const release = await readRelease(await platform.tree(), "dev", "product");
  if (release === undefined) throw new Error("nothing is pinned");
  expect(await platform.bump("b", source)).toMatchObject([{ status: "nothing" }]);
  const hold = toHold("dev", release, { ...order, at: new Date("2026-03-01T11:00:00Z") });
  await platform.push("hold", { [holdFile("dev", "product", release.id)]: formatHold(hold) });
  expect(await platform.bump("b", source)).toMatchObject(refused(/is held in dev/));
});

test("a reverted release is not bumped again before a hold is written; neither is a later one without the revert", async () => {
  await using platform = await shop();
  const bad = await platform.push("feat: bad", { "services/product/src/main.ts": "bad\n" });
  expect(await platform.bump("b", bad)).toMatchObject([{ status: "done" }]);
  const bumped = await platform.person.git("rev-parse", "HEAD");
  const before = await platform.push("feat: more", { "services/product/src/more.ts": "more\n" });
  await platform.person.git("revert", "--no-edit", bumped);
  await platform.person.git("push", "--quiet", "origin", "HEAD:main");
  const back = /^0\.2\.0 was put back in dev: .*Revert "bump/;
  expect(await platform.bump("b", bad)).toMatchObject(refused(back));
  expect(await platform.bump("c", before)).toMatchObject(refused(back));
  const later = await platform.push("docs: a word");
  expect(await platform.bump("b", later)).toMatchObject(refused(back));
  const fixed = await platform.push("fix: good", { "services/product/src/main.ts": "good\n" });
  expect(await platform.bump("d", fixed)).toMatchObject([{ status: "done" }]);
});

test("the revert of a first release counts as a person's decision too; a folder that was deleted starts again", async () => {
  await using platform = await shop();
  const { release } = platform.pinned;
  await platform.person.git("revert", "--no-edit", "HEAD");
  await platform.person.git("push", "--quiet", "origin", "HEAD:main");
  expect(await platform.bump("a", release.source)).toMatchObject(refused(/was put back in dev/));
  const next = await platform.push("fix: good", { "services/product/src/main.ts": "good\n" });
  expect(await platform.bump("b", next)).toMatchObject([{ status: "done" }]);
  const folder = "environments/dev/product/release";
  await platform.person.git("rm", "--quiet", "-r", folder);
  await platform.push("chore: start again");
  expect(await platform.bump("b", next)).toMatchObject([{ status: "done" }]);
});

test("PP-20 a freeze of the first environment keeps a bump out, with an exit code that is not 0", async () => {
  await using platform = await shop();
  const file = "environments/dev/environment.yaml";
  const freeze = 'freezes: [{name: sunday, cron: "0 0 * * 0", duration: 24h, timezone: UTC}]\n';
  const next = await platform.push("feat: next", { [file]: `${shopFiles([])[file]}${freeze}` });
  const results = await platform.bump("b", next);
  expect(results).toMatchObject(refused(/^dev: frozen by "sunday" until/));
  expect(exitCode({ outputs: {}, results, failsWhenRefused: true })).toBe(1);
  expect(exitCode({ outputs: {}, results })).toBe(0);
});
