import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseScanRecord } from "@slipway/lib/domain/vulnerabilities/scan-record.ts";
import { expect, test } from "vitest";
import { entry, NOW, npm, scanner } from "./testing/scanner.ts";

const { except, layouts, scan, scanPushed } = scanner();

test("the package list names the image by its digest, and is the same when it is made again", async () => {
  const { pushed } = await scan({ product: [npm({ a: "1.0.0", "@b/c": "2.0.0" })] });
  const first = await readFile(join(layouts(), "product.sbom.cdx.json"), "utf8");
  expect(JSON.parse(first)).toMatchObject({
    bomFormat: "CycloneDX",
    metadata: { component: { name: "shop/product", version: pushed.product?.digest } },
    components: expect.arrayContaining([expect.objectContaining({ purl: "pkg:npm/%40b/c@2.0.0" })]),
  });
  // Trivy draws identifiers and sorts by them: once is luck.
  for (let i = 0; i < 4; i++) {
    await scanPushed(pushed);
    expect(await readFile(join(layouts(), "product.sbom.cdx.json"), "utf8")).toBe(first);
  }
});

test("what was excused is recorded with the image; one that is blocked has no record, nor an old one", async () => {
  const planted = { product: [npm({ "slipway-planted": "1.0.0" })] };
  const file = join(layouts(), "product.scan.json");
  await except(entry("CVE-2099-0001"), entry("CVE-2099-0002"));
  const { pushed } = await scan(planted);
  const record = parseScanRecord(await readFile(file, "utf8"), file);
  expect(record).toMatchObject({
    service: "product",
    digest: pushed.product?.digest,
    scanner: { name: "trivy", version: expect.stringMatching(/^\d+\.\d+/) },
    database: { fixture: true },
    threshold: { severities: ["CRITICAL", "HIGH"], unfixable: "pass" },
    scannedAt: NOW.toISOString(),
  });
  expect(record.excused).toEqual([
    {
      finding: {
        kind: "vulnerability",
        id: "CVE-2099-0001",
        package: "slipway-planted",
        version: "1.0.0",
        severity: "CRITICAL",
      },
      exception: { owner: "@slipway/shop", reason: "not reached, see the issue", expires: "2026-08-01" },
    },
  ]);
  await except();
  await scan(planted);
  await expect(access(file)).rejects.toThrow("ENOENT");
});
