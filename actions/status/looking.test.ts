/** The verbs that only look, as people run them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Paint } from "@slipway/lib/app/report/answer.ts";
import { plain } from "@slipway/lib/app/report/answer.ts";
import { holdFile } from "@slipway/lib/domain/holds/holds.ts";
import { git } from "@slipway/testing/git/git.ts";
import { heads } from "@slipway/testing/git/import.ts";
import { testContext } from "@slipway/testing/report.ts";
import { hour, NOW, type Story, startStory } from "@slipway/testing/repositories/story.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { board } from "../board/board.ts";
import { request as boardRequest } from "../board/request.ts";
import { runCommandLine } from "../cli/program.ts";
import { history } from "../history/history.ts";
import { request as historyRequest } from "../history/request.ts";
import { request as whyRequest } from "../why/request.ts";
import { why } from "../why/why.ts";
import { request } from "./request.ts";
import { status } from "./status.ts";

let story: Story;

beforeAll(async () => {
  story = await startStory();
});
afterAll(async () => {
  await story?.[Symbol.asyncDispose]();
});

const context = (change = {}) => testContext(story.clone.path, { clock: { now: () => NOW }, ...change });

describe("status", () => {
  test("is a table of what runs where, with what needs attention below", async () => {
    const { answer, results } = await status(request.parse({}), context());
    expect(results).toEqual([]);
    const lines = answer?.text(plain).split("\n") ?? [];
    expect(lines.find((line) => line.startsWith("service"))).toMatch(/^service +dev +staging +prod$/);
    expect(lines.find((line) => line.startsWith("product"))).toMatch(
      /^product +◐ 0\.3\.0 6 min 25% +● 0\.2\.0 4 h ↓1 +● 0\.1\.1 2 h ↓1 held$/,
    );
    expect(lines.find((line) => line.startsWith("order"))).toMatch(
      /^order +● 0\.1\.0 14 h +– ↓1 release +–$/,
    );
    expect(lines.filter((line) => line.startsWith("prod/"))).toEqual([
      "prod/product: 0.2.0 is held: customers see errors",
    ]);
  });

  test("colours come on top: the columns stay where they are, and without a terminal there are none", async () => {
    const { answer } = await status(request.parse({}), context());
    const paint: Paint = (tone, text) => `<${tone}>${text}</>`;
    const painted = answer?.text(paint) ?? "";
    expect(painted).toContain("<good>●</>");
    expect(painted.replaceAll(/<\/?\w*>/g, "")).toBe(answer?.text(plain));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
    expect(answer?.text(plain)).not.toMatch(/\u001b/);
  });

  test("finds a branch that makes stops or evidence impossible, with the command that removes it", async () => {
    await git(story.bare, "branch", "stop", "main");
    await git(story.bare, "branch", "rollback", "main");
    const { answer } = await status(request.parse({}), context());
    await git(story.bare, "branch", "-D", "stop", "rollback");
    const lines = answer?.text(plain).split("\n") ?? [];
    expect(lines).toContain(
      "note: branch stop: stop/all, stop/dev, stop/staging, stop/prod cannot be pushed while it exists. Remove it: git push origin --delete stop",
    );
    expect(lines).toContain(
      "note: branch rollback: rollback/* cannot be pushed while it exists. Remove it: git push origin --delete rollback",
    );
  });

  test("finds a stop that stops nothing, with the names that would", async () => {
    const names = ["stop/production", "stop/Prod", "stops/prod"];
    for (const name of names) await git(story.bare, "branch", name, "main");
    const { answer } = await status(request.parse({}), context());
    for (const name of names) await git(story.bare, "branch", "-D", name);
    const lines = answer?.text(plain).split("\n") ?? [];
    for (const name of names) {
      expect(lines).toContain(
        `note: branch ${name}: it stops nothing, for there is no such environment. Known: dev, staging, prod, all. Push the right one, or remove it: git push origin --delete ${name}`,
      );
    }
  });

  test("of some services; one that nobody knows is refused with those that are known", async () => {
    const { answer } = await status(request.parse({ services: "order" }), context());
    expect(answer?.document).toMatchObject({ schema: 1, services: [{ name: "order" }] });
    await expect(status(request.parse({ services: "ordr" }), context())).rejects.toThrow(
      "Known: order, product.",
    );
  });

  test("PP-27 one fetch, however many services and environments, and no call to a forge without a token", async () => {
    const before = story.server.requests.length;
    await status(request.parse({}), context());
    const asked = story.server.requests.slice(before).map(({ method, url }) => `${method} ${url}`);
    expect(asked.filter((each) => each.includes("info/refs"))).toHaveLength(1);
    expect(asked.length).toBeLessThanOrEqual(2);
  });
});

describe("why", () => {
  test("says in sentences what is there, what blocks the next one and what opens the gates", async () => {
    const { answer } = await why(whyRequest.parse({ service: "product", environment: "prod" }), context());
    const text = answer?.text(plain) ?? "";
    expect(text).toMatch(/^product in prod\nprod has 0\.1\.1 for 2 h: rolled back by Radia/);
    expect(text).toContain("staging has 0.2.0: 1 commit and 1 release further, for 4 h.");
    expect(text).toMatch(/What blocks the next release:\n {2}- hold: /);
    expect(text).toMatch(/What opens the gates:\n {2}- .*slipway hold --lift/);
  });

  test.each([
    ["nowhere", "product", "Known: dev, staging, prod"],
    ["prod", "nothing", "Known: order, product"],
  ])("of %s/%s is refused with what there is", async (environment, service, remedy) => {
    await expect(why(whyRequest.parse({ service, environment }), context())).rejects.toThrow(remedy);
  });
});

describe("history", () => {
  test("lists when, where, what, who, and what became of it, with reasons and holds", async () => {
    const { answer } = await history(historyRequest.parse({ service: "product" }), context());
    const lines = answer?.text(plain).split("\n") ?? [];
    expect(lines[1]).toMatch(/^2026-01-05 15:54 UTC +dev +0\.2\.0 → 0\.3\.0 +bump by edsger +running$/);
    expect(lines[2]).toMatch(/^2026-01-05 13:30 UTC +prod +0\.2\.0 +hold set by Radia$/);
    expect(lines[3]).toBe("    reason: customers see errors");
    expect(lines[4]).toMatch(/prod +0\.2\.0 → 0\.1\.1 +rollback by Radia +healthy after 15 min$/);
    expect(lines[6]).toMatch(/prod +0\.1\.1 → 0\.2\.0 +promote by Grace +aborted after 12 min$/);
    expect(lines[7]).toBe("    aborted: success-rate was 0.82");
    expect(lines.at(-1)).toBe("0.2.0 is held in prod since 2026-01-05 13:30 UTC");
  });

  test("a hold that was lifted stays on the record, with who lifted it", async () => {
    await using lifted = await startStory();
    const file = holdFile("prod", "product", lifted.releases.product020.id);
    await lifted.land({
      branch: "main",
      author: "Ken",
      at: hour(15.9),
      files: { [file]: null },
      message: "hold(prod): lift product 0.2.0",
    });
    const inputs = historyRequest.parse({ service: "product", environment: "prod" });
    const { answer } = await history(inputs, testContext(lifted.clone.path, { clock: { now: () => NOW } }));
    const lines = answer?.text(plain).split("\n") ?? [];
    expect(lines[1]).toMatch(/^2026-01-05 15:54 UTC +prod +0\.2\.0 +hold lifted by Ken$/);
    expect(answer?.document).toMatchObject({ held: [{ kind: "lifted" }, { kind: "set" }], holds: [] });
  });

  test("of one environment, the newest entries, and says how many are left", async () => {
    const inputs = { service: "product", environment: "prod", limit: "2" };
    const { answer } = await history(historyRequest.parse(inputs), context());
    expect(answer?.document).toMatchObject({ entries: [{ version: "0.1.1" }, { version: "0.2.0" }] });
    expect(answer?.text(plain)).toContain("and 2 entries more");
    const unknown = history(historyRequest.parse({ service: "nothing" }), context());
    await expect(unknown).rejects.toThrow("it was never released");
  });
});

describe("board", () => {
  test("writes page and document; a dry run writes nothing", async () => {
    const out = join(story.clone.path, "site");
    await board(boardRequest.parse({ out: "site" }), context({ dryRun: true }));
    expect(existsSync(out)).toBe(false);
    const { results, outputs } = await board(boardRequest.parse({ out: "site" }), context());
    expect(outputs.page).toBe(join(out, "index.html"));
    expect(JSON.parse(readFileSync(join(out, "board.json"), "utf8"))).toMatchObject({ schema: 1 });
    expect(readFileSync(join(out, "index.html"), "utf8")).toContain("product");
    expect(results).toContainEqual({
      environment: "dev",
      service: "board",
      status: "done",
      reason: "1 healthy, 1 running",
    });
  });

  test("publishes one commit without a parent, replaced each time", async () => {
    for (const _ of [1, 2]) {
      await board(boardRequest.parse({ out: "site", publish: "board" }), context());
      expect((await heads(story.bare)).has("board")).toBe(true);
      await story.clone.git("fetch", "--quiet", "origin", "+board:refs/test/board");
      expect(await story.clone.git("rev-list", "--count", "refs/test/board")).toBe("1");
    }
    const files = await story.clone.git("ls-tree", "--name-only", "refs/test/board");
    expect(files.split("\n").sort()).toEqual([".nojekyll", "board.json", "index.html", "metrics.txt"]);
  });

  test.each(["main", "promote/prod/product", "evidence/prod/main"])(
    "never publishes over %s, which is no board's",
    async (publish) => {
      const before = (await heads(story.bare)).get(publish);
      expect(before).toBeDefined();
      await expect(board(boardRequest.parse({ publish }), context())).rejects.toThrow(
        "Name a branch for the board alone",
      );
      expect((await heads(story.bare)).get(publish)).toBe(before);
    },
  );

  test("never replaces a branch that somebody uses for something else", async () => {
    await story.land({
      branch: "docs",
      message: "docs",
      author: "Ada",
      at: NOW,
      files: { "index.html": "ours" },
    });
    const before = (await heads(story.bare)).get("docs");
    const publishing = board(boardRequest.parse({ out: "site", publish: "docs" }), context());
    await expect(publishing).rejects.toThrow("it has no board.json");
    expect((await heads(story.bare)).get("docs")).toBe(before);
  });
});

describe("at a terminal", () => {
  async function run(...args: string[]) {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCommandLine([...args, "--workspace", story.clone.path], {
      env: { PATH: process.env.PATH },
      cwd: "/",
      out: (text) => out.push(text),
      err: { write: (text) => err.push(text) },
    });
    return { code, out: out.join(""), err: err.join("") };
  }

  test("names may be given without their flags, and the answer is all of standard output", async () => {
    const { code, out, err } = await run("why", "product", "prod");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^product in prod\n/);
  });

  test("--json prints the document itself", async () => {
    const { out } = await run("status", "--json");
    expect(JSON.parse(out)).toMatchObject({ schema: 1, environments: [{ name: "dev" }, {}, {}] });
  });

  test("a name that is missing exits with 2 and says which", async () => {
    const { code, err } = await run("why", "product");
    expect(code).toBe(2);
    expect(err).toContain('input "environment" is missing');
  });
});
