/** The whole way: a history in git, read over HTTP, to the one document. */
import { hour, NOW, type Story, startStory } from "@slipway/testing/repositories/story.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ForgeError, type PullRequest } from "../../io/forge/forge.ts";
import { type Board, boardSchema } from "./document.ts";
import { explain } from "./explain.ts";
import type { BoardFacts } from "./facts.ts";
import { boardOf } from "./model.ts";
import type { AskedForge } from "./promotions.ts";
import { readBoard } from "./read.ts";
import { recordOf } from "./record.ts";
import { cell, isOfAnother, readStory, recording } from "./testing/reading.ts";

let story: Story;

let facts: BoardFacts;

let board: Board;

const read = (now?: Date, forge?: AskedForge) => readStory(story, now, forge);

beforeAll(async () => {
  story = await startStory();
  facts = await read();
  board = boardOf(facts);
});

afterAll(async () => {
  await story?.[Symbol.asyncDispose]();
});

describe("the board of a shop with a past", () => {
  test("is what its schema says", () => {
    expect(boardSchema.parse(board)).toEqual(board);
    expect(board.notes).toEqual([]);
    expect(board.environments.map(({ name }) => name)).toEqual(["dev", "staging", "prod"]);
    expect(board.environments[0]?.clusters).toEqual([
      { name: "main", beatAt: expect.any(String), isAlive: true },
    ]);
  });

  test("names who pinned a release: the actor of a bump, the person who merged a promotion, who rolled back and why", () => {
    expect(cell(board, "product", "dev").change).toMatchObject({ by: "edsger", verb: "bump", from: "0.2.0" });
    expect(cell(board, "product", "staging").change).toMatchObject({
      by: "Grace",
      verb: "promote",
      from: "0.1.1",
      at: hour(12).toISOString(),
      subject: "promote(staging): product 0.2.0",
    });
    expect(cell(board, "product", "prod").change).toMatchObject({
      by: "Radia",
      verb: "rollback",
      from: "0.2.0",
      reason: "customers see errors",
    });
  });

  test("counts how far an environment is behind: commits that touch the service, releases, and since when", () => {
    expect(cell(board, "product", "prod").behind).toEqual({
      environment: "staging",
      version: "0.2.0",
      commits: 1,
      releases: 1,
      since: hour(12).toISOString(),
    });
    expect(cell(board, "order", "staging").behind).toEqual({
      environment: "dev",
      version: "0.1.0",
      commits: null,
      releases: 1,
      since: hour(1.1).toISOString(),
    });
    expect(cell(board, "order", "prod").behind).toBeNull();
    expect(cell(board, "product", "dev").behind).toBeNull();
  });

  test("shows a canary's step, and health of exactly the release that is pinned", () => {
    expect(cell(board, "product", "dev")).toMatchObject({
      canary: { index: 1, count: 4, weight: 25 },
      health: { state: "running" },
    });
    expect(cell(board, "product", "prod").health).toMatchObject({
      state: "healthy",
      since: hour(13.75).toISOString(),
      clusters: [{ name: "main", version: "0.1.1" }],
    });
  });

  test("a single cell has the same explanation as in the whole board, without reading other services or environments", async () => {
    for (const { name: environment } of board.environments) {
      for (const { name: service } of board.services) {
        const place = { environment, service };
        const { git, paths } = recording(story);
        const one = boardOf(
          await readBoard({
            git,
            forge: undefined,
            branch: "main",
            repository: { name: "shop", url: null },
            now: NOW,
            only: place,
          }),
        );
        expect(explain(one, environment, service), `${environment}/${service}`).toEqual(
          explain(board, environment, service),
        );
        const foreign = paths.filter((path) => isOfAnother(path, service));
        expect(foreign, `${environment}/${service}`).toEqual([]);
      }
    }
  });

  test("a hold is shown, and is what blocks the next release", () => {
    const { holds, next } = cell(board, "product", "prod");
    expect(holds).toMatchObject([{ version: "0.2.0", cause: "rollback", by: "Radia" }]);
    expect(next).toMatchObject({ kind: expect.stringMatching(/wait|refuse/), gate: "hold" });
    const { now, blocks, remedies } = explain(board, "prod", "product");
    expect(now[0]).toBe(
      `prod has 0.1.1 for 2 h: rolled back by Radia in ${cell(board, "product", "prod").change?.commit.slice(0, 12)} (as the commit says; the forge was not asked). Reason given: customers see errors.`,
    );
    expect(blocks.join()).toMatch(/^hold: .*customers see errors/);
    expect(remedies.join()).toContain("slipway hold --lift --environment prod --service product");
  });

  test("open promotions are found by their branches; a merged branch that was not deleted is ignored, even after a rollback", async () => {
    expect(cell(board, "product", "staging").promotion).toBeNull();
    expect(cell(board, "product", "prod").promotion).toBeNull();
    const { release } = cell(board, "order", "dev");
    expect(release?.version).toBe("0.1.0");
    const folder = "environments/dev/order/release";
    const text = await story.clone.git("show", `origin/main:${folder}/release.yaml`);
    await story.land({
      branch: "promote/staging/order",
      message: "promote(staging): order 0.1.0",
      author: "slipway[bot]",
      at: hour(15),
      from: "main",
      files: { "environments/staging/order/release/release.yaml": `${text}\n` },
    });
    expect(cell(boardOf(await read()), "order", "staging").promotion).toEqual({
      branch: "promote/staging/order",
      version: "0.1.0",
      number: null,
      url: null,
      check: null,
    });
  });

  test("with a forge, an open promotion has its number and address, and a closed pull request is ignored", async () => {
    const pull: PullRequest = {
      number: 7,
      title: "",
      body: "",
      head: "promote/staging/order",
      base: "main",
      headSha: "",
      state: "open",
      url: "https://forge.test/7",
    };
    const open = boardOf(await read(NOW, { openPulls: async () => [pull] }));
    expect(cell(open, "order", "staging").promotion).toMatchObject({
      number: 7,
      url: pull.url,
      version: "0.1.0",
    });
    const closed = boardOf(await read(NOW, { openPulls: async () => [] }));
    expect(cell(closed, "order", "staging").promotion).toBeNull();
  });

  test("a forge that does not answer is a note, and the branches show open promotions", async () => {
    const down = { openPulls: () => Promise.reject(new ForgeError("GET pulls", 0, "refused")) };
    const found = boardOf(await read(NOW, down));
    expect(found.notes.join()).toContain("no answer: refused");
    expect(cell(found, "order", "staging").promotion).toMatchObject({ number: null, version: "0.1.0" });
  });

  test("DORA's figures of prod: lead time to healthy, the abort as failure, recovery by the rollback", () => {
    expect(board.dora).toMatchObject({
      environment: "prod",
      deployments: 3,
      failures: 1,
      unrecovered: 0,
      reworks: 0,
      leadTimeSeconds: 2.5 * 3600,
      recoverySeconds: 1980,
      changeFailureRate: 1 / 3,
    });
  });

  test("a past moment is made again from the same git: before the rollback its failure is open", async () => {
    expect(boardOf(await read(hour(13.25))).dora).toMatchObject({
      deployments: 3,
      failures: 1,
      unrecovered: 1,
    });
    expect(boardOf(await read(hour(8))).dora).toMatchObject({ deployments: 2, failures: 0 });
  });

  test("the history of a service is complete, newest first, with the clusters' reports", () => {
    const { entries, holds } = recordOf(facts, "product");
    const short = entries.map(
      ({ environment, version, change }) => `${environment} ${change.verb} ${version}`,
    );
    expect(short.slice(0, 3)).toEqual(["dev bump 0.3.0", "prod rollback 0.1.1", "prod promote 0.2.0"]);
    expect(entries).toHaveLength(11);
    const aborted = entries.find(({ environment, version }) => environment === "prod" && version === "0.2.0");
    expect(aborted?.states).toMatchObject([{ state: "aborted", message: "success-rate was 0.82" }]);
    expect(aborted?.replacedAt).toBe(hour(13.5).toISOString());
    expect(holds).toMatchObject([{ environment: "prod", version: "0.2.0" }]);
  });
});
