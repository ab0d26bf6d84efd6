/** Pins in a team's own files move by the gates of releases, as commits and as pull requests. */
import {
  declaration,
  digestOf,
  overlay,
  overlayPath,
  startTeam,
  type Team,
} from "@slipway/testing/repositories/team.ts";
import { expect, test } from "vitest";

const AUTO = { staging: { merge: "auto" } };
const of = (results: Awaited<ReturnType<Team["promote"]>>["results"], environment: string) =>
  results.find((each) => each.environment === environment);

test("a pin moves to staging as one commit that changes its bytes alone, and to prod as a pull request", async () => {
  await using team = await startTeam({ policies: AUTO });
  await team.pin("1.1.0", digestOf("b"));
  const { results } = await team.promote();
  expect(of(results, "staging")).toMatchObject({ status: "done" });
  expect(of(results, "staging")?.reason).toContain("promoted 1.0.0 → 1.1.0; health not judged");
  expect(await team.show(overlayPath("staging"))).toBe(`${overlay("1.1.0", digestOf("b")).trim()}`);
  expect(await team.repo.git("ls-remote", "origin", "refs/heads/promote/*")).toBe("");

  const second = await team.promote();
  expect(of(second.results, "staging")).toMatchObject({
    status: "nothing",
    reason: "1.1.0 is there already",
  });
  expect(of(second.results, "prod")?.reason).toMatch(/waits for review$/);
  const [pull, ...more] = team.forge.pulls;
  expect(more).toEqual([]);
  expect(pull).toMatchObject({ head: "promote/prod/orders", title: "promote(prod): orders 1.0.0 → 1.1.0" });
  await team.repo.git("fetch", "--quiet", "origin", "promote/prod/orders");
  expect(await team.repo.git("show", "FETCH_HEAD", "--format=", "--name-only")).toBe(overlayPath("prod"));
  const head = await team.repo.git("rev-parse", "FETCH_HEAD");
  expect(of((await team.promote()).results, "prod")?.reason).toMatch(/waits for review$/);
  await team.repo.git("fetch", "--quiet", "origin", "promote/prod/orders");
  expect(await team.repo.git("rev-parse", "FETCH_HEAD")).toBe(head);
});

test("health is asked by the image's digest", async () => {
  await using team = await startTeam({ health: "required", policies: AUTO });
  await team.pin("1.1.0", digestOf("b"));
  const silent = await team.promote();
  expect(of(silent.results, "staging")).toMatchObject({ status: "waiting" });
  expect(of(silent.results, "staging")?.reason).toContain("no reporter has written yet");
  await team.report("dev", digestOf("a"));
  expect(of((await team.promote()).results, "staging")?.reason).toContain("dev has not run 1.1.0 yet");
  await team.report("dev", digestOf("b"));
  expect(of((await team.promote()).results, "staging")).toMatchObject({ status: "done" });
});

test("what a reporter says counts where health is optional, too", async () => {
  await using team = await startTeam({ policies: AUTO });
  await team.pin("1.1.0", digestOf("b"));
  await team.report("dev", digestOf("b"), { state: "degraded" });
  expect(of((await team.promote()).results, "staging")).toMatchObject({
    status: "waiting",
    reason: expect.stringContaining("degraded in dev"),
  });
});

const GATES: readonly (readonly [name: string, policy: Readonly<Record<string, string>>, says: RegExp])[] = [
  [
    "a freeze",
    { freezes: '[{name: always, cron: "0 */12 * * *", duration: 13h, timezone: UTC}]' },
    /frozen by "always"/,
  ],
  ["a soak", { gates: "{soak: 2h}" }, /of 2 h/],
];

test.each(GATES)("planted: %s keeps a pin out", async (_name, policy, says) => {
  await using team = await startTeam({ policies: { staging: { merge: "auto", ...policy } } });
  await team.pin("1.1.0", digestOf("b"));
  const found = of((await team.promote()).results, "staging");
  expect(found).toMatchObject({ status: "waiting", reason: expect.stringMatching(says) });
  expect(await team.show(overlayPath("staging"))).toContain('newTag: "1.0.0"');
});

test("a freeze is bypassed by name and with a reason, which the commit records", async () => {
  const freezes = '[{name: always, cron: "0 */12 * * *", duration: 13h, timezone: UTC}]';
  await using team = await startTeam({ policies: { staging: { merge: "auto", freezes } } });
  await team.pin("1.1.0", digestOf("b"));
  const inputs = { bypass: "freeze", "bypass-for": "staging/orders", reason: "prod is down" };
  expect(of((await team.promote(inputs)).results, "staging")).toMatchObject({ status: "done" });
  await team.repo.git("fetch", "--quiet", "origin", "main");
  expect(await team.repo.git("log", "-1", "--format=%B", "FETCH_HEAD")).toContain(
    "Slipway-Bypass: orders: freeze by ada: prod is down",
  );
});

test("planted: an emergency stop keeps a pin out, and its end lets it in", async () => {
  await using team = await startTeam({ policies: AUTO });
  await team.pin("1.1.0", digestOf("b"));
  await team.repo.git("push", "--quiet", "origin", "HEAD:stop/staging");
  expect(of((await team.promote()).results, "staging")?.reason).toContain("stop");
  await team.repo.git("push", "--quiet", "origin", ":stop/staging");
  expect(of((await team.promote()).results, "staging")).toMatchObject({ status: "done" });
});

test("planted: approvals are asked for by a pull request, although the bot may merge", async () => {
  await using team = await startTeam({ policies: { staging: { merge: "auto", gates: "{approvals: 1}" } } });
  await team.pin("1.1.0", digestOf("b"));
  expect(of((await team.promote()).results, "staging")?.reason).toMatch(/waits for review$/);
  expect(await team.show(overlayPath("staging"))).toContain('newTag: "1.0.0"');
});

test("a tag without a digest does not move, and the remedy is named", async () => {
  await using team = await startTeam({ policies: AUTO, files: { [overlayPath("dev")]: overlay("1.1.0") } });
  const found = of((await team.promote()).results, "staging");
  expect(found).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("by the tag 1.1.0 alone"),
  });
});

test("dev goes back to an older pin: that does not move on", async () => {
  await using team = await startTeam({ policies: AUTO });
  await team.pin("1.1.0", digestOf("b"));
  await team.promote();
  await team.pin("1.0.0", digestOf("a"));
  expect(of((await team.promote()).results, "staging")).toMatchObject({
    status: "nothing",
    reason: "staging has 1.1.0, which is newer than 1.0.0 in dev",
  });
});

test("a branch with anything else on it is left alone", async () => {
  await using team = await startTeam({});
  await team.pin("1.1.0", digestOf("b"));
  await team.promote();
  await team.repo.git("fetch", "--quiet", "origin", "promote/staging/orders");
  await team.repo.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  await team.repo.commit("feat: more", { "other.txt": "x" });
  await team.repo.git("push", "--quiet", "origin", "HEAD:promote/staging/orders");
  await team.repo.git("checkout", "--quiet", "main");
  expect(of((await team.promote()).results, "staging")).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("changes other.txt too"),
  });
});

test("an environment that nobody declared is an error by file and key", async () => {
  await using team = await startTeam({
    files: {
      "slipway.yaml": declaration(
        "optional",
        `      qa: {file: ${overlayPath("dev")}, image: acme/orders}\n`,
      ),
    },
  });
  await expect(team.promote()).rejects.toThrow(
    /slipway\.yaml: pins\.services\.orders\.qa:.*Known: dev, staging, prod/s,
  );
});
