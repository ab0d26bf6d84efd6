/** A team's pins on the board: in board.json as its schema describes them, on the page with what the page does not know, and as metrics. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { boardSchema } from "@slipway/lib/app/board/document.ts";
import { digestOf, overlayPath, startTeam } from "@slipway/testing/repositories/team.ts";
import { expect, test } from "vitest";
import { board } from "./board.ts";
import { request } from "./request.ts";

test("a row for each image, and a sentence about what is not covered", async () => {
  await using team = await startTeam({ policies: { staging: { merge: "auto" } } });
  await team.pin("1.1.0", digestOf("b"));
  await team.promote();
  const { results } = await board(request.parse({ out: "site" }), team.look());
  expect(results.map(({ environment, reason }) => [environment, reason])).toEqual([
    ["dev", "1 unknown"],
    ["staging", "1 unknown"],
    ["prod", "1 unknown"],
  ]);
  const read = (name: string) => readFile(join(team.repo.path, "site", name), "utf8");
  const document = boardSchema.parse(JSON.parse(await read("board.json")));
  expect(document.services).toMatchObject([
    {
      name: "orders",
      cells: [
        { environment: "dev", pin: { file: overlayPath("dev"), tag: "1.1.0", digest: digestOf("b") } },
        { environment: "staging", pin: { tag: "1.1.0" }, change: { verb: "promote" } },
        { environment: "prod", pin: { tag: "1.0.0", digest: null }, behind: { version: "1.1.0" } },
      ],
    },
  ]);
  const page = await read("index.html");
  expect(page).toContain("Pinned in files of the team's own: orders.");
  expect(page).toContain(overlayPath("prod"));
  expect(await read("metrics.txt")).toContain(
    'slipway_release_info{service="orders",environment="staging",version="1.1.0",state="unknown"} 1',
  );
});
