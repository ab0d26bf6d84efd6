/** A branch with years of evidence, rolled over by the next reporter that starts. */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { evidenceBranch } from "@slipway/lib/domain/evidence/evidence.ts";
import { readHistory } from "@slipway/lib/domain/evidence/history.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { fastCommit } from "@slipway/testing/git/fast-commit.ts";
import { git as plainGit } from "@slipway/testing/git/git.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { environmentOf } from "@slipway/testing/repositories/environment.ts";
import { releaseOf, writeReports } from "@slipway/testing/repositories/platform.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { jsonLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { rollOverReport } from "./roll-over-report.ts";
import { openStore } from "./store.ts";

const BRANCH = evidenceBranch("dev", "main");
const ARCHIVE = `refs/slipway/evidence/dev/main/${new Date().getUTCFullYear()}`;
const target = { environment: "dev", cluster: "main", namespace: "shop-dev", project: "shop-dev" };
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

async function forge(days: readonly number[]) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("shop");
  const bare = server.folder("shop");
  await fastCommit(bare, { branch: "main", message: "feat: a shop" });
  for (const [index, age] of days.entries()) {
    const release = releaseOf("product", `0.${index}.0`, "1".repeat(40));
    const change = { since: daysAgo(age).toISOString() };
    await writeReports(bare, {
      environment: "dev",
      releases: [release],
      change,
      at: daysAgo(age),
      beatAt: new Date(),
    });
  }
  const folder = stack.use(await temporaryFolder());
  const git = (...args: readonly string[]) => plainGit(bare, ...args);
  const lines: Record<string, unknown>[] = [];
  const metrics = createMetrics();
  const log = jsonLog((line) => lines.push(JSON.parse(line)));
  return {
    git,
    lines,
    refused: async () => /^slipway_reporter_roll_over_refused.* (\d)$/m.exec(await metrics.text())?.[1],
    open: () =>
      openStore({
        folder: `${folder.path}/clone.git`,
        repository: url,
        token: undefined,
        targets: [target],
        onRollOver: rollOverReport(log, metrics),
      }),
    log: async (ref: string) => (await git("log", "--format=%T %ct", ref)).split("\n"),
    versions: async () => {
      const reader = openGit(bare, { identity: { name: "reader", email: "reader@localhost" } });
      const tip = await git("rev-parse", BRANCH);
      const history = await readHistory(reader, new Map([[BRANCH, tip]]), [environmentOf("dev")]);
      return history.healthySpans("dev", "product").map(({ version }) => version);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("commits older than half a year are removed, the rest keeps its bytes, and the whole branch is kept under another ref", async () => {
  await using here = await forge([900, 600, 400, 170, 90, 1]);
  const before = await here.log(BRANCH);
  const tip = await here.git("rev-parse", BRANCH);
  const store = await here.open();
  expect(store.branch(target).tip).toBe(await here.git("rev-parse", BRANCH));
  expect(await here.log(BRANCH)).toEqual(before.slice(0, 4));
  expect(await here.git("rev-parse", ARCHIVE)).toBe(tip);
  expect(await here.versions()).toEqual(["0.5.0", "0.4.0", "0.3.0", "0.2.0"]);
  const rolled = await here.git("rev-parse", BRANCH);
  await here.open();
  expect(await here.git("rev-parse", BRANCH)).toBe(rolled);
});

test("a branch younger than a year and a half is not changed", async () => {
  await using here = await forge([500, 1]);
  const tip = await here.git("rev-parse", BRANCH);
  await here.open();
  expect(await here.git("rev-parse", BRANCH)).toBe(tip);
});

/** A protection rule of the branch: fast-forward pushes only. */
const refuse = (ref: string) =>
  `#!/bin/sh\n[ "$1" = "${ref}" ] && echo "rule: no force push" && exit 1\nexit 0\n`;

test.each([
  ["the branch", `refs/heads/${BRANCH}`],
  ["the archive", ARCHIVE],
])(
  "planted: if a forge refuses %s, the evidence is kept; a log line with the remedy and a gauge report it",
  async (_, ref) => {
    await using here = await forge([900, 1]);
    const hook = join(await here.git("rev-parse", "--absolute-git-dir"), "hooks/update");
    await writeFile(hook, refuse(ref), { mode: 0o755 });
    const tip = await here.git("rev-parse", BRANCH);
    expect((await here.open()).branch(target).tip).toBe(tip);
    expect(await here.git("rev-parse", BRANCH)).toBe(tip);
    expect(here.lines).toEqual([
      expect.objectContaining({
        level: "warn",
        environment: "dev",
        branch: BRANCH,
        reason: expect.stringContaining("rule: no force push"),
        remedy: expect.stringContaining(`force-push ${BRANCH}`),
      }),
    ]);
    expect(await here.refused()).toBe("1");
    await rm(hook);
    await here.open();
    expect(await here.git("rev-parse", BRANCH)).not.toBe(tip);
    expect(await here.refused()).toBe("0");
  },
);
