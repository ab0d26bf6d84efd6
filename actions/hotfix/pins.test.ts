/** A hotfix of an image that a team's own file pins: refused with what, where and the command that does it, which then does it. */
import { exitCode } from "@slipway/lib/app/report/outcome.ts";
import { pushExample } from "@slipway/testing/registry/example-registry.ts";
import {
  digestOf,
  IMAGE,
  overlay,
  overlayPath,
  startTeam,
  type Team,
} from "@slipway/testing/repositories/team.ts";
import { expect, test } from "vitest";
import { bump } from "../bump/bump.ts";
import { request as bumpRequest } from "../bump/request.ts";
import { hotfix } from "./hotfix.ts";
import { request } from "./request.ts";

const DIGEST = digestOf("f");
const run = async (team: Team, inputs: Readonly<Record<string, string>> = {}) => {
  const source = (await team.repo.git("rev-parse", "HEAD")).trim();
  const images = JSON.stringify({ orders: { name: IMAGE, digest: DIGEST } });
  const asked = request.parse({ images, source, from: "hotfix/orders", ...inputs });
  return await hotfix(asked, team.look(true));
};
const allowing = { prod: { hotfix: "{allowed: true}" } };

test("is refused with file and remedy, and opens nothing", async () => {
  await using team = await startTeam({ policies: allowing });
  const outcome = await run(team);
  expect(outcome.results).toMatchObject([{ environment: "prod", service: "orders", status: "refused" }]);
  expect(exitCode(outcome)).toBe(1);
  const reason = outcome.results[0]?.reason ?? "";
  expect(reason).toContain(`slipway.yaml pins orders in ${overlayPath("prod")}`);
  expect(reason).toContain(`--pins '[{"file":"${overlayPath("prod")}","image":"${IMAGE}","tag":"<tag>"`);
  expect(reason).toContain("slipway rollback --environment prod --service orders");
  expect(team.forge.pulls).toEqual([]);
  expect(await team.repo.git("ls-remote", "origin", "refs/heads/hotfix-release/*")).toBe("");
});

test("without an environment that allows hotfixes, the ones that pin it are named", async () => {
  await using team = await startTeam({});
  expect((await run(team)).results).toMatchObject([
    { service: "orders", status: "refused", reason: expect.stringContaining("dev, staging, prod") },
  ]);
  expect((await run(team, { environments: "staging" })).results).toMatchObject([
    { environment: "staging", reason: expect.stringContaining(overlayPath("staging")) },
  ]);
});

test("the remedy works: the fix is pinned in prod, dev's older pin does not replace it, and a newer one does", async () => {
  await using team = await startTeam({
    policies: { staging: { merge: "auto" }, prod: { merge: "auto" } },
    // A file without the key has no place for the digest: bump says so.
    files: { [overlayPath("prod")]: overlay("1.0.0", digestOf("a")) },
  });
  await team.pin("1.1.0", digestOf("b"));
  await team.promote();
  const { results } = await run(team, { environments: "prod" });
  const [, source = "", pins = ""] = /--source (\S+) --pins '([^']+)'/.exec(results[0]?.reason ?? "") ?? [];
  await pushExample(`registry.test/${IMAGE}`, "1.0.1", DIGEST);
  await team.repo.git("pull", "--quiet", "--rebase", "origin", "main");
  const asked = bumpRequest.parse({ environment: "prod", source, pins: pins.replace("<tag>", "1.0.1") });
  expect((await bump(asked, team.look(true))).results).toMatchObject([{ status: "done" }]);
  expect(await team.show(overlayPath("prod"))).toContain(DIGEST);
  const ofProd = async () => (await team.promote()).results.find(({ environment }) => environment === "prod");
  expect(await ofProd()).toMatchObject({
    status: "nothing",
    reason: "prod has 1.0.1, which is newer than 1.1.0 in staging",
  });
  await team.pin("1.2.0", digestOf("c"));
  await team.promote();
  expect(await ofProd()).toMatchObject({ status: "done" });
  expect(await team.show(overlayPath("prod"))).toContain('newTag: "1.2.0"');
});
