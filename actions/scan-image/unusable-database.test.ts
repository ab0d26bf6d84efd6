import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { changeMetadata, writeFixtureDatabase } from "@slipway/testing/scans/fixture-database.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { npm, scanner } from "./testing/scanner.ts";

const { scan } = scanner();

test("every result with a fixture database reports it", async () => {
  const { results, outputs, lines } = await scan({
    product: [npm({ a: "1.0.0" })],
    order: [npm({ "slipway-planted": "1.0.0" })],
  });
  for (const { reason } of results) expect(reason).toMatch(/^FIXTURE DATABASE: not a real scan/);
  expect(lines).toContain("warning: FIXTURE DATABASE: not a real scan");
  expect(JSON.parse(outputs.database ?? "")).toMatchObject({ fixture: true });
});

test.each([
  [
    "missing",
    (cache: string) => rm(join(cache, "db"), { recursive: true }),
    /holds no vulnerability database/,
  ],
  [
    "older than allowed",
    (cache: string) => changeMetadata(cache, { Fixture: false, UpdatedAt: "2026-06-13T11:00:00Z" }),
    /49 hours ago, more than the 48 allowed/,
  ],
  [
    "from the future",
    (cache: string) => changeMetadata(cache, { Fixture: false, UpdatedAt: "2026-06-16T12:00:00Z" }),
    /yet to come/,
  ],
  [
    "of another schema",
    (cache: string) => changeMetadata(cache, { Version: 1 }),
    /schema 1, but trivy reads 2/,
  ],
  [
    "not described",
    (cache: string) => writeFile(join(cache, "db/metadata.json"), "{}"),
    /not the description of a database/,
  ],
])("AP-24 a database that is %s is an error, never a pass", async (_name, spoil, message) => {
  await using cache = await temporaryFolder();
  await writeFixtureDatabase(cache.path);
  await spoil(cache.path);
  await expect(scan({ product: [npm({ a: "1.0.0" })] }, { cache: cache.path })).rejects.toThrow(message);
});

test("a database that is no database fails every image", async () => {
  await using cache = await temporaryFolder();
  await writeFixtureDatabase(cache.path);
  await writeFile(join(cache.path, "db/trivy.db"), "no database");
  const { results } = await scan({ product: [npm({ a: "1.0.0" })] }, { cache: cache.path });
  expect(results).toMatchObject([
    { status: "failed", reason: expect.stringContaining("trivy image gave no result") },
  ]);
});

test("a fixture database is an error unless it is requested", async () => {
  const images = { product: [npm({ a: "1.0.0" })] };
  await expect(scan(images, { "fixture-database": "refuse" })).rejects.toThrow(/made from fixtures/);
});
