import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildTarget } from "@slipway/lib/app/render/render.ts";
import type { Outcome } from "@slipway/lib/app/report/report.ts";
import {
  type Evidence,
  evidenceBranch,
  evidenceFile,
  formatEvidence,
  heartbeatBranch,
} from "@slipway/lib/domain/evidence/evidence.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { clone } from "@slipway/testing/git/clone.ts";
import { recordedReport, testContext } from "@slipway/testing/report.ts";
import { digestOf, overlayFiles, serviceFiles } from "@slipway/testing/repositories/shop.ts";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { bump } from "./bump.ts";
import { request } from "./request.ts";
import { race } from "./testing/race.ts";
import { shop } from "./testing/shop.ts";

const statuses = (outcome: Outcome) =>
  Object.fromEntries(outcome.results.map(({ service, status }) => [service, status]));
const reasonOf = (outcome: Outcome, service: string) =>
  outcome.results.find((result) => result.service === service)?.reason ?? "";

describe("first releases", () => {
  test("PP-4 N services are one commit with provenance, pins that build, and a tag each on the source", async () => {
    await using repo = await shop();
    const env = {
      PATH: process.env.PATH,
      GITHUB_SERVER_URL: "https://forge.example.com",
      GITHUB_REPOSITORY: "slipway-dev/slipway",
      GITHUB_RUN_ID: "42",
      GITHUB_ACTOR: "dev\nRelease-Id: forged",
    };
    const outcome = await repo.bump(repo.source, { order: "a", product: "b" }, { env });
    expect(statuses(outcome)).toEqual({ order: "done", product: "done" });
    const tip = await repo.tip();
    expect(outcome.outputs.commit).toBe(tip.commit);
    const [commit, ...older] = await repo.git.log(tip.commit);
    expect(older.map((each) => each.sha)).toEqual([repo.source]);
    const [order, product] = [await repo.pinned("order"), await repo.pinned("product")];
    expect(commit?.message).toBe(`bump(dev): 2 services

order 0.1.0 ${digestOf("a")}
product 0.1.0 ${digestOf("b")}

Release-Id: order=${order?.id}
Release-Id: product=${product?.id}
Source: ${repo.source}
Run: https://forge.example.com/slipway-dev/slipway/actions/runs/42
Actor: dev Release-Id: forged
Slipway-Verb: bump`);
    expect(await buildTarget(tip, "dev", "product")).toContain(
      `image: registry.example.com/shop/product:0.1.0@${digestOf("b")}`,
    );
    expect(product).toMatchObject({ version: "0.1.0", source: repo.source, strategy: "standard" });
    expect(JSON.parse(outcome.outputs.releases ?? "")).toMatchObject({
      product: { id: product?.id, version: "0.1.0", digest: digestOf("b") },
    });
    expect(await repo.tags()).toEqual({ "order-v0.1.0": repo.source, "product-v0.1.0": repo.source });
    const changed = await repo.git.changedPaths(repo.source, tip.commit);
    expect(changed.every(({ path }) => /^environments\/dev\/\w+\/release\//.test(path))).toBe(true);
  });

  test("without an overlay: the service is refused with the file to add, the other is bumped", async () => {
    await using repo = await shop(["order"], { ...serviceFiles("product") });
    const outcome = await repo.bump(repo.source, { order: "a", product: "b" });
    expect(statuses(outcome)).toEqual({ order: "done", product: "failed" });
    const reason = reasonOf(outcome, "product");
    expect(reason).toContain("environments/dev/product/kustomization.yaml: not there");
    const content = parse(reason.split("\n").slice(2).join("\n")) as unknown;
    expect(content).toEqual(parse(Object.values(overlayFiles("dev", "product"))[0] ?? ""));
    expect(await repo.pinned("product")).toBeUndefined();
  });
});

describe("a second release", () => {
  test("AP-13 PP-5 of the same image and manifests is nothing: no commit, no push", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { product: "a" });
    const before = (await repo.tip()).commit;
    const later = await repo.push("docs: nothing that runs", { "README.md": "hello\n" });
    const pushes = () => repo.server.requests.filter(({ url }) => url.endsWith("git-receive-pack")).length;
    const pushed = pushes();
    const outcome = await repo.bump(later, { product: "a" });
    expect(statuses(outcome)).toEqual({ product: "nothing" });
    expect(outcome.outputs).toEqual({ commit: "", releases: "{}" });
    expect(pushes()).toBe(pushed);
    expect((await repo.git.log((await repo.tip()).commit)).map(({ sha }) => sha)).toContain(before);
  });

  test("PP-30 gets its version and changelog from the commits that touched the service", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { order: "a", product: "a" });
    const source = await repo.push("feat(product): more", { "services/product/src/more.ts": "" });
    const outcome = await repo.bump(source, { order: "b", product: "b" });
    expect((await repo.pinned("product"))?.version).toBe("0.2.0");
    expect((await repo.pinned("order"))?.version).toBe("0.1.1");
    const [commit] = await repo.git.log(outcome.outputs.commit ?? "");
    expect(commit?.message).toContain(`product 0.1.0 → 0.2.0 ${digestOf("b")}
  features
  - more (${shortSha(source)})

Release-Id: order=`);
  });

  test("says which data schema it needs and leaves, as its service.yaml does at the source", async () => {
    await using repo = await shop(["product"]);
    await repo.bump(repo.source, { product: "a" });
    expect((await repo.pinned("product"))?.dataSchema).toBeUndefined();
    const file = "services/product/service.yaml";
    const text = String(await (await repo.tip()).read(file));
    const source = await repo.push("feat(product): expand", {
      [file]: `${text}dataSchema: {needs: 1, provides: [1, 2]}\n`,
    });
    await repo.bump(source, { product: "b" });
    expect((await repo.pinned("product"))?.dataSchema).toEqual({ needs: 1, provides: [1, 2] });
  });

  test("of other manifests with the same image is a separate release, its files replaced whole", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { product: "a" });
    const first = await repo.pinned("product");
    const source = await repo.push("fix(product): more replicas", serviceFiles("product", "replicas: 3\n"));
    const outcome = await repo.bump(source, { product: "a" });
    const second = await repo.pinned("product");
    expect([first?.version, second?.version]).toEqual(["0.1.0", "0.1.1"]);
    expect(second?.id).not.toBe(first?.id);
    const [commit] = await repo.git.log(outcome.outputs.commit ?? "");
    expect(commit?.subject).toBe("bump(dev): product 0.1.0 → 0.1.1");
  });

  test("a source that is not the run's own commit, or on no reviewed branch, is refused for every service", async () => {
    await using repo = await shop();
    await repo.dev.git("switch", "--quiet", "--create", "side");
    const side = await repo.dev.commit("feat: unreviewed", serviceFiles("order", "replicas: 9\n"));
    await repo.dev.git("push", "--quiet", "origin", "side");
    await repo.dev.git("switch", "--quiet", "main");
    const images = { order: "a", product: "b" };
    await repo.checkout.git("fetch", "--quiet", "origin", "side");
    const unreviewed = await repo.bump(side, images, { env: { PATH: process.env.PATH, GITHUB_SHA: side } });
    expect(statuses(unreviewed)).toEqual({ order: "refused", product: "refused" });
    expect(reasonOf(unreviewed, "order")).toContain(`${side} is not on main`);
    // On main, but another commit than the one this run is for: the build job claims it.
    const newer = await repo.push("feat(order): more", { "services/order/src/more.ts": "" });
    const env = { PATH: process.env.PATH, GITHUB_SHA: newer };
    const claimed = await repo.bump(repo.source, images, { env });
    expect(statuses(claimed)).toEqual({ order: "refused", product: "refused" });
    expect(reasonOf(claimed, "product")).toContain(`is not ${newer}, the commit of this run`);
    expect(await repo.pinned("order")).toBeUndefined();
    expect(statuses(await repo.bump(newer, images, { env }))).toEqual({ order: "done", product: "done" });
  });

  test("PP-10 from an older source is refused: a late run reverts nothing", async () => {
    await using repo = await shop();
    const newer = await repo.push("feat(product): newer", { "services/product/src/newer.ts": "" });
    await repo.bump(newer, { product: "b" });
    const pinned = await repo.pinned("product");
    const outcome = await repo.bump(repo.source, { product: "a" });
    expect(statuses(outcome)).toEqual({ product: "refused" });
    expect(reasonOf(outcome, "product")).toContain(`does not contain ${shortSha(newer)}`);
    expect(await repo.pinned("product")).toEqual(pinned);
  });

  test("after a rewritten history is refused with the way out", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { product: "a" });
    const release = { "environments/dev/product/release/release.yaml": "" };
    const text = String(await (await repo.tip()).read(Object.keys(release)[0] ?? ""));
    const source = await repo.push("chore: as if rewritten", {
      "environments/dev/product/release/release.yaml": text.replace(repo.source, "d".repeat(40)),
    });
    const outcome = await repo.bump(source, { product: "b" });
    expect(statuses(outcome)).toEqual({ product: "refused" });
    expect(reasonOf(outcome, "product")).toContain("delete environments/dev/product/release in a commit");
  });
});

describe("while a canary runs", () => {
  const report = async (repo: Awaited<ReturnType<typeof shop>>, changes: Partial<Evidence>) => {
    const current = await repo.pinned("product");
    const evidence: Evidence = {
      schema: 1,
      service: "product",
      environment: "dev",
      cluster: "main",
      releaseId: current?.id ?? null,
      digest: current?.image.digest ?? null,
      version: current?.version ?? null,
      revision: null,
      state: "healthy",
      cause: null,
      since: "2025-12-31T23:59:00Z",
      step: null,
      stable: { releaseId: current?.id ?? null },
      observedGeneration: 1,
      message: "",
      ...changes,
    };
    const refs = await repo.git.fetch("evidence/dev/main");
    const parent = refs.get("evidence/dev/main");
    const file = { path: evidenceFile("product"), content: formatEvidence(evidence) };
    const date = new Date("2026-01-01T00:00:00Z");
    const commit = await repo.git.commit(parent, { message: "evidence", changes: [file], date });
    const beat = await repo.git.commit(undefined, { message: "beat", changes: [], date });
    await repo.git.push([
      { ref: evidenceBranch("dev", "main"), to: commit },
      { ref: heartbeatBranch("dev", "main"), to: beat, force: true },
    ]);
  };
  const step = { index: 1, count: 4, weight: 25 };
  const other = `sha256:${"e".repeat(64)}`;
  const running = { state: "running", step, stable: { releaseId: other } } as const;

  test("its service waits, the other is pinned; nothing of the waiting one is pushed", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { order: "a", product: "a" });
    await report(repo, running);
    const outcome = await repo.bump(repo.source, { order: "b", product: "b" });
    expect(statuses(outcome)).toEqual({ order: "done", product: "waiting" });
    expect(reasonOf(outcome, "product")).toMatch(/canary of 0\.1\.0 runs in main \(step 1 of 4, 25 %/);
    expect((await repo.pinned("product"))?.image.digest).toBe(digestOf("a"));
  });

  test("and is pinned in the same run when the canary ends in time", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { order: "a", product: "a" });
    await report(repo, running);
    const run = repo.bump(repo.source, { order: "b", product: "b" }, {}, "120s");
    // The other service is pinned at once: then the run has seen the canary.
    await expect.poll(async () => (await repo.pinned("order"))?.version, { timeout: 50_000 }).toBe("0.1.1");
    await report(repo, {});
    expect(statuses(await run)).toEqual({ order: "done", product: "done" });
    expect((await repo.pinned("product"))?.version).toBe("0.1.1");
  });

  test.each<[string, Partial<Evidence>]>([
    ["a fix for an aborted release", { state: "aborted", cause: "failed", stable: { releaseId: other } }],
    ["first pods that do not come up", { state: "running", step: null, stable: { releaseId: null } }],
    ["a degraded one", { state: "degraded" }],
  ])("%s goes through", async (_, changes) => {
    await using repo = await shop(["product"]);
    await repo.bump(repo.source, { product: "a" });
    await report(repo, changes);
    expect(statuses(await repo.bump(repo.source, { product: "b" }))).toEqual({ product: "done" });
  });

  test("what the stable pods run goes through, and all when the reporter is silent", async () => {
    await using repo = await shop(["product"]);
    await repo.bump(repo.source, { product: "a" });
    const stable = { releaseId: (await repo.pinned("product"))?.id ?? null };
    await repo.bump(repo.source, { product: "b" });
    await report(repo, { state: "running", step, stable });
    expect(statuses(await repo.bump(repo.source, { product: "a" }))).toEqual({ product: "done" });
    await report(repo, running);
    const later = { clock: { now: () => new Date("2026-01-01T01:00:00Z") } };
    expect(statuses(await repo.bump(repo.source, { product: "c" }, later))).toEqual({ product: "done" });
  });
});

describe("a version is never given twice", () => {
  test("by two runs at once for one service", async () => {
    await using repo = await shop(["product"]);
    await using other = await clone(repo.url);
    const outcomes = await Promise.all([
      repo.bumpIn(repo.checkout, repo.source, { product: "a" }),
      repo.bumpIn(other, repo.source, { product: "b" }),
    ]);
    const versions = outcomes.map(
      ({ outputs }) => (JSON.parse(outputs.releases ?? "") as Record<string, Release>).product?.version,
    );
    expect(versions.toSorted()).toEqual(["0.1.0", "0.1.1"]);
  });

  test("after an abort, its revert and a re-run, though no tag was ever pushed", async () => {
    await using repo = await shop(["product"]);
    await writeFile(
      join(repo.server.folder("shop"), "hooks/update"),
      '#!/bin/sh\ncase "$1" in refs/tags/*) exit 1;; esac\n',
    );
    await chmod(join(repo.server.folder("shop"), "hooks/update"), 0o755);
    await repo.bump(repo.source, { product: "a" });
    const bad = await repo.push("feat(product): bad", { "services/product/src/bad.ts": "" });
    await repo.bump(bad, { product: "b" });
    expect((await repo.pinned("product"))?.version).toBe("0.2.0");
    await repo.dev.git("pull", "--quiet", "--rebase", "origin", "main");
    await repo.dev.git("revert", "--no-edit", "HEAD");
    await repo.dev.git("push", "--quiet", "origin", "HEAD:main");
    expect((await repo.pinned("product"))?.version).toBe("0.1.0");
    // The commit that was reverted is not pinned again; one that contains the revert is.
    const good = await repo.push("fix(product): good", { "services/product/src/good.ts": "" });
    await repo.bump(good, { product: "c" });
    expect((await repo.pinned("product"))?.version).toBe("0.2.1");
  });
});

describe("bad input: the service fails by name, nothing of it is pushed, the others are bumped", () => {
  test("a broken chart value", async () => {
    await using repo = await shop(["order", "product"], serviceFiles("product", "replicas: many\n"));
    const outcome = await repo.bump(repo.source, { order: "a", product: "a" });
    expect(statuses(outcome)).toEqual({ order: "done", product: "failed" });
    expect(reasonOf(outcome, "product")).toMatch(
      /^services\/product\/values\.yaml: .*at '\/replicas': got string, want integer/s,
    );
    expect(await repo.pinned("product")).toBeUndefined();
    expect((await repo.pinned("order"))?.version).toBe("0.1.0");
    expect(Object.keys(await repo.tags())).toEqual(["order-v0.1.0"]);
  });

  test("a broken service.yaml, an unknown service, an image under another name", async () => {
    await using repo = await shop(["order", "product"], {
      "services/product/service.yaml": "name: product\n",
    });
    const asked = request.parse({
      source: repo.source,
      images: JSON.stringify({
        ghost: { name: "shop/ghost", digest: digestOf("a") },
        order: { name: "registry.example.com/shop/order", digest: digestOf("a") },
        product: { name: "shop/product", digest: digestOf("a") },
      }),
    });
    const outcome = await bump(asked, testContext(repo.checkout.path));
    expect(statuses(outcome)).toEqual({ ghost: "failed", order: "failed", product: "failed" });
    expect(reasonOf(outcome, "ghost")).toContain("ghost: no service.yaml names it");
    expect(reasonOf(outcome, "order")).toContain('images.order.name: "registry.example.com/shop/order"');
    expect(reasonOf(outcome, "product")).toMatch(
      /^services\/product\/service\.yaml: slo: missing.*^services\/product\/service\.yaml: ports: missing/ms,
    );
  });

  test("an overlay patch that no longer fits names file, line and path", async () => {
    const patch = `patches:
  - target: {kind: Rollout}
    patch: |-
      - op: replace
        path: /spec/template/spec/containers/0/env/3/value
        value: x
`;
    await using repo = await shop(["order", "product"], overlayFiles("dev", "product", patch));
    const outcome = await repo.bump(repo.source, { order: "a", product: "a" });
    expect(statuses(outcome)).toEqual({ order: "done", product: "failed" });
    expect(reasonOf(outcome, "product")).toMatch(
      /^environments\/dev\/product\/kustomization\.yaml:13: the patch of \/spec\/template\/spec\/containers\/0\/env\/3\/value does not fit/,
    );
    expect(await repo.pinned("product")).toBeUndefined();
  });

  test("a release folder edited manually", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { order: "a", product: "a" });
    const path = "environments/dev/product/release/manifests.yaml";
    const edited = `${await (await repo.tip()).read(path)}# more memory\n`;
    const source = await repo.push("chore: manually", { [path]: edited });
    const outcome = await repo.bump(source, { order: "b", product: "b" });
    expect(statuses(outcome)).toEqual({ order: "done", product: "failed" });
    expect(reasonOf(outcome, "product")).toMatch(/^environments\/dev\/product\/release: edited manually: /);
    expect(String(await (await repo.tip()).read(path))).toBe(edited);
  });

  test("an environment that follows another, or that is not there, is an error", async () => {
    await using repo = await shop();
    const asked = (environment: string) =>
      bump(
        request.parse({ images: "{}", source: repo.source, environment }),
        testContext(repo.checkout.path),
      );
    await expect(asked("staging")).rejects.toThrow("releases come here from dev");
    await expect(asked("qa")).rejects.toThrow("Known: dev, staging, prod");
  });
});

test("a dry run plans and changes nothing", async () => {
  await using repo = await shop();
  const report = recordedReport();
  const outcome = await repo.bump(repo.source, { product: "a" }, { dryRun: true, report });
  expect(outcome.outputs).toEqual({ commit: "", releases: "{}" });
  expect(outcome.results).toMatchObject([{ status: "nothing", reason: "would pin none → 0.1.0" }]);
  expect(report.lines).toContain("plan: product: none → 0.1.0");
  expect((await repo.tip()).commit).toBe(repo.source);
  expect(await repo.tags()).toEqual({});
});

test("PP-29 tags that could not be pushed are a warning, and the next bump makes it good", async () => {
  await using repo = await shop();
  const hook = join(repo.server.folder("shop"), "hooks/update");
  await writeFile(hook, '#!/bin/sh\ncase "$1" in refs/tags/*) echo "no tags today" >&2; exit 1;; esac\n');
  await chmod(hook, 0o755);
  const report = recordedReport();
  const outcome = await repo.bump(repo.source, { product: "a" }, { report });
  expect(statuses(outcome)).toEqual({ product: "done" });
  expect(report.lines.join("\n")).toMatch(/warning: refs\/tags\/product-v0\.1\.0 was not pushed/);
  await chmod(hook, 0o644);
  await repo.bump(repo.source, { product: "a" });
  expect(await repo.tags()).toEqual({ "product-v0.1.0": repo.source });
});

test("PP-27 N services cost two fetches of refs at most, one push of the pins and one of the tags", async () => {
  const services = Array.from({ length: 8 }, (_, index) => `service-${index}`);
  await using repo = await shop(services);
  const before = repo.server.requests.length;
  await repo.bumpIn(repo.checkout, repo.source, Object.fromEntries(services.map((name) => [name, "a"])));
  const calls = repo.server.requests.slice(before).filter(({ method }) => method === "POST");
  expect(calls.filter(({ url }) => url.endsWith("git-receive-pack")).length).toBe(2);
  expect(calls.length).toBeLessThanOrEqual(4);
});

test("PP-1 two bumps racing five times lose nothing", async () => {
  await race(5);
});
