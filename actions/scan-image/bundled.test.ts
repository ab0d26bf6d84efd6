import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testContext } from "@slipway/testing/report.ts";
import { writeFixtureDatabase } from "@slipway/testing/scans/fixture-database.ts";
import { writeLayout } from "@slipway/testing/scans/image-layout.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { bundle } from "../../services/kit/build.ts";
import { request } from "./request.ts";
import { scanImages } from "./scan-image.ts";

test("a vulnerable package is found in an image that holds one bundled file of it", async () => {
  await using folder = await temporaryFolder();
  const service = join(folder.path, "product");
  await writePackage(service, "slipway-planted", "export const planted = () => 1;");
  await writePackage(service, "slipway-unfixable", "export const unused = () => 2;");
  await mkdir(join(service, "src"));
  const imports = 'import { planted } from "slipway-planted";\nimport { unused } from "slipway-unfixable";\n';
  await writeFile(join(service, "src/main.ts"), `${imports}console.log(planted());\n`);
  await bundle(service);
  const files = await filesOf(join(service, "dist"), ["main.js", "main.cdx.json"]);
  const digest = await writeLayout(join(folder.path, "images/product"), { files });
  const { results } = await scan(folder.path, digest);
  expect(results).toMatchObject([
    { status: "failed", reason: expect.stringContaining("CVE-2099-0001 in slipway-planted 1.0.0") },
  ]);
  // The bundler left it out, so it is not in the image.
  expect(results[0]?.reason).not.toContain("slipway-unfixable");
});

async function scan(workspace: string, digest: string) {
  const cache = join(workspace, "cache");
  await writeFixtureDatabase(cache);
  const raw = {
    images: JSON.stringify({ product: { name: "shop/product", digest } }),
    layouts: join(workspace, "images"),
    cache,
    "fixture-database": "accept",
    unfixable: "block",
  };
  return await scanImages(request.parse(raw), testContext(workspace));
}

async function writePackage(service: string, name: string, source: string): Promise<void> {
  const folder = join(service, "node_modules", name);
  await mkdir(folder, { recursive: true });
  const manifest = { name, version: "1.0.0", type: "module", main: "index.js", sideEffects: false };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "index.js"), source);
}

async function filesOf(dist: string, names: readonly string[]): Promise<Record<string, string>> {
  const read = names.map(async (name) => [`app/${name}`, await readFile(join(dist, name), "utf8")] as const);
  return Object.fromEntries(await Promise.all(read));
}
