import { exitCode } from "@slipway/lib/app/report/outcome.ts";
import { formatHold, holdFile, parseHold } from "@slipway/lib/domain/holds/holds.ts";
import { type Release, releaseFolder, releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { clone } from "@slipway/testing/git/clone.ts";
import { git } from "@slipway/testing/git/git.ts";
import { testContext } from "@slipway/testing/report.ts";
import { expect, test } from "vitest";
import { request } from "./request.ts";
import { rollback } from "./rollback.ts";
import { manifests, PRESENT, type Shop, startShop } from "./testing/platform.ts";

async function holdOf(shop: Shop, environment: string, release: Release) {
  const path = holdFile(environment, release.service, release.id);
  return parseHold(await shop.show(path), path);
}

const failed = (words: RegExp) => [{ status: "failed", reason: expect.stringMatching(words) }];

test("PP-23 an aborted canary is rolled back once, however many wake-ups, and held until a newer release", async () => {
  await using shop = await startShop();
  const good = await shop.prove("prod", "product", "0.1.0");
  await shop.prove("prod", "order", "0.1.0");
  const bad = await shop.abort("prod", "product", "0.2.0", good);
  const { results } = await shop.auto();
  expect(results).toMatchObject([{ environment: "prod", service: "product", status: "done" }]);
  expect(await shop.pinned("prod", "product")).toBe(good.id);
  expect(await holdOf(shop, "prod", bad)).toMatchObject({
    cause: "failed",
    until: null,
    by: "slipway[bot]",
    reason: "canary aborted in main (failed): 20 % errors",
  });
  const tip = await shop.tip();
  const evidence = await shop.tip("evidence/prod/main");
  expect(await git(shop.bare, "log", "-1", "--format=%B", "main")).toContain(`\nEvidence: ${evidence}\n`);
  for (const _ of [1, 2]) expect((await shop.auto()).results).toEqual([]);
  expect(await shop.tip()).toBe(tip);
});

test("PP-23 two runs at once make one commit", async () => {
  await using shop = await startShop();
  const good = await shop.prove("prod", "product", "0.1.0");
  await shop.abort("prod", "product", "0.2.0", good);
  const before = await shop.tip();
  await using other = await clone(shop.url);
  const elsewhere = rollback(
    request.parse({ auto: "true" }),
    testContext(other.path, { clock: { now: () => PRESENT } }),
  );
  await Promise.all([shop.auto(), elsewhere]);
  expect(await git(shop.bare, "rev-list", "--count", `${before}..main`)).toBe("1");
  expect(await shop.holds("prod")).toHaveLength(1);
});

test("PP-23 all environments and services in one commit; one without a target pages and drops no other", async () => {
  await using shop = await startShop();
  const dev = await shop.prove("dev", "product", "0.1.0");
  const prod = await shop.prove("prod", "product", "0.1.1");
  await shop.abort("dev", "product", "0.2.0", dev);
  await shop.abort("prod", "product", "0.2.1", prod);
  const first = await shop.abort("prod", "order", "0.1.0", undefined);
  const before = await shop.tip();
  const outcome = await shop.auto();
  expect(outcome.results).toMatchObject([
    { environment: "dev", service: "product", status: "done" },
    { environment: "prod", service: "order", ...failed(/0\.1\.0 is the first one of its service/)[0] },
    { environment: "prod", service: "product", status: "done" },
  ]);
  expect(exitCode(outcome)).toBe(1);
  expect(await git(shop.bare, "rev-parse", "main^")).toBe(before);
  expect(await shop.pinned("prod", "order")).toBe(first.id);
  expect(await git(shop.bare, "log", "-1", "--format=%s", "main")).toBe("rollback(dev, prod): 2 services");
});

test("PP-23 what could not be judged is held for a while; when that is over the file goes, and the release may come again", async () => {
  await using shop = await startShop();
  const good = await shop.prove("prod", "product", "0.1.0");
  const unlucky = await shop.abort("prod", "product", "0.2.0", good, "error");
  await shop.auto({ inputs: { "error-hold": "30m" } });
  expect(await holdOf(shop, "prod", unlucky)).toMatchObject({
    cause: "error",
    until: "2026-03-01T12:30:00Z",
  });
  await shop.report("prod", good);
  await shop.auto({ later: 60 });
  expect(await shop.holds("prod")).toHaveLength(1);
  // The heartbeat is old by then; an expired hold needs no evidence.
  await shop.auto({ later: 1800 });
  expect(await shop.holds("prod")).toEqual([]);
  expect(await git(shop.bare, "log", "-1", "--format=%s", "main")).toBe("hold: 1 expired");
});

test("evidence of another release, an older beat, or a canary that still runs takes nothing back", async () => {
  await using shop = await startShop();
  const good = await shop.prove("prod", "product", "0.1.0");
  const bad = await shop.abort("prod", "product", "0.2.0", good);
  expect((await shop.auto({ later: 3600 })).results).toEqual([]);
  const fix = await shop.pin("prod", "product", "0.3.0");
  expect((await shop.auto()).results).toEqual([]);
  await shop.report("prod", fix, { state: "running", stable: { releaseId: good.id } });
  expect((await shop.auto()).results).toEqual([]);
  expect(bad.id).not.toBe(fix.id);
});

test("one cluster of two is enough to take a release back, and its verdict weighs more than the other's doubt", async () => {
  await using shop = await startShop();
  const file = "environments/prod/environment.yaml";
  const text = `${await shop.show(file)}\n`.replace("[main]", "[east, west]");
  await shop.push("feat: two clusters", { [file]: text });
  const good = await shop.pin("prod", "product", "0.1.0");
  for (const cluster of ["east", "west"]) await shop.report("prod", good, { cluster });
  const bad = await shop.pin("prod", "product", "0.2.0");
  const stable = { releaseId: good.id };
  await shop.report("prod", bad, { cluster: "east", state: "aborted", cause: "error", stable });
  await shop.report("prod", bad, { cluster: "west", state: "aborted", cause: "failed", stable });
  await shop.auto();
  expect(await shop.pinned("prod", "product")).toBe(good.id);
  expect(await holdOf(shop, "prod", bad)).toMatchObject({ cause: "failed", until: null });
});

test("a robot does not guess: where no other release was ever reported it takes what the stable pods run, or pages", async () => {
  await using shop = await startShop();
  const before = await shop.pin("prod", "product", "0.1.0");
  await shop.abort("prod", "product", "0.2.0", undefined);
  expect((await shop.auto()).results).toMatchObject(failed(/0\.1\.0 has no evidence/));
  await shop.abort("prod", "product", "0.3.0", before);
  expect((await shop.auto()).results).toMatchObject([
    { status: "done", reason: expect.stringMatching(/stable pods/) },
  ]);
  expect(await shop.pinned("prod", "product")).toBe(before.id);
});

test("a plain git revert is recognised: what left is held, naming the commit; lifting it is final", async () => {
  await using shop = await startShop();
  await shop.prove("prod", "product", "0.1.0");
  const left = await shop.prove("prod", "product", "0.2.0");
  const revert = await shop.revert();
  expect((await shop.auto()).results).toMatchObject([{ service: "product", status: "done" }]);
  const hold = await holdOf(shop, "prod", left);
  expect(hold).toMatchObject({ cause: "person", until: null });
  expect(hold.reason).toContain(
    `put 0.1.0 back with ${shortSha(revert)}: Revert "bump(prod): product 0.2.0"`,
  );
  const tip = await shop.tip();
  expect((await shop.auto()).results).toEqual([]);
  expect(await shop.tip()).toBe(tip);
  await shop.push("lift", { [holdFile("prod", "product", left.id)]: null });
  expect((await shop.auto()).results).toEqual([]);
  expect(await shop.holds("prod")).toEqual([]);
});

test("a revert of the revert fails with an error while the hold stands", async () => {
  await using shop = await startShop();
  await shop.prove("prod", "product", "0.1.0");
  const left = await shop.prove("prod", "product", "0.2.0");
  await shop.revert();
  await shop.auto();
  await shop.push("revert the revert", releaseFilesOf(left, "prod"));
  const outcome = await shop.auto();
  expect(outcome.results).toMatchObject(
    failed(/0\.2\.0 was pinned in prod with [0-9a-f]{12} although it is held/),
  );
  expect(exitCode(outcome)).toBe(1);
  expect(await shop.pinned("prod", "product")).toBe(left.id);
});

test("holding what runs is no contradiction", async () => {
  await using shop = await startShop();
  const current = await shop.prove("prod", "product", "0.1.0");
  const path = holdFile("prod", "product", current.id);
  const { id: releaseId, version, source, image } = current;
  const order = {
    cause: "person",
    reason: "never again",
    by: "ann",
    at: "2026-03-01T10:00:00Z",
    until: null,
  } as const;
  const text = formatHold({
    schema: 1,
    environment: "prod",
    service: "product",
    releaseId,
    version,
    source,
    digest: image.digest,
    ...order,
  });
  await shop.push("hold", { [path]: text });
  expect((await shop.auto()).results).toEqual([]);
});

test("a release that was rolled back and pinned again is rolled back again when its canary is aborted again", async () => {
  await using shop = await startShop();
  const good = await shop.prove("prod", "product", "0.1.0");
  const bad = await shop.abort("prod", "product", "0.2.0", good);
  await shop.auto();
  await shop.report("prod", good);
  await shop.push("again", releaseFilesOf(bad, "prod"));
  await shop.report("prod", bad, { state: "aborted", cause: "failed", stable: { releaseId: good.id } });
  expect((await shop.auto()).results).toMatchObject([{ status: "done" }]);
  expect(await shop.pinned("prod", "product")).toBe(good.id);
  expect(await shop.holds("prod")).toHaveLength(1);
});

test("with nothing to do a run costs one fetch and no push", async () => {
  await using shop = await startShop();
  await shop.prove("prod", "product", "0.1.0");
  const before = shop.server.requests.length;
  await shop.auto();
  const requests = shop.server.requests.slice(before);
  expect(requests.filter(({ url }) => url.includes("git-receive-pack"))).toEqual([]);
  expect(requests.filter(({ method }) => method === "GET").length).toBeLessThanOrEqual(2);
});

function releaseFilesOf(release: Release, environment: string): Record<string, string> {
  const folder = releasePath(environment, release.service);
  const files = releaseFolder(release, manifests(release.service, release.version));
  return Object.fromEntries([...files].map(([name, content]) => [`${folder}/${name}`, content]));
}
