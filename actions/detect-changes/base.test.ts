import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { type Clone, clone } from "@slipway/testing/git/clone.ts";
import { serviceFiles } from "@slipway/testing/repositories/shop.ts";
import { describe, expect, test } from "vitest";
import { shop } from "./testing/shop.ts";

describe("for a pull request", () => {
  /** What Actions leaves on disk for an event. */
  const eventOf = async (where: Clone, name: string, payload: object) => {
    const path = join(where.path, ".git", `${name}.json`);
    await writeFile(path, JSON.stringify(payload));
    return { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path };
  };

  test("AP-7 the base is the event's, for pull_request and merge_group, in a checkout of depth 1", async () => {
    await using repo = await shop();
    await repo.dev.push("feat(order): x", { "services/order/src/x.ts": "" });
    await using shallow = await clone(repo.url, "--depth=1");
    const pull = await eventOf(shallow, "pull_request", { pull_request: { base: { sha: repo.start } } });
    expect((await repo.detect(shallow, {}, pull)).services).toEqual(["order"]);
    await using group = await clone(repo.url, "--depth=1");
    const queued = await eventOf(group, "merge_group", { merge_group: { base_sha: repo.start } });
    expect((await repo.detect(group, {}, queued)).services).toEqual(["order"]);
  });

  test("AP-7 the base of a push is not used: zeros and lost commits in it change nothing", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    const push = await eventOf(repo.dev, "push", { before: "0".repeat(40), forced: true });
    expect((await repo.detect(repo.dev, {}, push)).selection).toBe("none");
  });

  test.each(["0".repeat(40), "d".repeat(40), "no-such-branch"])(
    "AP-8 an unknown base %s: everything, with the reason",
    async (base) => {
      await using repo = await shop();
      const { services, reasons } = await repo.detect(repo.dev, { base });
      expect(services).toEqual(["order", "product"]);
      expect(reasons.order).toBe(
        `the base ${base} is neither here nor on the remote, so everything may have changed`,
      );
    },
  );

  test("AP-8 an event without a base is an error that names the input", async () => {
    await using repo = await shop();
    const event = await eventOf(repo.dev, "merge_group", {});
    await expect(repo.detect(repo.dev, {}, event)).rejects.toThrow(/merge_group names no base.*input base/s);
  });

  test("AP-7 a service that the head removes is reported as such and not built", async () => {
    await using repo = await shop();
    const files = Object.fromEntries(Object.keys(serviceFiles("product")).map((path) => [path, null]));
    await repo.dev.commit("feat!: no product", files);
    const { services, results } = await repo.detect(repo.dev, { base: repo.start });
    expect(services).toEqual([]);
    expect(results.find(({ service }) => service === "product")?.reason).toContain("removed or renamed here");
  });

  test("AP-7 only what the head changed since it branched off", async () => {
    await using repo = await shop();
    await using author = await clone(repo.url);
    const head = await author.commit("feat(order): x", { "services/order/src/x.ts": "" });
    const base = await repo.dev.push("feat(product): meanwhile", { "services/product/src/y.ts": "" });
    await author.git("fetch", "--quiet");
    const found = await repo.detect(author, { base, source: head });
    expect(found.services).toEqual(["order"]);
    expect(found.reasons.order).toBe(`changed since ${shortSha(repo.start)}: services/order/src/x.ts`);
  });

  test("AP-8 unrelated history: everything, with the reason", async () => {
    await using repo = await shop();
    const orphan = await openGit(repo.dev.path, { identity: { name: "t", email: "t@example.com" } }).commit(
      undefined,
      { message: "other", changes: [] },
    );
    const { services, reasons } = await repo.detect(repo.dev, { base: orphan });
    expect(services).toEqual(["order", "product"]);
    expect(reasons.order).toContain("no common history");
  });
});

test("a branch that does not exist, and a source that does not, are errors with a remedy", async () => {
  await using repo = await shop();
  await expect(repo.detect(repo.dev, { branch: "trunk" })).rejects.toThrow("branch trunk: not on the remote");
  await expect(repo.detect(repo.dev, { source: "nowhere" })).rejects.toThrow(
    'commit "nowhere": not in this clone',
  );
});

test("a hotfix needs what its own commits changed, also after it was merged back; main's later work is not its own", async () => {
  await using place = await shop();
  const { dev, start, detect } = place;
  await dev.push("feat: later", { "services/order/src/later.ts": "export {};\n" });
  await dev.git("checkout", "--quiet", "-b", "hotfix/sell", start);
  await dev.commit("fix: sell", { "services/product/src/main.ts": "export const name = 'fixed';\n" });
  const before = await detect(dev, { "cut-from": "main" });
  expect(before.services).toEqual(["product"]);
  await dev.git("checkout", "--quiet", "main");
  await dev.git("merge", "--quiet", "--no-ff", "--no-edit", "hotfix/sell");
  await dev.git("push", "--quiet", "origin", "main");
  await dev.git("checkout", "--quiet", "hotfix/sell");
  expect((await detect(dev, { "cut-from": "main" })).services).toEqual(["product"]);
});
