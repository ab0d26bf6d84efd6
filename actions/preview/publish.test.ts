import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "@slipway/lib/app/report/report.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { connectForge } from "@slipway/lib/io/forge/connect.ts";
import { startGithubServer } from "@slipway/testing/forge/github-server.ts";
import { overlayFiles } from "@slipway/testing/repositories/shop.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { look as lookAt, replicas } from "./testing/look.ts";
import { type Shop, startShop } from "./testing/pull.ts";

// One for all: every test has its own branch, and none moves main.
let shop: Shop;

beforeAll(async () => {
  shop = await startShop();
});

afterAll(() => shop[Symbol.asyncDispose]());

const look = (inputs: Record<string, string>, changes: Partial<Context> = {}) =>
  lookAt(shop, inputs, changes);

describe("a pull request", () => {
  async function github() {
    const server = await startGithubServer({ headOf: async () => "a".repeat(40) });
    const env = { GITHUB_API_URL: server.url, GITHUB_REPOSITORY: "shop/shop", SLIPWAY_TOKEN: "planted" };
    const { number } = await connectForge(env).openPull({
      head: "change",
      base: "main",
      title: "t",
      body: "b",
    });
    const run = async (head: string, fork = false, more: NodeJS.ProcessEnv = {}) => {
      // What GitHub makes of it.
      await shop.dev.git("checkout", "--quiet", "--detach", shop.start);
      await shop.dev.git("merge", "--quiet", "--no-ff", "-m", "merge", head);
      await shop.dev.git("push", "--quiet", "--force", "origin", `HEAD:refs/pull/${number}/merge`);
      const event = await shop.event({ head, number, fork });
      return look({}, { env: { ...event, ...env, ...more } });
    };
    const comments = () => server.pulls[0]?.comments.map(({ body }) => body) ?? [];
    return { server, run, comments, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  }

  test("PP-25 one comment, updated in place, with the commits that were compared", async () => {
    await using forge = await github();
    const first = await shop.branch(overlayFiles("dev", "product", replicas(1)));
    await forge.run(first);
    expect(forge.comments()).toHaveLength(1);
    expect(forge.comments()[0]).toContain(`the merge of \`${shortSha(first)}\``);
    const second = await shop.branch(overlayFiles("dev", "product", replicas(5)), first);
    await forge.run(second);
    expect(forge.comments()).toHaveLength(1);
    expect(forge.comments()[0]).toContain("+  replicas: 5");
  });

  test("of a fork, whose token may not write: no comment, and the job's summary has it all", async () => {
    await using forge = await github();
    const { lines, markdown } = await forge.run(
      await shop.branch(overlayFiles("dev", "product", replicas(1))),
      true,
    );
    expect(forge.comments()).toEqual([]);
    expect(lines.join("\n")).toContain("notice: A fork's token may not comment");
    expect(markdown).toContain("+  replicas: 1");
  });

  test("a comment that the forge refuses does not fail the preview", async () => {
    await using forge = await github();
    const head = await shop.branch(overlayFiles("dev", "product", replicas(1)));
    forge.server.failNext(403);
    const { code, lines } = await forge.run(head);
    expect(code).toBe(0);
    expect(lines.join("\n")).toContain("warning: The comment could not be written");
  });

  test("a forge that never answers does not keep the preview, and there is one comment eventually", async () => {
    await using forge = await github();
    const head = await shop.branch(overlayFiles("dev", "product", replicas(1)));
    forge.server.disturb((_, path) => (path.endsWith("/comments") ? "lost" : undefined));
    const { code, lines, markdown } = await forge.run(head, false, { SLIPWAY_API_DEADLINE: "0.3" });
    expect(code).toBe(0);
    expect(lines.join("\n")).toMatch(/warning: The comment could not be written.*no response within 0\.3 s/);
    expect(markdown).toContain("+  replicas: 1");
    forge.server.disturb(undefined);
    await forge.run(head);
    expect(forge.comments()).toHaveLength(1);
  });
});

test("PP-25 the whole text is written to files, for an artifact", async () => {
  const head = await shop.branch(overlayFiles("dev", "product", `${replicas(1)}# <script>\n`));
  const output = join(shop.dev.path, ".git/preview");
  await look({ base: shop.start, head, output });
  const read = (name: string) => readFile(join(output, name), "utf8");
  expect(await read("preview.md")).toContain("+  replicas: 1");
  expect(await read("preview.diff")).toContain("+  replicas: 1");
  expect(await read("preview.html")).toContain('<span class="add">+  replicas: 1</span>');
});
