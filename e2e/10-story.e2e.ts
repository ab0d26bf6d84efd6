import { beforeAll, expect, test } from "vitest";
import { automaticRollback } from "../local/demo/acts/automatic-rollback.ts";
import { type BadChange, badChange } from "../local/demo/acts/bad-change.ts";
import { firstDeploy } from "../local/demo/acts/first-deploy.ts";
import { goodChange, promotion } from "../local/demo/acts/good-change.ts";
import { revert } from "../local/demo/acts/revert.ts";
import { rollback } from "../local/demo/acts/rollback.ts";
import type { ReleaseView } from "../local/demo/delivery.ts";
import type { PlatformStage as Stage } from "../local/demo/platform-stage.ts";
import { services } from "../local/demo/stage.ts";
import { git } from "../local/forge/git.ts";
import { openStage } from "./stage.ts";

let stage: Stage;
let good: ReleaseView;
let bad: BadChange;

beforeAll(async () => {
  stage = await openStage();
});

const environments = ["dev", "staging", "prod"] as const;

test("the first push brings every service into every environment as one and the same release", async () => {
  await firstDeploy(stage);
  for (const service of services()) {
    const releases = await Promise.all(
      environments.map((environment) => stage.delivery.release(environment, service)),
    );
    expect(new Set(releases.map((release) => release?.id)).size).toBe(1);
    expect(releases[0]?.version).toBe("0.1.0");
    for (const environment of environments) {
      await stage.delivery.healthy(environment, service, releases[0]?.id ?? "");
    }
  }
  await stage.delivery.pull();
  const bumps = await git(stage.delivery.folder, ["log", "--format=%s", "--grep=^bump(dev)"]);
  expect(bumps.split("\n")).toEqual([`bump(dev): ${services().length} services`]);
  // What people clone, though clusters push to their own branches.
  const head = await git(stage.delivery.folder, ["ls-remote", "--symref", "origin", "HEAD"]);
  expect(head).toMatch(/^ref: refs\/heads\/main\s/);
});

test("P1 P2 P4 a good commit is pinned by tag and digest and promoted by its canary's analysis", async () => {
  good = await goodChange(stage);
  expect(good.version).toBe("0.2.0");
  const pin = await git(stage.delivery.folder, [
    "show",
    "origin/main:environments/dev/product/release/kustomization.yaml",
  ]);
  expect(pin).toMatch(/newTag: ["']?0\.2\.0["']?/);
  expect(pin).toMatch(/digest: sha256:[0-9a-f]{64}/);
  const rollout = await stage.delivery.cluster.rollout("dev", "product");
  const measured = await stage.delivery.cluster.measurements("dev", rollout?.currentHash ?? "");
  expect(measured.filter((line) => line.includes("Successful")).length).toBeGreaterThanOrEqual(3);
  // The other services had nothing new and kept their releases.
  expect((await stage.delivery.release("dev", "currency"))?.version).toBe("0.1.0");
});

test("P5 PP-11 the same release reaches staging and prod by pull requests whose diff holds release folders only", async () => {
  await promotion(stage, good);
  await stage.delivery.pull();
  for (const environment of ["staging", "prod"]) {
    expect((await stage.delivery.release(environment, "product"))?.id).toBe(good.id);
    const changed = await git(stage.delivery.folder, [
      "log",
      "-1",
      "--first-parent",
      "-m",
      "--format=",
      "--name-only",
      "--",
      `environments/${environment}`,
    ]);
    for (const path of changed.split("\n").filter(Boolean)) {
      expect(path).toMatch(new RegExp(`^environments/${environment}/product/release/`));
    }
  }
});

test("P4 a commit that answers 20 % errors is aborted, stable keeps serving, and it is not promoted", async () => {
  bad = await badChange(stage);
  expect((await stage.delivery.release("staging", "product"))?.id).toBe(good.id);
  const rollout = await stage.delivery.cluster.rollout("dev", "product");
  expect(rollout?.stableHash).toBe(bad.goodHash);
});

test("P6 PP-23 the abort is rolled back in git and held without a person, on pods that kept running", async () => {
  await automaticRollback(stage, bad);
  expect((await stage.delivery.release("dev", "product"))?.id).toBe(good.id);
  const hold = await stage.delivery.hold("dev", "product", bad.bad.id);
  expect(hold).toMatchObject({ cause: "failed", version: bad.bad.version, until: null });
  await stage.delivery.pull();
  const commits = await git(stage.delivery.folder, ["log", "--format=%s", "--grep=^rollback(dev)"]);
  expect(commits.split("\n")).toHaveLength(1);
});

test("P6 PP-21 PP-22 one command takes prod back, and its hold keeps the promotion away", async () => {
  await rollback(stage, good);
  expect((await stage.delivery.release("prod", "product"))?.version).toBe("0.1.0");
  expect((await stage.delivery.release("staging", "product"))?.id).toBe(good.id);
});

test("P6 a person's git revert works, and what it reverted is held", async () => {
  await revert(stage, good);
  const hold = await stage.delivery.hold("staging", "product", good.id);
  expect(hold.cause).toBe("person");
});
