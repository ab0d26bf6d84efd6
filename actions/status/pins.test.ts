/** What is pinned in a team's own files, as status, why and the board show it: by the evaluation that promote acts on. */

import { type Board, boardSchema, type Cell } from "@slipway/lib/app/board/document.ts";
import { plain } from "@slipway/lib/app/report/answer.ts";
import { filesOf, overlayText, releaseOf } from "@slipway/testing/repositories/platform.ts";
import {
  declaration,
  digestOf,
  overlay,
  overlayPath,
  startTeam,
  type Team,
} from "@slipway/testing/repositories/team.ts";
import { describe, expect, test } from "vitest";
import { history } from "../history/history.ts";
import { request as historyRequest } from "../history/request.ts";
import { request as whyRequest } from "../why/request.ts";
import { why } from "../why/why.ts";
import { request } from "./request.ts";
import { status } from "./status.ts";

const AUTO = { staging: { merge: "auto" } };
const FREEZES = '[{name: always, cron: "0 */12 * * *", duration: 13h, timezone: UTC}]';

async function look(team: Team, hasToken = false) {
  const { answer } = await status(request.parse({}), team.look(hasToken));
  const board = boardSchema.parse(answer?.document);
  return { board, text: answer?.text(plain) ?? "" };
}

const cellOf = (board: Board, environment: string): Cell => {
  const cells = board.services.find(({ name }) => name === "orders")?.cells ?? [];
  const found = cells.find((each) => each.environment === environment);
  if (found === undefined) throw new Error(`no ${environment}/orders in ${JSON.stringify(board.services)}`);
  return found;
};

async function explain(team: Team, environment: string): Promise<string> {
  const asked = whyRequest.parse({ service: "orders", environment });
  return (await why(asked, team.look())).answer?.text(plain) ?? "";
}

/** The line of one pin, its columns apart. */
const lineOf = (text: string, place: string) =>
  text
    .split("\n")
    .find((line) => line.startsWith(`${place} `))
    ?.split(/ {2,}/);

describe("status", () => {
  test("shows each pin with tag, digest, age and commit, and what waits to move on", async () => {
    await using team = await startTeam({ policies: AUTO });
    const commit = await team.pin("1.1.0", digestOf("b"));
    const { board, text } = await look(team);
    expect(cellOf(board, "dev")).toMatchObject({
      pin: {
        file: overlayPath("dev"),
        image: "registry.test/acme/orders",
        tag: "1.1.0",
        digest: digestOf("b"),
      },
      change: { commit, verb: "hand", from: "1.0.0", subject: "chore: 1.1.0" },
      next: null,
    });
    expect(cellOf(board, "staging")).toMatchObject({
      pin: { tag: "1.0.0", digest: null },
      behind: { environment: "dev", version: "1.1.0", commits: null, releases: 1 },
      next: { kind: "promote", version: "1.1.0" },
    });
    expect(lineOf(text, "dev/orders")).toEqual([
      ...["dev/orders", "registry.test/acme/orders", "1.1.0", "b".repeat(12)],
      ...[expect.stringMatching(/^\d+ s$/), commit.slice(0, 12), "-"],
    ]);
    expect(lineOf(text, "staging/orders")?.slice(2)).toEqual([
      ...["1.0.0", "none", "1 h", expect.any(String), "1.1.0 may move; not asked: signature"],
    ]);
    expect(text).toContain("DORA's figures do not count them");
    expect(board.dora).toBeNull();
  });

  test("a promotion is its commit, and one that waits for review has its pull request", async () => {
    await using team = await startTeam({ policies: AUTO });
    await team.pin("1.1.0", digestOf("b"));
    await team.promote();
    await team.promote();
    const { board } = await look(team, true);
    expect(cellOf(board, "staging")).toMatchObject({
      pin: { tag: "1.1.0", digest: digestOf("b") },
      change: { verb: "promote", from: "1.0.0" },
      behind: null,
      next: { kind: "nothing", reason: "1.1.0 is there already" },
      promotion: null,
    });
    expect(cellOf(board, "prod").promotion).toMatchObject({
      branch: "promote/prod/orders",
      version: "1.1.0",
      number: team.forge.pulls[0]?.number,
    });
  });

  test("a merged pull request is the promotion that its commit says, by whoever merged it", async () => {
    await using team = await startTeam({});
    await team.pin("1.1.0", digestOf("b"));
    await team.promote();
    const { repo } = team;
    await repo.git("fetch", "--quiet", "origin", "main", "promote/staging/orders");
    await repo.git("checkout", "--quiet", "-B", "main", "origin/main");
    await repo.git("merge", "--quiet", "--no-ff", "-m", "Merge pull request #1", "FETCH_HEAD");
    const merge = await repo.git("rev-parse", "HEAD");
    await repo.git("push", "--quiet", "origin", "HEAD:main");
    const { board } = await look(team);
    expect(cellOf(board, "staging").change).toMatchObject({ verb: "promote", commit: merge.trim() });
    expect(cellOf(board, "staging").promotion).toBeNull();
  });

  test("a freeze, a hold and a stop are shown where they keep a pin out", async () => {
    await using team = await startTeam({
      policies: { staging: { merge: "auto" }, prod: { freezes: FREEZES } },
    });
    await team.pin("1.1.0", digestOf("b"));
    await team.promote();
    await team.pin("1.2.0", digestOf("c"));
    await team.promote();
    await team.rollback({ environment: "staging", services: "orders", reason: "orders fail" });
    await team.repo.git("push", "--quiet", "origin", "HEAD:stop/prod");
    const { board, text } = await look(team);
    expect(cellOf(board, "staging")).toMatchObject({
      pin: { tag: "1.1.0" },
      change: { verb: "rollback", by: "ada", reason: "orders fail", from: "1.2.0" },
      holds: [{ version: "1.2.0", cause: "rollback" }],
      next: { kind: "refuse", gate: "hold" },
    });
    expect(text).toContain("■ prod is stopped");
    expect(text).toContain("❄ prod: frozen by");
    expect(text).toContain("staging/orders: 1.2.0 is held: orders fail");
    expect(lineOf(text, "staging/orders")?.at(-1)).toMatch(/^1\.2\.0 refused by hold: /);
  });

  test("releases and pins are shown together; what promote leaves alone is said", async () => {
    const cart = filesOf("dev", releaseOf("cart", "0.1.0", "a".repeat(40)));
    await using team = await startTeam({
      files: {
        ...Object.fromEntries(cart),
        "slipway.yaml": declaration("optional").replace("product: acme", "product: shop"),
        "environments/dev/cart/kustomization.yaml": overlayText("dev", "cart"),
      },
    });
    const { board } = await look(team);
    expect(
      board.services.map(({ name, cells }) => [name, cells[0]?.release?.version, cells[0]?.pin?.tag]),
    ).toEqual([
      ["cart", "0.1.0", undefined],
      ["orders", "1.0.0", "1.0.0"],
    ]);
    expect(board.notes.join("\n")).toContain("The releases of cart stay where they are");
  });

  test("a place that cannot be read is shown as a fault, and hides no other", async () => {
    await using team = await startTeam({ files: { [overlayPath("prod")]: "resources: []\n" } });
    const { board, text } = await look(team);
    expect(cellOf(board, "prod").fault).toContain(overlayPath("prod"));
    expect(cellOf(board, "dev").pin).toMatchObject({ tag: "1.0.0" });
    expect(text).toContain("prod/orders: its release cannot be read");
  });

  test("an environment that the declaration leaves out is named, because nothing would move past it", async () => {
    const place = (name: string) => `      ${name}: {file: ${overlayPath(name)}, image: acme/orders}\n`;
    const text = declaration("optional", place("dev") + place("prod"));
    await using team = await startTeam({ files: { "slipway.yaml": text } });
    const { board } = await look(team);
    expect(board.notes.join("\n")).toContain(
      "pins.services.orders: prod comes after staging, which is not declared, so nothing is promoted into prod",
    );
  });
});

test("history has every pin, who brought it, and what was held", async () => {
  await using team = await startTeam({ policies: AUTO });
  await team.repo.push("chore: digest", { [overlayPath("staging")]: overlay("1.0.0", digestOf("a")) });
  await team.pin("1.1.0", digestOf("b"));
  await team.promote();
  await team.rollback({ environment: "staging", services: "orders", reason: "orders fail" });
  const { answer } = await history(historyRequest.parse({ service: "orders" }), team.look());
  expect(answer?.document).toMatchObject({
    held: [{ environment: "staging", version: "1.1.0" }],
    entries: expect.arrayContaining([
      expect.objectContaining({
        environment: "staging",
        version: "1.0.0",
        change: expect.objectContaining({
          verb: "rollback",
          by: "ada",
          reason: "orders fail",
          from: "1.1.0",
        }),
      }),
      expect.objectContaining({
        environment: "staging",
        version: "1.1.0",
        change: expect.objectContaining({ verb: "promote" }),
      }),
    ]),
  });
});

describe("why", () => {
  const POLICY = { merge: "auto", gates: "{soak: 2h}", freezes: FREEZES };

  test("names the gates that promote finds closed, those that were not asked, and the commit of the pin", async () => {
    await using team = await startTeam({ policies: { staging: POLICY } });
    await team.pin("1.1.0", digestOf("b"));
    const { results } = await team.promote();
    const text = await explain(team, "staging");
    const said = results.find(({ environment }) => environment === "staging")?.reason ?? "nothing";
    const first = text.split("What blocks the next release:")[1] ?? "";
    // The two looked a moment after each other.
    const timeless = (words: string) => words.replaceAll(/ for \d+ s of /g, " for some time of ");
    expect(timeless(first)).toContain(timeless(said.split(",")[0] ?? ""));
    expect(first).toMatch(/- soak: .*2 h/);
    expect(first).toMatch(/- freeze: frozen by "always"/);
    expect(text).toContain("The gate signature was not asked");
    expect(text).toContain("`slipway promote --dry-run` asks these gates.");
    expect(text).toMatch(
      /^orders in staging\nstaging has 1\.0\.0 for 1 h: committed manually by .* in [0-9a-f]{12} /,
    );
    expect(text).toMatch(/opens by itself at/);
  });

  test("of a tag without a digest, the remedy is that of promote", async () => {
    await using team = await startTeam({ files: { [overlayPath("dev")]: overlay("1.1.0") } });
    const text = await explain(team, "staging");
    expect(text).toContain(
      "release: k8s/overlays/dev/kustomization.yaml: orders is pinned by the tag 1.1.0 alone",
    );
    expect(text).toContain("slipway bump --pins");
  });

  test("a service without a pin is refused with those that are known", async () => {
    await using team = await startTeam({});
    const asked = whyRequest.parse({ service: "order", environment: "prod" });
    await expect(why(asked, team.look())).rejects.toThrow("Known: orders.");
  });
});
