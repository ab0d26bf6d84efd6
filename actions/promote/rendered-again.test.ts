/** What leaves the first environment is what its source renders, by the real Helm; nothing else leaves it. */
import { renderManifests } from "@slipway/lib/app/render/render.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { readServices } from "@slipway/lib/domain/services/services.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { startGithubServer } from "@slipway/testing/forge/github-server.ts";
import { bareRepository } from "@slipway/testing/git/bare-repository.ts";
import { emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { testContext } from "@slipway/testing/report.ts";
import { writeReports } from "@slipway/testing/repositories/platform.ts";
import { releaseFiles, releaseOf, shopFiles } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { promote } from "./promote.ts";
import { request } from "./request.ts";

type Pinned = ReturnType<typeof releaseOf>;

/** A shop with a release of product in dev, healthy there: what Helm renders, and then what `edit` makes of it. */
async function shop(edit: (pinned: Pinned) => Pinned) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const developer = stack.use(await emptyClone(await server.createRepository("platform")));
  const bare = server.folder("platform");
  const forge = stack.use(await startGithubServer(bareRepository(bare)));
  const source = await developer.push("feat: start", shopFiles(["product"]));
  const tree = await openGit(bare, { identity: { name: "t", email: "t@example.com" } }).tree(source);
  const rendered = (await renderManifests(tree, await readServices(tree))).get("product");
  if (rendered === undefined || "fault" in rendered) throw new Error("not rendered");
  const pinned = edit(releaseOf("product", { source, manifests: rendered.manifests }));
  await developer.push("bump(dev): product 0.1.0", releaseFiles("dev", pinned));
  await writeReports(bare, { environment: "dev", releases: [pinned.release], beatAt: new Date() });
  const env = {
    PATH: process.env.PATH,
    GITHUB_API_URL: forge.url,
    GITHUB_REPOSITORY: "shop/platform",
    SLIPWAY_TOKEN: "bot-token",
  };
  return {
    forge,
    run: (inputs: Readonly<Record<string, string>> = {}) =>
      promote(request.parse(inputs), testContext(developer.path, { env, clock: { now: () => new Date() } })),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** As somebody would who knows how ids are made. */
const withManifests = ({ release, manifests }: Pinned, edit: (text: string) => string): Pinned => {
  const edited = edit(manifests);
  expect(edited).not.toBe(manifests);
  return releaseOf("product", { source: release.source, manifests: edited });
};
const withRelease = ({ release, manifests }: Pinned, change: Partial<Release>): Pinned => ({
  release: { ...release, ...change },
  manifests,
});

test.each<[string, (pinned: Pinned) => Pinned]>([
  ["what its source renders", (pinned) => pinned],
  [
    "the same objects as another Helm may write them",
    (pinned) => withManifests(pinned, (text) => `# Source: elsewhere\n${text}\n`),
  ],
])("%s leaves dev", async (_, edit) => {
  await using platform = await shop(edit);
  expect((await platform.run()).results).toMatchObject([{ environment: "staging", status: "done" }]);
  expect(platform.forge.pulls).toHaveLength(1);
});

test.each<[string, (pinned: Pinned) => Pinned, RegExp]>([
  [
    "a manual edit with its id computed again",
    (pinned) => withManifests(pinned, (text) => text.replace("replicas: 2", "replicas: 1")),
    /^0\.1\.0 in dev is not what [0-9a-f]{12} renders: Rollout product is another\.\n.*git log -- environments\/dev\/product\/release.*Delete the folder/,
  ],
  [
    "another object next to the others",
    (pinned) => withManifests(pinned, (text) => `${text}---\nkind: Secret\nmetadata: {name: mine}\n`),
    /Secret mine is another/,
  ],
  [
    "another strategy",
    (pinned) => withRelease(pinned, { strategy: "none" }),
    /the strategy is none, not standard/,
  ],
  [
    "its own data schema",
    (pinned) => withRelease(pinned, { dataSchema: { needs: 1, provides: [1] } }),
    /the data schema is another/,
  ],
])("PP-15 a planted release does not leave dev: %s", async (_, edit, words) => {
  await using platform = await shop(edit);
  const { results } = await platform.run();
  expect(results).toMatchObject([
    { environment: "staging", status: "refused", reason: expect.stringMatching(words) },
  ]);
  expect(platform.forge.pulls).toEqual([]);
});

test("with re-render: false nobody looks", async () => {
  await using platform = await shop((pinned) => withRelease(pinned, { strategy: "none" }));
  expect((await platform.run({ "re-render": "false" })).results).toMatchObject([{ status: "done" }]);
});
