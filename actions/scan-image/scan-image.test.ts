import { access, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testContext } from "@slipway/testing/report.ts";
import { type TestImage, writeLayout } from "@slipway/testing/scans/image-layout.ts";
import { debianPackages, plantedSecret } from "@slipway/testing/scans/images.ts";
import { expect, test } from "vitest";
import { request } from "./request.ts";
import { scanImages } from "./scan-image.ts";
import { npm, scanner } from "./testing/scanner.ts";

const { layouts, scan, scanPushed, workspace } = scanner();

test("AP-24 a fixable critical vulnerability blocks its image, and the others pass", async () => {
  const { images, results, pushed } = await scan({
    product: [npm({ "slipway-planted": "1.0.0", other: "2.0.0" })],
    order: [npm({ "slipway-planted": "1.0.1", other: "2.0.0" })],
  });
  expect(results).toMatchObject([
    {
      service: "product",
      status: "failed",
      reason: expect.stringContaining("CRITICAL CVE-2099-0001 in slipway-planted 1.0.0 (fixed in 1.0.1)"),
    },
    { service: "order", status: "done", reason: expect.stringContaining("2 packages compared") },
  ]);
  expect(images).toEqual({ order: pushed.order });
});

test("packages of the distribution are compared too; what nothing fixes passes with a note", async () => {
  const files = debianPackages({ "slipway-planted": "1.0-1" });
  const blocked = await scan({ product: [{ files }] });
  expect(blocked.results[0]?.reason).toContain(
    "HIGH CVE-2099-0004 in slipway-planted 1.0-1 (fixed in 1.0-2)",
  );
  expect(blocked.results[0]?.reason).not.toContain("CVE-2099-0005");
  const passed = await scan({ product: [{ files: debianPackages({ "slipway-planted": "1.0-2" }) }] });
  expect(passed.results).toMatchObject([
    { status: "done", reason: expect.stringMatching(/debian 12\.11; 1 without a fix: CVE-2099-0005/) },
  ]);
});

test("what nothing fixes blocks where that is requested", async () => {
  const { results } = await scan(
    { product: [npm({ "slipway-unfixable": "1.0.0" })] },
    { unfixable: "block" },
  );
  expect(results).toMatchObject([
    {
      status: "failed",
      reason: expect.stringContaining("CVE-2099-0003 in slipway-unfixable 1.0.0 (no version"),
    },
  ]);
});

test("AP-24 which severities block is separate from which are reported", async () => {
  const image = { product: [npm({ "slipway-planted": "1.0.1" })] };
  const passed = await scan(image, { "report-severities": "CRITICAL" });
  expect(passed.results).toMatchObject([{ status: "done" }]);
  expect(await readFile(join(layouts(), "product.sarif"), "utf8")).not.toContain("CVE-2099-0002");
  const blocked = await scan(image, { severities: "MEDIUM" });
  expect(blocked.results[0]?.reason).toContain("MEDIUM CVE-2099-0002");
  expect(await readFile(join(layouts(), "product.sarif"), "utf8")).toContain("CVE-2099-0002");
});

test("a secret in a file or in the environment blocks, and is in none of the reports", async () => {
  const { results } = await scan({
    order: [npm({ a: "1.0.0" }, { "app/main.js": `\nconst token = "${plantedSecret}";\n` })],
    product: [{ ...npm({ a: "1.0.0" }), env: [`TOKEN=${plantedSecret}`] }],
  });
  expect(results).toMatchObject([
    { status: "failed", reason: expect.stringContaining("secret github-pat in app/main.js:2") },
    { status: "failed", reason: expect.stringMatching(/secret github-pat in image-config:\d+/) },
  ]);
  for (const service of ["order", "product"])
    for (const kind of ["trivy.json", "sarif", "sbom.cdx.json"])
      expect(await readFile(join(layouts(), `${service}.${kind}`), "utf8")).not.toContain(plantedSecret);
});

test("each platform of an image is scanned", async () => {
  const arm: TestImage = { ...npm({ "slipway-planted": "1.0.0" }), architecture: "arm64" };
  const { results } = await scan({ product: [npm({ "slipway-planted": "1.0.1" }), arm] });
  expect(results).toMatchObject([{ status: "failed", reason: expect.stringContaining("CVE-2099-0001") }]);
  await access(join(layouts(), "product.trivy.json"));
  await access(join(layouts(), "product.linux-arm64.trivy.json"));
});

test("a layout that was changed, is another image's, or is missing fails its service alone", async () => {
  const image = [npm({ a: "1.0.0" })];
  const { pushed } = await scan({
    changed: image,
    missing: image,
    other: [npm({ b: "1.0.0" })],
    whole: image,
  });
  const manifest = JSON.parse(
    await readFile(join(layouts(), "changed/blobs", pushed.changed?.digest.replace(":", "/") ?? ""), "utf8"),
  ) as { layers: [{ digest: string }] };
  const layer = join(layouts(), "changed/blobs", manifest.layers[0].digest.replace(":", "/"));
  const bytes = await readFile(layer);
  bytes[600] = 88;
  await writeFile(layer, bytes);
  await rm(join(layouts(), "missing"), { recursive: true });
  const { results, images } = await scanPushed({ ...pushed, other: pushed.whole });
  expect(results).toMatchObject([
    { service: "changed", status: "failed", reason: expect.stringContaining("its bytes are") },
    { service: "missing", status: "failed", reason: expect.stringContaining("cannot be read") },
    { service: "other", status: "failed", reason: expect.stringContaining("was built") },
    { service: "whole", status: "done" },
  ]);
  expect(images).toEqual({ whole: pushed.whole });
});

test("an image in which no package is found was compared with nothing", async () => {
  const { results } = await scan({ product: [{ files: { "app/main.js": "1" } }] });
  expect(results).toMatchObject([{ status: "failed", reason: expect.stringContaining("finds no package") }]);
});

test("nothing to scan needs no database", async () => {
  const nothing = await scanPushed({}, { cache: "/nowhere" });
  expect(nothing).toMatchObject({ images: {}, results: [] });
});

test("a dry run neither scans nor fetches", async () => {
  const digest = await writeLayout(join(layouts(), "product"), npm({ a: "1.0.0" }));
  const cache = join(workspace.path, "cache");
  const images = JSON.stringify({ product: { name: "shop/product", digest } });
  const context = testContext(workspace.path, { dryRun: true });
  const outcome = await scanImages(request.parse({ images, layouts: layouts(), cache }), context);
  expect(outcome.results).toMatchObject([{ status: "nothing", reason: "would be scanned" }]);
  expect(outcome.outputs.images).toBe("{}");
  await expect(access(cache)).rejects.toThrow("ENOENT");
  await expect(access(join(layouts(), "product.trivy.json"))).rejects.toThrow("ENOENT");
});
