/** What was excused when an image was scanned, on a real registry: the gate reads what is attested with the image. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type KeyPair, startRegistry, type TestRegistry } from "@slipway/testing/registry/registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { request as signRequest } from "../sign-image/request.ts";
import { signImages } from "../sign-image/sign-image.ts";

let registry: TestRegistry;
let folder: TemporaryFolder;
let pair: KeyPair;

beforeAll(async () => {
  [registry, folder] = await Promise.all([startRegistry(), temporaryFolder()]);
  pair = await registry.keyPair();
});
afterAll(() => Promise.all([registry[Symbol.asyncDispose](), folder[Symbol.asyncDispose]()]));

const DAY_MS = 86_400_000;
const day = (fromNow: number): string => new Date(Date.now() + fromNow * DAY_MS).toISOString().slice(0, 10);
const YESTERDAY = day(-1);

const exceptions = (...ids: readonly (readonly [id: string, expires: string])[]) => ({
  "security/exceptions.yaml": `exceptions:\n${ids
    .map(
      ([id, expires]) =>
        `  - {id: ${id}, owner: "@slipway/shop", reason: "not reached, see the issue", expires: ${expires}}\n`,
    )
    .join("")}`,
});

/** A signed image; `needed` is what its scan excused, undefined where there is no record. */
async function image(needed?: readonly string[], change: object = {}): Promise<string> {
  const digest = await registry.push("shop/product", JSON.stringify({ needed, change }));
  const exception = { owner: "@slipway/shop", reason: "not reached, see the issue", expires: YESTERDAY };
  const vulnerability = { kind: "vulnerability", package: "left-pad", version: "1.0.0", severity: "HIGH" };
  const record = {
    service: "product",
    digest,
    scanner: { name: "trivy", version: "0.74.0" },
    database: { updatedAt: "2026-01-01T00:00:00.000Z", fixture: false },
    threshold: { severities: ["CRITICAL", "HIGH"], unfixable: "pass" },
    excused: (needed ?? []).map((id) => ({ finding: { ...vulnerability, id }, exception })),
    scannedAt: "2026-01-01T12:00:00.000Z",
    ...change,
  };
  await mkdir(folder.path, { recursive: true });
  await writeFile(join(folder.path, "product.scan.json"), JSON.stringify(record));
  const images = JSON.stringify({ product: { name: "shop/product", digest } });
  const attestations = needed === undefined ? "" : "scan";
  const raw = { images, registry: registry.host, layouts: folder.path, attestations };
  const env = { PATH: process.env.PATH, ...pair.env };
  const { results } = await signImages(signRequest.parse(raw), testContext(folder.path, { env }));
  expect(results).toMatchObject([{ status: "done" }]);
  return digest;
}

async function shopWith(digest: string): Promise<Shop> {
  const shop = await startShop();
  const at = (path: string) => shop.developer.git("show", `HEAD:${path}`);
  const files = ["dev", "staging"].flatMap((environment) => [
    `environments/${environment}/environment.yaml`,
    `environments/${environment}/product/kustomization.yaml`,
  ]);
  const moved = await Promise.all(
    files.map(async (path) => [path, `${(await at(path)).replaceAll("registry.test", registry.host)}\n`]),
  );
  await shop.push("chore: another registry", Object.fromEntries(moved));
  await shop.report("dev", await shop.pin("dev", "product", "1.0.0", undefined, digest));
  return shop;
}

async function staging(shop: Shop) {
  const { results } = await shop.run({ inputs: { "public-key": pair.publicKey } });
  return results.find(({ environment }) => environment === "staging");
}

test("an exception that is over keeps out only what needed it", async () => {
  const [needing, other] = [await image(["CVE-2026-0001"]), await image([])];
  await using refused = await shopWith(needing);
  await refused.push("chore: exceptions", exceptions(["CVE-2026-0001", YESTERDAY]));
  expect(await staging(refused)).toMatchObject({
    status: "refused",
    reason: expect.stringMatching(`^CVE-2026-0001 was excepted until ${YESTERDAY} by @slipway/shop`),
  });
  await refused.push("chore: renewed", exceptions(["CVE-2026-0001", day(5)]));
  expect(await staging(refused)).toMatchObject({ status: "done" });

  await using passed = await shopWith(other);
  await passed.push("chore: exceptions", exceptions(["CVE-2026-0001", YESTERDAY]));
  expect(await staging(passed)).toMatchObject({ status: "done" });
});

test("an exception whose line is gone keeps out what needed it, although git alone knows of none", async () => {
  await using shop = await shopWith(await image(["CVE-2026-0002"]));
  expect(await staging(shop)).toMatchObject({
    status: "refused",
    reason: expect.stringMatching(/^CVE-2026-0002 is no longer excepted in left-pad/),
  });
});

test("an image without a record is judged by every exception of its service, as before there were records", async () => {
  await using shop = await shopWith(await image());
  await shop.push("chore: exceptions", exceptions(["CVE-2026-0001", YESTERDAY]));
  expect(await staging(shop)).toMatchObject({
    status: "refused",
    reason: expect.stringMatching(`^CVE-2026-0001 was excepted until ${YESTERDAY}`),
  });
  await shop.push("chore: renewed", exceptions(["CVE-2026-0001", day(5)]));
  expect(await staging(shop)).toMatchObject({ status: "done" });
});
