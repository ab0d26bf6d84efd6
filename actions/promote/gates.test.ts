/** The gates as promote asks them: policies, holds, stops and history on real git. */
import { readdir } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { FACT_REFS, readFacts } from "@slipway/lib/app/promotions/read.ts";
import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { releaseFolder, releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { recordedReport } from "@slipway/testing/report.ts";
import { manifests, releaseOf, type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterEach, expect, test, vi } from "vitest";

const BRANCH = "promote/staging/product";
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const soak = { staging: { gates: "{soak: 30m}" } };
const frozen = {
  staging: { freezes: '[{name: always, cron: "0 * * * *", duration: 2h, timezone: UTC}]' },
};

/** A new commit, a release of it in dev, and what the cluster says since when. */
async function release(shop: Shop, version: string, since: string, change = {}) {
  const at = new Date(since);
  await shop.push(`feat: ${version}`, { "services/product/version.txt": version }, at);
  const pinned = await shop.pin("dev", "product", version, undefined, undefined, at);
  await shop.report("dev", pinned, { since, ...change }, undefined, at);
  return pinned;
}

const running = { state: "running", step: { index: 1, count: 3, weight: 25 } } as const;

test("PP-16 under pushes all day, what soaked long enough moves while a newer one is on trial", async () => {
  await using shop = await startShop({ policies: soak });
  await release(shop, "0.1.0", minutesAgo(120));
  const good = await release(shop, "0.2.0", minutesAgo(60));
  await release(shop, "0.3.0", minutesAgo(10));
  await release(shop, "0.4.0", minutesAgo(1), running);
  const { results } = await shop.run();
  expect(results).toMatchObject([{ environment: "staging", status: "done" }]);
  expect(shop.forge.pulls).toMatchObject([{ title: expect.stringContaining("none → 0.2.0") }]);
  const folder = releasePath("staging", "product");
  for (const [name, content] of releaseFolder(good, manifests("product", "0.2.0"))) {
    expect(`${await shop.show(`${BRANCH}:${folder}/${name}`)}\n`).toBe(content);
  }
});

test("a release that was rolled back in dev does not move on because it was healthy once", async () => {
  await using shop = await startShop();
  const first = await release(shop, "0.1.0", minutesAgo(120));
  await release(shop, "0.2.0", minutesAgo(60));
  await shop.pin("dev", "product", "0.1.0", first.source);
  await shop.report("dev", first, { since: minutesAgo(1), ...running });
  const { results } = await shop.run();
  expect(results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/^0\.1\.0 is still being/) },
  ]);
});

test("what was rolled back in dev leaves staging as it is, and nobody is called", async () => {
  await using shop = await startShop();
  const first = await release(shop, "0.1.0", minutesAgo(120));
  await shop.push("feat: more", { "services/product/more.txt": "more" });
  await shop.pin("dev", "product", "0.2.0");
  await shop.pin("staging", "product", "0.2.0");
  await shop.pin("dev", "product", "0.1.0", first.source);
  await shop.report("dev", first, { since: minutesAgo(1) });
  expect((await shop.run()).results).toContainEqual(
    expect.objectContaining({
      environment: "staging",
      status: "nothing",
      reason: "staging has 0.2.0, which is newer than 0.1.0 in dev",
    }),
  );
});

test("a release that was degraded before a newer one came does not move", async () => {
  await using shop = await startShop();
  const bad = await release(shop, "0.1.0", minutesAgo(120));
  const at = new Date(minutesAgo(60));
  await shop.report("dev", bad, { state: "degraded", since: at.toISOString() }, undefined, at);
  await release(shop, "0.2.0", minutesAgo(1), running);
  expect((await shop.run()).results).toMatchObject([{ status: "waiting" }]);
});

test("what waits for the environment is told of the release that would move", async () => {
  await using shop = await startShop({ policies: frozen });
  await release(shop, "0.1.0", minutesAgo(60));
  await release(shop, "0.2.0", minutesAgo(1), running);
  const { answer } = await shop.run({ dryRun: true });
  expect(answer?.document).toMatchObject({
    results: [{ next: "0.1.0", reason: expect.stringContaining("frozen") }],
  });
});

test("PP-16 soak is waited for; a commit that has nothing to do with it does not restart it", async () => {
  await using shop = await startShop({ policies: soak });
  await release(shop, "0.1.0", minutesAgo(29));
  await shop.push("docs: hello", { "README.md": "hello\n" });
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/healthy in dev for 29 min.* of 30 min/) },
  ]);
});

/** Each way to write an earlier `since` than the truth, with what it is bounded by. */
test.each([
  { attack: "its pin landed a minute ago", pinned: 1, written: 60 },
  {
    attack: "the reporter wrote about it a minute ago, whatever the date of the pin",
    pinned: 90,
    written: 1,
  },
  {
    attack: "its pin is dated in the future, which bounds nothing, and it was seen a minute ago",
    pinned: -90,
    written: 1,
  },
])("PP-16 soak does not believe `since`: $attack", async ({ pinned, written }) => {
  await using shop = await startShop({ policies: soak });
  const at = (minutes: number) => new Date(minutesAgo(minutes));
  const made = await shop.pin("dev", "product", "0.1.0", undefined, undefined, at(pinned));
  await shop.report("dev", made, { since: minutesAgo(120) }, undefined, at(written));
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/healthy in dev for 1 min( \d+ s)? of 30 min/) },
  ]);
});

test("PP-16 soak begins when the release became healthy again, whatever the newest report says", async () => {
  await using shop = await startShop({ policies: soak });
  const made = await release(shop, "0.1.0", minutesAgo(120));
  const at = new Date(minutesAgo(10));
  await shop.report("dev", made, { state: "degraded", since: at.toISOString() }, undefined, at);
  await shop.report("dev", made, { since: minutesAgo(120) }, undefined, new Date(minutesAgo(5)));
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/healthy in dev for 10 min.* of 30 min/) },
  ]);
});

test("evidence whose commit is older than the one before, or in the future, opens nothing", async () => {
  await using shop = await startShop();
  const made = await release(shop, "0.1.0", minutesAgo(60), { state: "degraded" });
  await shop.report("dev", made, {}, undefined, new Date(minutesAgo(90)));
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/newest commit is \d+ s older than one before it/) },
  ]);
  await shop.report("dev", made, {}, undefined, new Date(minutesAgo(-10)));
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/newest commit lies \d+ s in the future/) },
  ]);
});

test("a report of a lower generation than this release had is not believed", async () => {
  await using shop = await startShop();
  const made = await release(shop, "0.1.0", minutesAgo(60), { observedGeneration: 7 });
  await shop.report("dev", made, { observedGeneration: 6 });
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringContaining("generation 6 is healthy, but 7 of this release") },
  ]);
});

test("a promotion does not cut a canary short that runs where it would go", async () => {
  await using shop = await startShop();
  const old = await shop.pin("dev", "product", "0.1.0");
  await shop.pin("staging", "product", "0.1.0", old.source);
  await release(shop, "0.2.0", minutesAgo(60));
  await shop.report("staging", old, { ...running, stable: { releaseId: null } });
  const waiting = (await shop.run()).results;
  expect(waiting).toContainEqual(
    expect.objectContaining({
      environment: "staging",
      status: "waiting",
      reason: expect.stringContaining("the canary of 0.1.0 runs in staging/main"),
    }),
  );
  expect(await shop.branches()).toEqual([]);
  await shop.report("staging", old, { state: "healthy" });
  expect((await shop.run()).results).toContainEqual(
    expect.objectContaining({ environment: "staging", status: "done" }),
  );
});

test("PP-15 a release that somebody made up in staging does not reach prod", async () => {
  await using shop = await startShop();
  const made = await shop.pin("staging", "product", "6.6.6");
  await shop.report("staging", made);
  expect((await shop.run()).results).toContainEqual(
    expect.objectContaining({
      environment: "prod",
      status: "refused",
      reason: expect.stringContaining("6.6.6, which dev never had, so no promotion made it"),
    }),
  );
  expect(await shop.branches()).toEqual([]);
});

test("PP-20 a stop of everything blocks a healthy release, , and admits it when it ends", async () => {
  await using shop = await startShop();
  await release(shop, "0.1.0", minutesAgo(60));
  await shop.developer.git("push", "--quiet", "origin", "HEAD:refs/heads/stop/all");
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringContaining("stopped") },
  ]);
  await shop.developer.git("push", "--quiet", "origin", ":refs/heads/stop/all");
  expect((await shop.run()).results).toMatchObject([{ status: "done" }]);
});

test("PP-22 a held release is refused, until a newer one comes", async () => {
  await using shop = await startShop();
  const bad = await release(shop, "0.1.0", minutesAgo(60));
  const hold = toHold("staging", bad, {
    cause: "rollback",
    reason: "orders got lost",
    by: "ada",
    until: null,
    at: new Date(),
  });
  await shop.push("hold", { [holdFile("staging", "product", bad.id)]: formatHold(hold) });
  expect((await shop.run()).results).toMatchObject([
    { status: "refused", reason: expect.stringMatching(/^0\.1\.0 is held in staging .* orders got lost/) },
  ]);
  await release(shop, "0.2.0", minutesAgo(5));
  expect((await shop.run()).results).toMatchObject([{ status: "done" }]);
});

test("PP-15 one hold that cannot be read keeps everything out of that environment", async () => {
  await using shop = await startShop();
  await release(shop, "0.1.0", minutesAgo(60));
  await shop.push("hold", { "environments/staging/holds/odd.yaml": "[" });
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringContaining("environments/staging/holds/odd.yaml") },
  ]);
});

const asked = {
  bypass: "freeze",
  "bypass-for": "staging/product",
  reason: "payments are down",
  actor: "ada",
};

test("PP-20 a freeze is passed by name and reason; both are recorded, and hold until the release has moved", async () => {
  await using shop = await startShop({ policies: frozen });
  await release(shop, "0.1.0", minutesAgo(60));
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/^frozen by "always"/) },
  ]);
  expect((await shop.run({ inputs: asked })).results).toMatchObject([{ status: "done" }]);
  expect(await shop.show(BRANCH)).toContain("Slipway-Bypass: product: freeze by ada: payments are down");
  const before = await shop.show(BRANCH);
  expect((await shop.run()).results).toMatchObject([{ status: "nothing" }]);
  expect(await shop.show(BRANCH)).toBe(before);
  await release(shop, "0.2.0", minutesAgo(5));
  expect((await shop.run()).results).toMatchObject([{ status: "waiting" }]);
});

let gate: Server | undefined;
afterEach(() => gate?.close());

test("a custom gate is asked about what would move, and about nothing else", async () => {
  const questions: unknown[] = [];
  let answer = '{"open": false, "reason": "change 17 is not approved"}';
  gate = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    questions.push(JSON.parse(text));
    response.end(answer);
  });
  await new Promise<void>((done) => gate?.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}/`;
  const policies = { staging: { gates: `{custom: [{name: change-board, url: "${url}"}]}` } };
  await using shop = await startShop({ policies });
  const order = await shop.pin("dev", "order", "0.1.0");
  await shop.report("dev", order, running, undefined, new Date(minutesAgo(61)));
  const product = await release(shop, "0.1.0", minutesAgo(60));
  expect((await shop.run()).results).toContainEqual(
    expect.objectContaining({
      service: "product",
      status: "waiting",
      reason: "change-board: change 17 is not approved",
    }),
  );
  expect(questions).toMatchObject([
    { environment: "staging", service: "product", release: { id: product.id } },
  ]);
  answer = '{"open": true, "reason": "approved"}';
  expect((await shop.run()).results).toContainEqual(
    expect.objectContaining({ service: "product", status: "done" }),
  );
});

test("a custom gate is asked with the token of the job, which is told nobody else", async () => {
  const token = "gate-token-4711";
  gate = createServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${token}`;
    response.end(JSON.stringify({ open: isKnown, reason: `${request.headers.authorization} is known` }));
  });
  await new Promise<void>((done) => gate?.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}/`;
  const policies = {
    staging: { gates: `{custom: [{name: board, url: "${url}", auth: SLIPWAY_GATE_BOARD}]}` },
  };
  await using shop = await startShop({ policies });
  await release(shop, "0.1.0", minutesAgo(60));
  expect((await shop.run()).results).toContainEqual(
    expect.objectContaining({
      status: "waiting",
      reason: expect.stringMatching(/^board: SLIPWAY_GATE_BOARD: not set/),
    }),
  );
  const remembered = recordedReport();
  const outcome = await shop.run({ remembered, env: { SLIPWAY_GATE_BOARD: token } });
  expect(outcome.results).toContainEqual(expect.objectContaining({ service: "product", status: "done" }));
  const [pull] = shop.forge.pulls;
  expect(pull?.body).toContain("board: Bearer \\*\\*\\* is known");
  expect(JSON.stringify([outcome, remembered.lines, shop.forge.pulls])).not.toContain(token);
});

/** Git processes that reading the facts of `count` services starts, some of them with a past to look into. */
async function processesFor(count: number): Promise<number> {
  const services = Array.from({ length: count }, (_, index) => `service-${index}`);
  await using shop = await startShop({ services, policies: soak });
  for (const [version, since] of [
    ["0.1.0", minutesAgo(60)],
    ["0.2.0", minutesAgo(5)],
  ] as const) {
    const at = new Date(since);
    const source = await shop.push(`feat: ${version}`, { "version.txt": version }, at);
    const all = services.map((service) => releaseOf(service, version, source));
    await shop.pinAll("dev", all, at);
    for (const each of all) await shop.report("dev", each, { since }, undefined, at);
  }
  await using traces = await temporaryFolder();
  const git = openGit(shop.developer.path, { identity: { name: "bot", email: "bot@example.com" } });
  const refs = await git.fetch("main", ...FACT_REFS);
  const tip = await git.tree(refs.get("main") ?? "");
  vi.stubEnv("GIT_TRACE2_EVENT", traces.path);
  const facts = await readFacts({ git, tip, refs, now: new Date() });
  vi.unstubAllEnvs();
  expect(facts.map(({ past }) => past.map(({ release: { version } }) => version))).toEqual(
    services.map(() => ["0.1.0"]),
  );
  return (await readdir(traces.path)).length;
}

test("PP-27 reading ten services starts as many git processes as reading one", async () => {
  const one = await processesFor(1);
  expect(one).toBeGreaterThan(3);
  expect(await processesFor(10)).toBe(one);
});
