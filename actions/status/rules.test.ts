import { startGithubServer } from "@slipway/testing/forge/github-server.ts";
import { expect, test } from "vitest";
import { missingRules } from "./rules.ts";

const SAMPLES = [
  "promote/any/any",
  "hotfix-release/any/any",
  "rollback/any",
  "evidence/any/any",
  "heartbeat/any/any",
  "stop/any",
];
const checks = (more: object) => [
  {
    type: "required_status_checks",
    parameters: { required_status_checks: [{ context: "slipway/gates", ...more }] },
  },
];

async function start() {
  const server = await startGithubServer({ headOf: async () => undefined });
  const env = { GITHUB_API_URL: server.url, GITHUB_REPOSITORY: "shop/platform", SLIPWAY_TOKEN: "bot-token" };
  return Object.assign(server, { ask: () => missingRules(env, "main") });
}

test("without rulesets each missing rule is reported, with what it lets happen", async () => {
  await using server = await start();
  const said = await server.ask();
  expect(said).toHaveLength(7);
  expect(said[0]).toBe(
    "main: no rule requires the check slipway/gates, so a closed gate does not block a merge",
  );
  expect(said).toContain(
    "evidence/**: no rule says who may push it, so anybody with write access can report what no cluster said",
  );
});

test("with all of them nothing is reported; a check without a source is", async () => {
  await using server = await start();
  for (const sample of SAMPLES) server.rules.set(sample, [{ type: "creation" }, { type: "update" }]);
  server.rules.set("main", checks({ integration_id: 7 }));
  expect(await server.ask()).toEqual([]);
  server.rules.set("main", checks({}));
  expect(await server.ask()).toEqual([
    "main: no rule names who must set slipway/gates, so anybody with write access can turn it green",
  ]);
});

test("what the token may not read, and a forge that is not known, are reported as not known", async () => {
  await using server = await start();
  for (const sample of [...SAMPLES, "main"]) server.rules.set(sample, undefined);
  expect(await server.ask()).toContain("promote/**: not known: the token may not read rulesets");
  expect(await missingRules({}, "main")).toEqual([expect.stringContaining("not known")]);
});
