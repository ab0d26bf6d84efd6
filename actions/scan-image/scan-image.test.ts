import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { parseScanRecord } from "@slipway/lib/domain/vulnerabilities/scan-record.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { recordedReport, testContext } from "@slipway/testing/report.ts";
import { changeMetadata, writeFixtureDatabase } from "@slipway/testing/scans/fixture-database.ts";
import { type TestImage, writeLayout } from "@slipway/testing/scans/image-layout.ts";
import { debianPackages, npmPackages, plantedSecret } from "@slipway/testing/scans/images.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { request } from "./request.ts";
import { scanImages } from "./scan-image.ts";

const NOW = new Date("2026-06-15T12:00:00Z");

let database: TemporaryFolder;
let workspace: TemporaryFolder;

beforeAll(async () => {
  database = await temporaryFolder();
  await writeFixtureDatabase(database.path);
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(async () => {
  workspace = await temporaryFolder();
  return async () => {
    vi.unstubAllEnvs();
    await workspace[Symbol.asyncDispose]();
  };
});

const layouts = () => join(workspace.path, "images");

/** Writes the images, scans them, and returns what the verb answered and said. */
async function scan(
  images: Readonly<Record<string, readonly TestImage[]>>,
  inputs: Record<string, string> = {},
) {
  const pushed: Record<string, { name: string; digest: string }> = {};
  for (const [service, platforms] of Object.entries(images)) {
    const digest = await writeLayout(join(layouts(), service), ...platforms);
    pushed[service] = { name: `shop/${service}`, digest };
  }
  return { pushed, ...(await scanPushed(pushed, inputs)) };
}

async function scanPushed(images: object, inputs: Record<string, string> = {}, env: NodeJS.ProcessEnv = {}) {
  const raw = {
    images: JSON.stringify(images),
    layouts: layouts(),
    cache: database.path,
    "database-repositories": "none",
    "fixture-database": "accept",
    ...inputs,
  };
  const report = recordedReport();
  const all = { PATH: process.env.PATH, ...env };
  const context = testContext(workspace.path, { report, env: all, clock: { now: () => NOW } });
  const { outputs, results } = await scanImages(request.parse(raw), context);
  return { images: JSON.parse(outputs.images ?? "") as object, outputs, results, lines: report.lines };
}

const npm = (packages: Record<string, string>, more: TestImage["files"] = {}): TestImage => ({
  files: { ...npmPackages(packages), ...more },
});

async function except(...entries: readonly string[]): Promise<void> {
  await mkdir(join(workspace.path, "security"), { recursive: true });
  await writeFile(join(workspace.path, "security/exceptions.yaml"), `exceptions:\n${entries.join("")}`);
}

const entry = (id: string, more: Record<string, unknown> = {}): string => {
  const all = {
    id,
    owner: "@slipway/shop",
    reason: "not reached, see the issue",
    expires: "2026-08-01",
    ...more,
  };
  const lines = Object.entries(all).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `  - ${lines.join("\n    ")}\n`;
};

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

test("an exception lets its package pass in its services, and is named", async () => {
  await except(entry("CVE-2099-0001", { package: "slipway-planted", services: ["product"] }));
  const vulnerable = [npm({ "slipway-planted": "1.0.0" })];
  const { results, outputs } = await scan({ order: vulnerable, product: vulnerable });
  expect(results).toMatchObject([
    { service: "order", status: "failed" },
    {
      service: "product",
      status: "done",
      reason: expect.stringContaining("until 2026-08-01 by @slipway/shop"),
    },
  ]);
  expect(JSON.parse(outputs.exceptions ?? "")).toEqual([
    {
      service: "product",
      id: "CVE-2099-0001",
      package: "slipway-planted",
      owner: "@slipway/shop",
      reason: "not reached, see the issue",
      expires: "2026-08-01",
    },
  ]);
});

test("T11 an exception that expired blocks again, and its line is named", async () => {
  await except(entry("CVE-2099-0001", { expires: "2026-06-14" }));
  const { results, lines, images } = await scan({ product: [npm({ "slipway-planted": "1.0.0" })] });
  expect(results).toMatchObject([
    {
      status: "failed",
      reason: expect.stringContaining("excepted until 2026-06-14 by security/exceptions.yaml:2"),
    },
  ]);
  expect(lines).toContainEqual(
    expect.stringMatching(/^error: security\/exceptions\.yaml:2: .* expired on 2026-06-14/),
  );
  expect(images).toEqual({});
});

test("T11 an exception nobody may grant stops the scan: too long, unowned, with a key it does not have", async () => {
  await except(entry("CVE-2099-0001", { expires: "2026-12-31" }));
  const image = { product: [npm({ a: "1.0.0" })] };
  await expect(scan(image)).rejects.toThrow(
    /exceptions\.yaml:2: CVE-2099-0001 .* more than 90 days[\s\S]*2026-09-13/,
  );
  await except(entry("CVE-2099-0001", { owner: undefined, until: "never" }));
  await expect(scan(image)).rejects.toThrow(
    /exceptions\.yaml:\d+: .*owner[\s\S]*exceptions\.yaml:\d+: .*until/,
  );
});

test("a secret that is none may be excepted in its file only", async () => {
  await except(entry("github-pat", { path: "app/main.js" }));
  const secret = `const token = "${plantedSecret}";`;
  const { results } = await scan({
    order: [npm({ a: "1.0.0" }, { "app/main.js": secret })],
    product: [npm({ a: "1.0.0" }, { "app/other.js": secret })],
  });
  expect(results).toMatchObject([{ status: "done" }, { status: "failed" }]);
});

test("an exception that covers nothing is a warning", async () => {
  await except(
    entry("CVE-2099-0009", { services: ["product"] }),
    entry("CVE-2099-0008", { services: ["order"] }),
  );
  const { lines } = await scan({ product: [npm({ a: "1.0.0" })] });
  expect(lines.filter((line) => line.startsWith("warning: security"))).toEqual([
    expect.stringContaining("exceptions.yaml:2: the exception of CVE-2099-0009 covered nothing in product"),
  ]);
});

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

test("AP-24 neither files of the checkout nor variables of the job can mute the scanner", async () => {
  const { pushed } = await scan({ product: [npm({ "slipway-planted": "1.0.0" })] });
  for (const folder of [workspace.path, layouts()]) {
    await writeFile(join(folder, ".trivyignore"), "CVE-2099-0001\n");
    await writeFile(join(folder, "trivy.yaml"), "severity: [LOW]\n");
  }
  vi.stubEnv("TRIVY_IGNOREFILE", join(workspace.path, ".trivyignore"));
  vi.stubEnv("TRIVY_SEVERITY", "LOW");
  const { results } = await scanPushed(pushed, {}, { ...process.env, HOME: workspace.path });
  expect(results).toMatchObject([{ status: "failed", reason: expect.stringContaining("CVE-2099-0001") }]);
});

test("AP-24 no token of the job reaches the scanner", async () => {
  const { pushed } = await scan({ product: [npm({ a: "1.0.0" })] });
  const seen = join(workspace.path, "seen");
  const { stdout: real } = await exec("sh", ["-c", "command -v trivy"]);
  const script = `#!/bin/sh\nenv >> ${seen}\nexec ${real.trim()} "$@"\n`;
  await writeFile(join(workspace.path, "trivy"), script, { mode: 0o755 });
  for (const name of ["SLIPWAY_TOKEN", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "ACTIONS_RUNTIME_TOKEN"])
    vi.stubEnv(name, "not for scanners");
  const PATH = [workspace.path, process.env.PATH].join(delimiter);
  const { results } = await scanPushed(pushed, {}, { ...process.env, PATH });
  expect(results).toMatchObject([{ status: "done" }]);
  expect(await readFile(seen, "utf8")).toContain("PATH=");
  expect(await readFile(seen, "utf8")).not.toContain("not for scanners");
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
