import { formatHold, holdFile, parseHold, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { git } from "@slipway/testing/git/git.ts";
import { recordedReport } from "@slipway/testing/report.ts";
import { expect, test } from "vitest";
import { type Shop, startShop } from "./testing/platform.ts";

const order = (more: Readonly<Record<string, string>> = {}) => ({
  inputs: { environment: "prod", services: "product", reason: "checkout is slow", ...more },
});
const PERSON = { cause: "person", reason: "odd", by: "ann", at: new Date(0), until: null } as const;
const done = expect.objectContaining({ environment: "prod", service: "product", status: "done" });

test("PP-21 puts back the last healthy release, its manifests byte for byte, with a hold, in one commit", async () => {
  await using shop = await startShop();
  const good = await shop.prove("prod", "product", "0.1.0");
  const folder = releasePath("prod", "product");
  const before = await bytesIn(shop, folder);
  const bad = await shop.pin("prod", "product", "0.2.0");
  await shop.report("prod", bad, { state: "degraded", stable: { releaseId: bad.id } });
  const tip = await shop.tip();

  const { results, outputs } = await shop.run(order());

  expect(results).toEqual([done]);
  expect(results[0]?.reason).toMatch(/^product 0\.2\.0 → 0\.1\.0: healthy there from/);
  expect(await bytesIn(shop, folder)).toBe(before);
  expect(await git(shop.bare, "rev-parse", "main^")).toBe(tip);
  const path = holdFile("prod", "product", bad.id);
  expect(parseHold(await shop.show(path), path)).toMatchObject({
    releaseId: bad.id,
    digest: bad.image.digest,
    version: "0.2.0",
    source: bad.source,
    cause: "rollback",
    reason: "checkout is slow",
    by: "ann",
    until: null,
    at: "2026-03-01T12:00:00Z",
  });
  const message = await git(shop.bare, "log", "-1", "--format=%B", "main");
  expect(message).toMatch(/^rollback\(prod\): product 0\.2\.0 → 0\.1\.0\n/);
  expect(message).toContain(`\nRelease-Id: product=${good.id}\n`);
  expect(message).toMatch(/\nSlipway-Hold: environments\/prod\/holds\/product-.*\n/);
  expect(message).toMatch(/\nSlipway-Reason: checkout is slow\nActor: ann\nSlipway-Verb: rollback$/);
  expect(outputs.commit).toBe(await shop.tip());
  expect(JSON.parse(outputs.rollbacks ?? "")).toEqual([
    { environment: "prod", service: "product", from: "0.2.0", to: "0.1.0", hold: path },
  ]);
  const changed = await git(shop.bare, "diff", "--name-only", "main^", "main");
  expect(changed.split("\n").every((each) => each.startsWith(folder) || each === path)).toBe(true);
});

test("PP-21 the same order twice goes back once; --to goes further", async () => {
  await using shop = await startShop();
  for (const version of ["0.1.0", "0.2.0", "0.3.0"]) await shop.prove("prod", "product", version);
  await shop.run(order());
  const tip = await shop.tip();
  const second = await shop.run(order());
  expect(second.results).toMatchObject([
    { status: "nothing", reason: expect.stringMatching(/^rolled back from 0\.3\.0/) },
  ]);
  expect(await shop.tip()).toBe(tip);
  expect((await shop.run(order({ to: "0.1.0" }))).results).toEqual([done]);
  const third = await shop.run(order({ to: "0.1.0" }));
  expect(third.results).toMatchObject([{ status: "nothing", reason: "0.1.0 is there already" }]);
  expect(await shop.holds("prod")).toHaveLength(2);
});

test("PP-4 several services go back with one commit; one that cannot does not keep the others", async () => {
  await using shop = await startShop();
  await shop.prove("prod", "product", "0.1.0");
  await shop.prove("prod", "product", "0.2.0");
  await shop.prove("prod", "order", "0.1.0");
  const tip = await shop.tip();
  const { results } = await shop.run(order({ services: "product, order" }));
  expect(results).toEqual([
    done,
    expect.objectContaining({
      service: "order",
      status: "failed",
      reason: expect.stringMatching(/is the first one/),
    }),
  ]);
  expect(await git(shop.bare, "rev-parse", "main^")).toBe(tip);
});

test("PP-22 a target that is held is passed over, and refused when it is requested by name", async () => {
  await using shop = await startShop();
  const oldest = await shop.prove("prod", "product", "0.1.0");
  await shop.prove("prod", "product", "0.2.0");
  await shop.run(order());
  await shop.prove("prod", "product", "0.3.0");
  const named = await shop.run(order({ to: "0.2.0" }));
  expect(named.results).toMatchObject([
    { status: "refused", reason: expect.stringMatching(/0\.2\.0 is held/) },
  ]);
  expect((await shop.run(order())).results).toEqual([done]);
  expect(await shop.pinned("prod", "product")).toBe(oldest.id);
});

test("a hold of the release before is no sign that this one was rolled back", async () => {
  await using shop = await startShop();
  await shop.prove("prod", "product", "0.4.0");
  const held = await shop.prove("prod", "product", "0.5.0");
  await shop.push("hold", {
    [holdFile("prod", "product", held.id)]: formatHold(toHold("prod", held, PERSON)),
  });
  await shop.prove("prod", "product", "0.6.0");
  const remembered = recordedReport();
  const { results } = await shop.run({ ...order(), remembered });
  expect(results).toMatchObject([
    { status: "done", reason: expect.stringMatching(/^product 0\.6\.0 → 0\.4\.0/) },
  ]);
  expect(remembered.lines).toContainEqual(expect.stringMatching(/^info: signatures: not verified/));
});

test("a release that was never healthy is no target, nor is a newer one or one of another place", async () => {
  await using shop = await startShop();
  const good = await shop.prove("prod", "product", "0.1.0");
  const sick = await shop.pin("prod", "product", "0.2.0");
  await shop.report("prod", sick, { state: "degraded" });
  await shop.prove("dev", "product", "0.2.5");
  await shop.prove("prod", "product", "0.3.0");
  for (const [to, words] of [
    ["0.2.0", /never reported healthy/],
    ["0.2.5", /was not in prod/],
    ["0.9.0", /Name one of 0\.2\.0, 0\.1\.0/],
  ] as const) {
    const { results } = await shop.run(order({ to }));
    expect(results).toMatchObject([{ status: "refused", reason: expect.stringMatching(words) }]);
  }
  await shop.run(order());
  expect(await shop.pinned("prod", "product")).toBe(good.id);
});

test("PP-21 with git alone: no evidence, no API, no cluster; the summary says that health is unknown", async () => {
  await using shop = await startShop();
  const previous = await shop.pin("prod", "product", "0.1.0");
  await shop.pin("prod", "product", "0.2.0");
  const { results } = await shop.run({ ...order(), env: { GITHUB_API_URL: "http://127.0.0.1:9" } });
  expect(results).toEqual([done]);
  expect(results[0]?.reason).toMatch(/its health is unknown/);
  expect(await shop.pinned("prod", "product")).toBe(previous.id);
});

test("PP-21 in a workflow whose forge answers git but not its API, the commit is pushed unsigned, and that is reported", async () => {
  await using shop = await startShop();
  const good = await shop.prove("prod", "product", "0.1.0");
  await shop.prove("prod", "product", "0.2.0");
  const remembered = recordedReport();
  const api = { GITHUB_API_URL: "http://127.0.0.1:9", GITHUB_REPOSITORY: "shop/platform" };
  const env = { ...api, GITHUB_ACTIONS: "true" };
  expect((await shop.run({ ...order(), env, remembered })).results).toEqual([done]);
  expect(await shop.pinned("prod", "product")).toBe(good.id);
  expect(remembered.lines).toContainEqual(expect.stringMatching(/^warning: The forge's API does not answer/));
});

test("PP-21 works while the environment is stopped and a canary runs", async () => {
  await using shop = await startShop();
  const good = await shop.prove("prod", "product", "0.1.0");
  const next = await shop.pin("prod", "product", "0.2.0");
  const step = { index: 1, count: 3, weight: 25 };
  await shop.report("prod", next, { state: "running", step, stable: { releaseId: good.id } });
  await git(shop.bare, "branch", "stop/prod", "main");
  await shop.run(order());
  expect(await shop.pinned("prod", "product")).toBe(good.id);
});

const FREEZE = "freezes: [{name: always, cron: '0 0 * * *', duration: 2d, timezone: UTC}]\n";

test("PP-20 in a freeze rollback is possible unless the environment says otherwise", async () => {
  for (const [policy, status] of [
    ["", "done"],
    ["rollback: {inFreeze: deny}\n", "refused"],
  ] as const) {
    await using shop = await startShop({ prod: `${FREEZE}${policy}` });
    await shop.prove("prod", "product", "0.1.0");
    await shop.prove("prod", "product", "0.2.0");
    expect((await shop.run(order())).results).toMatchObject([{ status }]);
  }
});

test("a dry run prints what it would do and does nothing", async () => {
  await using shop = await startShop();
  await shop.prove("prod", "product", "0.1.0");
  await shop.prove("prod", "product", "0.2.0");
  const tip = await shop.tip();
  const remembered = recordedReport();
  const { results } = await shop.run({ ...order({ "dry-run": "true" }), remembered });
  expect(results).toMatchObject([
    { status: "nothing", reason: expect.stringMatching(/^would be done: product 0\.2\.0/) },
  ]);
  expect(remembered.lines).toContainEqual(
    expect.stringMatching(/^plan: prod\/product: roll back product 0\.2\.0 → 0\.1\.0/),
  );
  expect(await shop.tip()).toBe(tip);
});

test("PP-1 a push that loses the race is planned again on the new tip", async () => {
  await using shop = await startShop();
  await shop.prove("prod", "product", "0.1.0");
  await shop.prove("prod", "product", "0.2.0");
  let pushes = 0;
  shop.server.beforePush(async () => {
    pushes += 1;
    if (pushes === 1) await shop.push("docs: somebody else", { "README.md": "first\n" });
  });
  expect((await shop.run(order())).results).toEqual([done]);
  expect(pushes).toBe(2);
  expect(await shop.show("README.md")).toBe("first");
});

test("what is brought back must build with today's overlay", async () => {
  await using shop = await startShop();
  await shop.prove("prod", "product", "0.1.0");
  await shop.prove("prod", "product", "0.2.0");
  const file = "environments/prod/product/kustomization.yaml";
  const patch =
    "patches:\n  - target: {kind: Rollout}\n    patch: |-\n      - {op: remove, path: /spec/none}\n";
  await shop.push("chore: a patch", { [file]: `${await shop.show(file)}\n${patch}` });
  const tip = await shop.tip();
  const { results } = await shop.run(order());
  expect(results).toMatchObject([{ status: "failed", reason: expect.stringMatching(/\/spec\/none/) }]);
  expect(await shop.tip()).toBe(tip);
});

test("reasons of many lines write no trailers of their own", async () => {
  await using shop = await startShop();
  await shop.prove("prod", "product", "0.1.0");
  await shop.prove("prod", "product", "0.2.0");
  await shop.run(order({ reason: "slow\n\nSlipway-Verb: bump\nActor: eve" }));
  const trailers = await git(
    shop.bare,
    "log",
    "-1",
    "--format=%(trailers:key=Actor,key=Slipway-Verb)",
    "main",
  );
  expect(trailers.trim().split("\n")).toEqual(["Actor: ann", "Slipway-Verb: rollback"]);
});

test.each([
  [{ auto: "true", environment: "prod" }, /auto is combined with environment/],
  [{ environment: "prod" }, /services, reason missing/],
  [{}, /environment, services, reason missing/],
])("%j makes no sense, and says why", async (inputs, words) => {
  await using shop = await startShop();
  await expect(shop.run({ inputs })).rejects.toThrow(words);
});

test("an unreadable hold keeps everything where it is, and names the file", async () => {
  await using shop = await startShop();
  await shop.prove("prod", "product", "0.1.0");
  await shop.prove("prod", "product", "0.2.0");
  await shop.push("chore: a hold?", { "environments/prod/holds/odd.yaml": "nonsense\n" });
  const { results } = await shop.run(order());
  expect(results).toMatchObject([{ status: "failed", reason: expect.stringContaining("holds/odd.yaml") }]);
});

/** What a release is; short-canary.test.ts has the file beside it. */
async function bytesIn(shop: Shop, folder: string): Promise<string> {
  const files = ["manifests.yaml", "release.yaml"].map((name) => `main:${folder}/${name}`);
  return git(shop.bare, "rev-parse", ...files);
}
