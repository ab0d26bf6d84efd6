/** The record of a scan, attested by sign-image and read by verify-image. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ScanRecord } from "@slipway/lib/domain/vulnerabilities/scan-record.ts";
import { expect, test } from "vitest";
import { attesting, type Image } from "./testing/attested.ts";

const { attestedOf, built, folder, keys, sign, verify } = attesting();

/** What scan-image leaves next to the layout of an image it let through. */
async function scanned(image: Image, expires?: string, change: Partial<ScanRecord> = {}): Promise<void> {
  const finding = { kind: "vulnerability", id: "CVE-2026-0001", package: "left-pad" } as const;
  const exception = { owner: "@slipway/shop", reason: "not reached, see the issue" };
  const record: ScanRecord = {
    service: "product",
    digest: image.digest,
    scanner: { name: "trivy", version: "0.74.0" },
    database: { updatedAt: "2026-01-01T00:00:00.000Z", fixture: false },
    threshold: { severities: ["CRITICAL", "HIGH"], unfixable: "pass" },
    excused:
      expires === undefined
        ? []
        : [
            {
              finding: { ...finding, version: "1.0.0", severity: "HIGH" },
              exception: { ...exception, expires },
            },
          ],
    scannedAt: "2026-01-01T12:00:00.000Z",
    ...change,
  };
  await writeFile(join(folder.path, "product.scan.json"), JSON.stringify(record));
}

const SCAN = "https://slipway.dev/scan-image/v1";

test("what a scan excused is attested, and reported by who verifies", async () => {
  const image = await built("scanned");
  await scanned(image, "2026-03-01");
  expect((await sign(image, keys.ours, "scan")).results).toMatchObject([{ status: "done" }]);
  expect((await verify(image, "scan")).results).toMatchObject([
    {
      status: "done",
      reason: expect.stringMatching(
        /scanned on 2026-01-01 by trivy 0\.74\.0 and a database of 2026-01-01; excused: CVE-2026-0001 in left-pad until 2026-03-01 by @slipway\/shop$/,
      ),
    },
  ]);
});

test("a later scan of the same image takes the place of the earlier one, and the same scan adds nothing", async () => {
  const image = await built("scanned twice");
  await scanned(image);
  await sign(image, keys.ours, "scan");
  await scanned(image, undefined, { scannedAt: "2026-01-02T12:00:00.000Z" });
  expect((await sign(image, keys.ours, "scan")).results).toMatchObject([{ status: "nothing" }]);
  await scanned(image, "2026-04-01", { scannedAt: "2026-01-03T12:00:00.000Z" });
  expect((await sign(image, keys.ours, "scan")).results).toMatchObject([{ status: "done" }]);
  expect(await attestedOf(image)).toEqual([SCAN]);
  const [result] = (await verify(image, "scan")).results;
  expect(result?.reason).toContain("excused: CVE-2026-0001 in left-pad until 2026-04-01");
});

test.each([
  ["of another image", { digest: `sha256:${"0".repeat(64)}` }, /the record is of product sha256:0000/],
  ["of another service", { service: "order" }, /the record is of order/],
  ["with an exception without an end", { excused: [{}] } as unknown as Partial<ScanRecord>, /no record of/],
])("a record %s is not attested, and nothing is signed", async (_, change, reason) => {
  const image = await built(`record ${String(reason)}`);
  await scanned(image, undefined, change);
  expect((await sign(image, keys.ours, "scan")).results).toMatchObject([
    { status: "failed", reason: expect.stringMatching(reason) },
  ]);
  expect((await verify(image, "")).results).toMatchObject([
    { status: "failed", reason: expect.stringMatching(/not signed/) },
  ]);
});

test("an image from before there were records continues, and it is reported", async () => {
  const image = await built("never recorded");
  await sign(image, keys.ours, "");
  expect((await verify(image, "")).results).toMatchObject([
    { status: "done", reason: expect.stringContaining("what its scan excused is not attested") },
  ]);
  expect((await verify(image, "scan")).results).toMatchObject([
    { status: "failed", reason: expect.stringContaining("no record of the scan is attested") },
  ]);
});

test("a record by another key is refused, though the signature is ours", async () => {
  const image = await built("record by another");
  await scanned(image);
  await sign(image, keys.ours, "");
  await sign(image, keys.theirs, "scan");
  expect((await verify(image, "")).results).toMatchObject([
    { status: "failed", reason: expect.stringContaining("its record of the scan is not signed by") },
  ]);
});
