/** Holds of images that a team's own files pin: promote keeps them out, and lifting lets them in. */
import { digestOf, overlay, overlayPath, startTeam, type Team } from "@slipway/testing/repositories/team.ts";
import { expect, test } from "vitest";
import { hold } from "./hold.ts";
import { request } from "./request.ts";

const run = async (team: Team, inputs: Readonly<Record<string, string>>) => {
  await team.repo.git("pull", "--quiet", "--rebase", "origin", "main");
  const asked = request.parse({ environment: "staging", services: "orders", ...inputs });
  return (await hold(asked, team.look())).results;
};
const inStaging = async (team: Team) =>
  (await team.promote()).results.find(({ environment }) => environment === "staging");

test("an image that dev pins is kept out of staging by tag, until the hold is lifted", async () => {
  await using team = await startTeam({ policies: { staging: { merge: "auto" } } });
  await team.pin("1.1.0", digestOf("b"));
  expect(await run(team, { "release-id": "1.1.0", reason: "legal review" })).toMatchObject([
    { status: "done", reason: "1.1.0 is held until a newer release" },
  ]);
  expect(await inStaging(team)).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("1.1.0 is held in staging"),
  });
  expect(await run(team, { lift: "true" })).toMatchObject([{ status: "done" }]);
  expect(await inStaging(team)).toMatchObject({ status: "done" });
  expect(await run(team, { reason: "again" })).toMatchObject([
    { status: "done", reason: "1.1.0 is held until a newer release" },
  ]);
});

test("planted: what a hold could not name is refused with the remedy", async () => {
  await using team = await startTeam({ files: { [overlayPath("staging")]: overlay("1.0.0") } });
  expect(await run(team, { reason: "why" })).toMatchObject([
    { status: "failed", reason: expect.stringContaining("pinned by the tag 1.0.0 alone") },
  ]);
  expect(await run(team, { reason: "why", "release-id": "9.9.9" })).toMatchObject([
    { status: "failed", reason: expect.stringMatching(/no environment ever pinned it.*\n.*1\.0\.0/) },
  ]);
});
