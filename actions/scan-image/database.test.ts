import { startRegistry } from "@slipway/testing/registry/registry.ts";
import { recordedReport, testContext } from "@slipway/testing/report.ts";
import { pushDatabase } from "@slipway/testing/scans/database-artifact.ts";
import { changeMetadata, writeFixtureDatabase } from "@slipway/testing/scans/fixture-database.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { usableDatabase } from "./database.ts";
import { request } from "./request.ts";

const NOWHERE = "127.0.0.1:1/trivy-db:2";
const LONG_AGO = "2020-01-01T00:00:00Z";

let cache: TemporaryFolder;
beforeEach(async () => {
  cache = await temporaryFolder();
});
afterEach(() => cache[Symbol.asyncDispose]());

/** A database made at `UpdatedAt` that trivy would replace. */
async function due(folder: string, UpdatedAt: string): Promise<void> {
  await writeFixtureDatabase(folder);
  await changeMetadata(folder, { Fixture: false, NextUpdate: LONG_AGO, DownloadedAt: LONG_AGO, UpdatedAt });
}

async function use(repositories: string, now = "2026-06-15T12:00:00Z") {
  const raw = { images: "{}", cache: cache.path, "database-repositories": repositories };
  const report = recordedReport();
  const context = testContext(cache.path, { report, clock: { now: () => new Date(now) } });
  return { database: await usableDatabase(request.parse(raw), context, [0]), lines: report.lines };
}

test("AP-24 the database comes from the first repository that has it, and replaces the one that is due", async () => {
  await using registry = await startRegistry();
  await using source = await temporaryFolder();
  await due(source.path, "2026-06-15T06:00:00Z");
  await pushDatabase(source.path, `${registry.host}/trivy-db:2`, source.path);
  await due(cache.path, "2026-06-01T00:00:00Z");
  const { database } = await use(`${NOWHERE},${registry.host}/trivy-db:2`);
  expect(database).toEqual({
    cache: cache.path,
    updatedAt: new Date("2026-06-15T06:00:00Z"),
    isFixture: false,
  });
});

test("AP-24 one that cannot be fetched is an error after a bounded number of tries", async () => {
  await expect(use(NOWHERE)).rejects.toThrow(
    /holds no vulnerability database[\s\S]*No database could be fetched: 127.*connection refused/,
  );
});

test("where none can be fetched a young one is good enough, with a warning; an old one is not", async () => {
  await due(cache.path, "2026-06-15T00:00:00Z");
  const { lines } = await use(NOWHERE);
  expect(lines).toEqual([
    expect.stringMatching(/^info: No database yet, trying again: 127/),
    expect.stringMatching(/^warning: No database could be fetched: 127.*connection refused/),
  ]);
  await expect(use(NOWHERE, "2026-06-18T12:00:00Z")).rejects.toThrow(
    /84 hours ago[\s\S]*No database could be fetched/,
  );
});

test("a fixture database is never replaced, so that nobody takes it for what was fetched", async () => {
  await writeFixtureDatabase(cache.path);
  await expect(use(NOWHERE)).rejects.toThrow(/made from fixtures/);
});
