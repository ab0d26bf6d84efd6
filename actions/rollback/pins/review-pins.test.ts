/** Rollback of pins where people review it: one pull request with pins that stood there before, and holds, and nothing else. */
import { git } from "@slipway/testing/git/git.ts";
import { digestOf, overlay, overlayPath, startTeam, type Team } from "@slipway/testing/repositories/team.ts";
import { expect, test } from "vitest";

const ORDER = { environment: "staging", services: "orders", reason: "orders fail" };
const BRANCH = "rollback/staging";
const FILE = overlayPath("staging");
const HOLD = `environments/staging/holds/orders-${"b".repeat(12)}.yaml`;

async function promoted(): Promise<Team> {
  const team = await startTeam({ policies: { staging: { merge: "auto", rollback: "{merge: review}" } } });
  await team.repo.push("chore: digest", { [FILE]: overlay("1.0.0", digestOf("a")) });
  await team.pin("1.1.0", digestOf("b"));
  await team.promote();
  return team;
}

const pullsOf = (team: Team) => team.forge.pulls.filter(({ head }) => head === BRANCH);
const changedOn = (team: Team) => git(team.bare, "diff", "--name-only", `main...${BRANCH}`);

test("opens one pull request; main stays, and its merge brings the bytes of before and the hold", async () => {
  await using team = await promoted();
  const { results, outputs } = await team.rollback(ORDER);
  expect(results).toMatchObject([{ status: "done", reason: expect.stringMatching(/waits for review$/) }]);
  expect(outputs.commit).toBe("");
  const [pull] = pullsOf(team);
  expect(JSON.parse(outputs.pulls ?? "")).toEqual([
    { environment: "staging", number: pull?.number, url: expect.any(String) },
  ]);
  expect(pull).toMatchObject({ head: BRANCH, title: "rollback(staging): orders 1.1.0 → 1.0.0" });
  expect(pull?.body).toContain(FILE);
  expect(pull?.body).toContain("orders fail");
  expect(await team.show(FILE)).toContain('newTag: "1.1.0"');
  expect((await changedOn(team)).split("\n").sort()).toEqual([HOLD, FILE].sort());
  expect(await git(team.bare, "show", `${BRANCH}:${FILE}`)).toBe(overlay("1.0.0", digestOf("a")).trim());

  await git(team.bare, "update-ref", "refs/heads/main", BRANCH);
  const held = await team.promote();
  expect(held.results.find(({ environment }) => environment === "staging")).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("1.1.0 is held in staging"),
  });
});

test("the same order again keeps the pull request and its commit; one that a person closed stays closed", async () => {
  await using team = await promoted();
  await team.rollback(ORDER);
  const head = await git(team.bare, "rev-parse", BRANCH);
  expect((await team.rollback(ORDER)).results).toMatchObject([
    { status: "nothing", reason: expect.stringMatching(/waits for review$/) },
  ]);
  expect(await git(team.bare, "rev-parse", BRANCH)).toBe(head);
  expect(pullsOf(team)).toHaveLength(1);
  for (const pull of pullsOf(team)) Object.assign(pull, { state: "closed" });
  expect((await team.rollback(ORDER)).results).toMatchObject([
    { status: "waiting", reason: expect.stringContaining("was closed by a person") },
  ]);
});

test("a pin that moved meanwhile is rolled back from where it is now", async () => {
  await using team = await promoted();
  await team.rollback(ORDER);
  await team.pin("1.2.0", digestOf("c"));
  await team.promote();
  expect((await team.rollback(ORDER)).results).toMatchObject([{ status: "done" }]);
  const merged = await git(team.bare, "merge-tree", "--write-tree", "main", BRANCH);
  expect(await git(team.bare, "show", `${merged}:${FILE}`)).toContain('newTag: "1.1.0"');
  expect(pullsOf(team)).toHaveLength(1);
});

test.each([
  ["another file", { "k8s/base/deployment.yaml": "kind: Evil\n" }],
  ["another line of the pin's file", { [FILE]: `${overlay("1.0.0", digestOf("a"))}namePrefix: evil-\n` }],
  ["a pin that never stood there", { [FILE]: overlay("6.6.6", digestOf("e")) }],
  ["the pin of another environment", { [overlayPath("prod")]: overlay("1.1.0", digestOf("b")) }],
])("planted: %s on the branch is not carried on, and its commit is named", async (_, files) => {
  await using team = await promoted();
  const { repo } = team;
  await repo.git("pull", "--quiet", "--rebase", "origin", "main");
  await repo.git("checkout", "--quiet", "--detach");
  const evil = await repo.commit("rollback(staging): orders\n\nSlipway-Verb: rollback", files);
  await repo.git("push", "--quiet", "origin", `HEAD:refs/heads/${BRANCH}`);
  await repo.git("checkout", "--quiet", "main");
  const { results } = await team.rollback(ORDER);
  expect(results).toMatchObject([
    { status: "done", reason: expect.stringContaining(`it was replaced. It was commit ${evil}`) },
  ]);
  expect((await changedOn(team)).split("\n").sort()).toEqual([HOLD, FILE].sort());
  expect(await git(team.bare, "show", `${BRANCH}:${FILE}`)).toBe(overlay("1.0.0", digestOf("a")).trim());
});

test("a forge that is down fails the order, and nothing lands", async () => {
  await using team = await promoted();
  await team.forge[Symbol.asyncDispose]();
  expect((await team.rollback(ORDER)).results).toMatchObject([{ status: "failed" }]);
  expect(await team.show(FILE)).toContain('newTag: "1.1.0"');
});
