import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { clone } from "@slipway/testing/git/clone.ts";
import { recordedReport } from "@slipway/testing/report.ts";
import { describe, expect, test } from "vitest";
import { statuses } from "./testing/outcome.ts";
import { shop } from "./testing/shop.ts";

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
    // The reverted commit is not pinned again; a commit that contains the revert is.
    const good = await repo.push("fix(product): good", { "services/product/src/good.ts": "" });
    await repo.bump(good, { product: "c" });
    expect((await repo.pinned("product"))?.version).toBe("0.2.1");
  });
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
